/** SHA-256 of the sources that verdicts depend on; `npm run suite-digest` writes it. */
export const suiteDigest = 'sha256:32356e6d8e87b00bccdf975a662ab957ed09f401c7c9ff52753357b36eed2d01';
