/** SHA-256 of the sources that verdicts depend on; `npm run suite-digest` writes it. */
export const suiteDigest = 'sha256:9b303b5016317f8ae130af9e0ed13cfe5e4bef63d01b18cb8226e5fb9c44f046';
