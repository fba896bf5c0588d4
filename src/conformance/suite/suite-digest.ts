/** SHA-256 of the sources that verdicts depend on; `npm run suite-digest` writes it. */
export const suiteDigest = 'sha256:8b5ceab2f8da7395b4ee6a1395019866b12d0880b7145fc64a9cb1d21b74ff83';
