/** SHA-256 of the sources that verdicts depend on; `npm run suite-digest` writes it. */
export const suiteDigest = 'sha256:668631d3d93b74c49a775d7cc29e72465132383a622fa45026076d0a3ea2bb41';
