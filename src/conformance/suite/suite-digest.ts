/** SHA-256 of the sources that verdicts depend on; `npm run suite-digest` writes it. */
export const suiteDigest = 'sha256:838fdbbe49fa848ed60c080e6dd44cde23bb926207daf11f7f262c6a6ce81bec';
