/** SHA-256 of the sources that verdicts depend on; `npm run suite-digest` writes it. */
export const suiteDigest = 'sha256:efac65a42923e44a491c9f054cb7df78b1a7327d8fac21760bf6b4e6f67381e2';
