/** SHA-256 of the sources that verdicts depend on; `npm run suite-digest` writes it. */
export const suiteDigest = 'sha256:5c6d6420bc4d7ed116fcfb426fdbd6f2c2116cd7b0f0e7328c6e0841cdcd9a00';
