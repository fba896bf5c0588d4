/** SHA-256 of the sources that verdicts depend on; `npm run suite-digest` writes it. */
export const suiteDigest = 'sha256:bb03b7cb0f84c598f248a6b535656f63b37ceb16019255f605c2c984e868791a';
