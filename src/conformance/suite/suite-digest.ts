/** SHA-256 of the sources that verdicts depend on; `npm run suite-digest` writes it. */
export const suiteDigest = 'sha256:9011c4120e3d07e4f33a7d0535a60aebba8d09cb8028f093c3478bab34c10f74';
