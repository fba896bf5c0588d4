/** SHA-256 of the sources that verdicts depend on; `npm run suite-digest` writes it. */
export const suiteDigest = 'sha256:14bf0a4bb3230d462cc519f67a2591b7cc0b6f5806a1341bcc0ff9d3e4f155fd';
