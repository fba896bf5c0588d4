/** SHA-256 of the sources that verdicts depend on; `npm run suite-digest` writes it. */
export const suiteDigest = 'sha256:4a488085d8d7cc5864fc1033de83724290a55a21b82f541f33b16548843f09d9';
