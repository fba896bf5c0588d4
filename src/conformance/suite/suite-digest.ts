/** SHA-256 of the sources that verdicts depend on; `npm run suite-digest` writes it. */
export const suiteDigest = 'sha256:de4577c767f627b279a808cc3ad5400183cab6d2521d2be447b19ec9dac03c8c';
