/** SHA-256 of the sources that verdicts depend on; `npm run suite-digest` writes it. */
export const suiteDigest = 'sha256:6f3e730e414ea6e85c0d2298a082fe9888592d1c7d9230e51edee0d0fbf04602';
