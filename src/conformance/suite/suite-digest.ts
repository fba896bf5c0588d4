/** SHA-256 of the sources that verdicts depend on; `npm run suite-digest` writes it. */
export const suiteDigest = 'sha256:4420ed583750b73bc52bff72dc2154da9e1d5b9852c3af005de9ee7788ebeb35';
