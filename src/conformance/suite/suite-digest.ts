/** SHA-256 of the sources that verdicts depend on; `npm run suite-digest` writes it. */
export const suiteDigest = 'sha256:7346208b52b70989f7322a09b049c4e821141050568c96ffc239dc79fe159563';
