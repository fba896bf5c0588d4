/** SHA-256 of the sources that verdicts depend on; `npm run suite-digest` writes it. */
export const suiteDigest = 'sha256:4a3fc298aa23c628571230bd6e6a61d03b539ea1f7e258be7da81da5ca02cd68';
