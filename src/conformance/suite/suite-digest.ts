/** SHA-256 of the sources that verdicts depend on; `npm run suite-digest` writes it. */
export const suiteDigest = 'sha256:1bce9d50a8352ea2ff81e9dce09f518fe711f01a523e371bbadda13a224fd0d6';
