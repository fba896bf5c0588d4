/** SHA-256 of the sources that verdicts depend on; `npm run suite-digest` writes it. */
export const suiteDigest = 'sha256:239935545daa83fd16569062fd35f2e2431c9fdae29f22837a66c2a469cdad4c';
