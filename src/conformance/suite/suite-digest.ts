/** SHA-256 of the sources that verdicts depend on; `npm run suite-digest` writes it. */
export const suiteDigest = 'sha256:10ae22bfdd80d98d49bb87c0fe1aef06a60b19500b3220e13fb15b014fe677ee';
