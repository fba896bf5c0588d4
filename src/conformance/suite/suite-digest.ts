/** SHA-256 of the sources that verdicts depend on; `npm run suite-digest` writes it. */
export const suiteDigest = 'sha256:c0d005b938a359934cac2939ffe8854da3e44e41f6d1ea3a70b939706a831083';
