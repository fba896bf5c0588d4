/** SHA-256 of the sources that verdicts depend on; `npm run suite-digest` writes it. */
export const suiteDigest = 'sha256:517c0752cfd5eb77d5f48c5cca1d3dd2cafb3121e0446d22bb28d916c8447373';
