/** SHA-256 of the sources that verdicts depend on; `npm run suite-digest` writes it. */
export const suiteDigest = 'sha256:658d27e39c81487f322bac472a496b08cd57d349c9aa447eb272a05f2610b04a';
