/** SHA-256 of the sources that verdicts depend on; `npm run suite-digest` writes it. */
export const suiteDigest = 'sha256:a0befef413aa06f34a9524daf76a8451dc0c6a9751a35f9c6beca745fbbd4905';
