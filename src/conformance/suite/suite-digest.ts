/** SHA-256 of the sources that verdicts depend on; `npm run suite-digest` writes it. */
export const suiteDigest = 'sha256:39362ab7dc612a2c8d3613c529692cc505176ebacfddf999bee7714b5c683efa';
