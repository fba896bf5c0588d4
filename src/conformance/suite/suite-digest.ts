/** SHA-256 of the sources that verdicts depend on; `npm run suite-digest` writes it. */
export const suiteDigest = 'sha256:abde787523f9a6fc2e0aecbfa91d7283455419f18bb76c7e1235dcfe38e342e3';
