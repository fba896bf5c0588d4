/** SHA-256 of the sources that verdicts depend on; `npm run suite-digest` writes it. */
export const suiteDigest = 'sha256:04d226c17aaae4095b51be249e0c31f17b4d765c8731d79fd9c4585f591aa4bb';
