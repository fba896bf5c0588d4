/** SHA-256 of the sources that verdicts depend on; `npm run suite-digest` writes it. */
export const suiteDigest = 'sha256:1def71228cb86b0b93b623520ed45f7206682e0068d7802e8c2e3afd5d8a6373';
