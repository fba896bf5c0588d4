/** SHA-256 of the sources that verdicts depend on; `npm run suite-digest` writes it. */
export const suiteDigest = 'sha256:fc3feda6c7c36586e8a056f4a6c1b3c0d6ae305c677a65a10d6be2ac15fabe5c';
