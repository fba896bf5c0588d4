/** SHA-256 of the sources that verdicts depend on; `npm run suite-digest` writes it. */
export const suiteDigest = 'sha256:7a884ad1d447935b8fe45a8bcb39235cd05eb7ee2f3c4cc4e49a9da61caae65c';
