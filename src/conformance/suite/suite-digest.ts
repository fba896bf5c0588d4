/** SHA-256 of the sources that verdicts depend on; `npm run suite-digest` writes it. */
export const suiteDigest = 'sha256:e8e1c8d3187e8e88da1a8081ca22a2264d80a6da13e61adb0a4f9222c4be9ddd';
