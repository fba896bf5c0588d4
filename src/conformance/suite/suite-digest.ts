/** SHA-256 of the sources that verdicts depend on; `npm run suite-digest` writes it. */
export const suiteDigest = 'sha256:ce39ded0fff13ed1e58312aa4a241628eafb8de4fe33614cef1454af6972fcf3';
