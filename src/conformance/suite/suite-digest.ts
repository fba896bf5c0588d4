/** SHA-256 of the sources that verdicts depend on; `npm run suite-digest` writes it. */
export const suiteDigest = 'sha256:c9d83312789e06e83cd40229a48ab24934b656ba30016f7971bade12c43f5da6';
