export interface Expectation {
  code: string;
  /** Completes `"x" is not …`. */
  what: string;
  hint: (value: string) => string;
}

const kebab = (value: string) =>
  value
    .replaceAll(/([a-z0-9])([A-Z])/g, '$1-$2')
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '-')
    .replaceAll(/^-+|-+$/g, '');

const nameHint = (value: string) => {
  const better = kebab(value).slice(0, 63);
  const rule = 'Use lower case letters, digits and hyphens, with a letter or a digit at both ends.';
  return better === '' || better === value ? rule : `${rule} For instance ${better}.`;
};

function textHint(value: string): string {
  if (/[\r\n]/.test(value)) return 'Write it on one line.';
  if (/^\s|\s$/.test(value)) return 'Remove the white space at its ends.';
  return 'Remove tabs and characters that cannot be seen.';
}

function urlHint(value: string): string {
  if (value.startsWith('http://')) return `Write https://${value.slice(7)}.`;
  if (/^https:\/\/[^/]*@/.test(value)) return 'Remove the user name and the password.';
  if (/^git@([^:]+):(.+?)(\.git)?$/.test(value))
    return `Write ${value.replace(/^git@([^:]+):(.+?)(\.git)?$/, 'https://$1/$2')}.`;
  if (/^[a-z0-9.-]+\.[a-z]+(\/\S*)?$/i.test(value)) return `Write https://${value}.`;
  return 'Write an absolute URL that begins with https://.';
}

function imageHint(value: string): string {
  const scheme = /^[a-z]+:\/\//.exec(value)?.[0];
  if (scheme) return `Remove ${scheme}.`;
  const digest = value.indexOf('@');
  if (digest >= 0) return 'Remove the digest: publish writes it into the field digest.';
  const tag = /^(.*):([^/:]+)$/.exec(value);
  if (tag) return `Write image: ${tag[1]} and tag: ${tag[2]}.`;
  if (value !== value.toLowerCase()) return `Write it in lower case: ${value.toLowerCase()}.`;
  return 'Write the registry and the path, for instance ghcr.io/example/provider.';
}

function tagHint(value: string): string {
  if (/^v?\d+\.\d+$/.test(value)) return `A SemVer version has three numbers: ${value}.0.`;
  if (/^v?\d+$/.test(value)) return `A SemVer version has three numbers: ${value}.0.0.`;
  if (value.includes('+')) return `An image tag cannot hold a plus; write ${value.replaceAll('+', '-')}.`;
  if (/(^v?|\.)0\d/.test(value)) return 'Remove the leading zeros.';
  return 'Write three numbers, for instance 1.0.0 or v1.0.0-rc.1; a tag that moves, such as latest, is none.';
}

const fallback: Expectation = { code: 'invalid-value', what: 'valid here', hint: () => 'Correct it.' };

/** What the patterns of the schema's definitions ask for, by the definition's name. */
const expectations: Record<string, Expectation> = {
  providerName: { code: 'invalid-name', what: "a provider's name", hint: nameHint },
  kubernetesName: { code: 'invalid-name', what: 'a name that Kubernetes takes', hint: nameHint },
  releaseName: { code: 'invalid-name', what: 'a name that Helm takes', hint: nameHint },
  variableName: {
    code: 'invalid-name',
    what: "an environment variable's name",
    hint: () => 'Use letters, digits and underscores; begin with a letter or an underscore.',
  },
  secretKey: {
    code: 'invalid-name',
    what: "a secret's key",
    hint: () => 'Use letters, digits, dots, hyphens and underscores.',
  },
  valuePath: {
    code: 'invalid-name',
    what: 'a path in the values of a chart',
    hint: () =>
      'Write it as --set takes it, for instance securityContext.runAsUser or nodeSelector.kubernetes\\.io/os.',
  },
  shownText: { code: 'invalid-text', what: 'one line of text', hint: textHint },
  writtenText: { code: 'invalid-text', what: 'one line of text', hint: textHint },
  chartValue: { code: 'invalid-text', what: 'one line of text', hint: textHint },
  command: { code: 'invalid-text', what: 'a command on one line', hint: textHint },
  httpsUrl: { code: 'invalid-url', what: 'an https URL', hint: urlHint },
  imageRepository: { code: 'invalid-image', what: "an image's repository", hint: imageHint },
  imageReference: {
    code: 'invalid-image',
    what: 'an image with its tag or digest',
    hint: () => 'Write repository:tag or repository@sha256:..., the repository in lower case.',
  },
  versionTag: { code: 'invalid-tag', what: 'a SemVer version', hint: tagHint },
  digest: {
    code: 'invalid-digest',
    what: 'a digest',
    hint: () => 'Remove it: publish writes it, as sha256: and 64 hexadecimal digits in lower case.',
  },
  email: {
    code: 'invalid-email',
    what: 'an e-mail address',
    hint: () => 'Write one address, for instance jane@example.com.',
  },
  keyword: {
    code: 'invalid-keyword',
    what: 'a tag in kebab-case',
    hint: (value) => {
      const better = kebab(value);
      return better === '' ? 'Use lower case words joined by hyphens.' : `Write ${better}.`;
    },
  },
  versionRange: {
    code: 'invalid-version-range',
    what: 'a version or a range of versions',
    hint: () => 'Write 1.25, 1.25+ or 1.25 - 1.31.',
  },
  platform: {
    code: 'invalid-platform',
    what: 'a platform',
    hint: (value) =>
      /^[a-z0-9_]+$/.test(value)
        ? `Write linux/${value}.`
        : 'Write system/architecture in lower case, for instance linux/amd64.',
  },
  chart: { code: 'invalid-chart', what: 'a Helm chart', hint: () => 'Write repository/chart or an oci:// URL.' },
  endpoint: {
    code: 'invalid-endpoint',
    what: 'an endpoint',
    hint: () => 'Write host:port, or unix: and the absolute path of a socket.',
  },
};

export function expectationOf(kind: string | undefined): Expectation {
  return (kind === undefined ? undefined : expectations[kind]) ?? fallback;
}
