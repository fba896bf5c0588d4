/** SHA-256 of the sources that verdicts depend on; `npm run suite-digest` writes it. */
export const suiteDigest = 'sha256:e41381e196f618670eea6ab659e8053b71a6e3d221ad8eef6c4f476472d27222';
