/** SHA-256 of the sources that verdicts depend on; `npm run suite-digest` writes it. */
export const suiteDigest = 'sha256:af1f1516f7d76d4ee12b87ad65f8035d6e5353e836a41dc9515a6eb4a9d34d76';
