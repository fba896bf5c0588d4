/** SHA-256 of the sources that verdicts depend on; `npm run suite-digest` writes it. */
export const suiteDigest = 'sha256:5e5dce38e59f0aef0d5620e7bf8f2d1f95cb4b773e977ea111c476e72fd3811c';
