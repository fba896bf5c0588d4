/** SHA-256 of the sources that verdicts depend on; `npm run suite-digest` writes it. */
export const suiteDigest = 'sha256:259f7330f7eb23839190e31e1f9a5d82a48863fb5d3069694f8e5469524e515b';
