/** SHA-256 of the sources that verdicts depend on; `npm run suite-digest` writes it. */
export const suiteDigest = 'sha256:21f5f0290dacecf959ee19aac18dd0ad910896d7038668b9591f3c05ba995a71';
