/** SHA-256 of the sources that verdicts depend on; `npm run suite-digest` writes it. */
export const suiteDigest = 'sha256:08d73ad005a94c84bc29d44a6b81aae79dcd32200e32fd0df0e4798a6718445d';
