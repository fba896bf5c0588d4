/** SHA-256 of the sources that verdicts depend on; `npm run suite-digest` writes it. */
export const suiteDigest = 'sha256:72c91b9290cf180820d4d5524280af723a7059ecb06844af551f1d109af00485';
