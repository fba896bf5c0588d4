/** SHA-256 of the sources that verdicts depend on; `npm run suite-digest` writes it. */
export const suiteDigest = 'sha256:3c009ec2ac8b30456b7e8c2de88b2b6f1633e8ae73fd8259d1c489f44cf9341f';
