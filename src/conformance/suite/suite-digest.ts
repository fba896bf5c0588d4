/** SHA-256 of the sources that verdicts depend on; `npm run suite-digest` writes it. */
export const suiteDigest = 'sha256:4b4e27c1577d88320c108f7b7509276e9064a3528c75e50bdabafe6283697b15';
