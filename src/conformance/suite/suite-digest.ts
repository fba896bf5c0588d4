/** SHA-256 of the sources that verdicts depend on; `npm run suite-digest` writes it. */
export const suiteDigest = 'sha256:1d67ec59c09a3ecfab55d7ea5f2faa02c8e477834acaaa9fdbe88158dcb1198a';
