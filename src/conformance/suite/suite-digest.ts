/** SHA-256 of the sources that verdicts depend on; `npm run suite-digest` writes it. */
export const suiteDigest = 'sha256:80fe4531d10abacb3300b71b047fdf88c911781b9ae180b0a0e151ac1d5cc1ea';
