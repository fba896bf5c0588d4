/** SHA-256 of the sources that verdicts depend on; `npm run suite-digest` writes it. */
export const suiteDigest = 'sha256:84d7ff2401a94386f11ee1f4be5c8024b3e7189c5cc2b537a6977db3a7af3af7';
