/** SHA-256 of the sources that verdicts depend on; `npm run suite-digest` writes it. */
export const suiteDigest = 'sha256:513e729082d650cf10a43a47c0079df81891d3f7003402ad914adb7136772e06';
