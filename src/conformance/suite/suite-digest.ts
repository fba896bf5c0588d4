/** SHA-256 of the sources that verdicts depend on; `npm run suite-digest` writes it. */
export const suiteDigest = 'sha256:e4f9c973c783b113a9bece8ad8f9d1ba4429f559dd74f695aae8a3f48843d8fa';
