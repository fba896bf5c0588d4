/** SHA-256 of the sources that verdicts depend on; `npm run suite-digest` writes it. */
export const suiteDigest = 'sha256:9294d1fdd05a5e28f4703f9503f667964dd19d661f312c5e34f56f11a3262f43';
