/** SHA-256 of the sources that verdicts depend on; `npm run suite-digest` writes it. */
export const suiteDigest = 'sha256:8cf99d67ccf6d4979b494de58546873fbf5167b0cb706abb8fda000438443ed3';
