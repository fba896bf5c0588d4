/** SHA-256 of the sources that verdicts depend on; `npm run suite-digest` writes it. */
export const suiteDigest = 'sha256:0d388680e6708a9e902304abe0726607afbef58cd72ab6a16c9a748296970e3f';
