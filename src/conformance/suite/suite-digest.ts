/** SHA-256 of the sources that verdicts depend on; `npm run suite-digest` writes it. */
export const suiteDigest = 'sha256:50881bd127d7546731fb05e802d6f05ec260d7d64c93c45355fc4113acff4a47';
