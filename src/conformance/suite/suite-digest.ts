/** SHA-256 of the sources that verdicts depend on; `npm run suite-digest` writes it. */
export const suiteDigest = 'sha256:2f5a269bcbc6ed9b4aef62326282066edf4c1924459b5fc5b9abc7fc86a5f03a';
