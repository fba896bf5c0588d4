/** SHA-256 of the sources that verdicts depend on; `npm run suite-digest` writes it. */
export const suiteDigest = 'sha256:5160aa2395cdcd17157d4d89acd32dfc5216a95817647ecfbd5330603c07f123';
