/** SHA-256 of the sources that verdicts depend on; `npm run suite-digest` writes it. */
export const suiteDigest = 'sha256:21b5f7a3b9005fd17bb322b7558aa2e72314af6eecf8e34783c5179bf854a605';
