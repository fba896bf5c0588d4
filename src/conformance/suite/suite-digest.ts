/** SHA-256 of the sources that verdicts depend on; `npm run suite-digest` writes it. */
export const suiteDigest = 'sha256:25047add84ab598a5d26ffcede9734dd34c57a95d454b5ae3b35c78ef23d4fe3';
