/** SHA-256 of the sources that verdicts depend on; `npm run suite-digest` writes it. */
export const suiteDigest = 'sha256:82c073bf6deb5bae758301c0192089b5f8fc1499d07b4d8b69265d546b03dac9';
