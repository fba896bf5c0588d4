/** SHA-256 of the sources that verdicts depend on; `npm run suite-digest` writes it. */
export const suiteDigest = 'sha256:3c3f7dcec94c3ef8e85b3f8aff23ccb9dbe7b3ebf12091925d094d5f1421da3d';
