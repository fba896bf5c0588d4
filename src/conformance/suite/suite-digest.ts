/** SHA-256 of the sources that verdicts depend on; `npm run suite-digest` writes it. */
export const suiteDigest = 'sha256:c7c9d8d2dd4a142e7ad0e82d0dfb7ad0a31e0a747bbd183b3f22b8d73c23cf0c';
