/** SHA-256 of the sources that verdicts depend on; `npm run suite-digest` writes it. */
export const suiteDigest = 'sha256:a010dea12d04e6cd28832e5fa686bd1eb078ba72584fbfb5097e41afe6e8baba';
