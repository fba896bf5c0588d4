/** SHA-256 of the sources that verdicts depend on; `npm run suite-digest` writes it. */
export const suiteDigest = 'sha256:ebf7052ab66781a1e4bd7f25dd3e915ed48b1b0cfe9b7d0f203978a4972d3d73';
