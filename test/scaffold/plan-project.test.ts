import { load } from 'js-yaml';
import { describe, expect, test } from 'vitest';
import { parseMetadata } from '../../src/provider/metadata/load-metadata.js';
import { checkPage } from '../../src/provider/metadata/rules/page-rules.js';
import type { ProfileName } from '../../src/provider/profiles.js';
import { planProject } from '../../src/scaffold/plan-project.js';
import { languages } from '../../src/scaffold/scaffold-facts.js';
import type { PlannedFile } from '../../src/scaffold/template/template-file.js';
import { factsOf, profileSets } from './facts.js';

const textOf = (files: readonly PlannedFile[], path: string) => files.find((file) => file.path === path)?.text ?? '';

interface Workflow {
  jobs: { publish: { steps: { uses?: string; with?: object }[] } };
}

describe.each(languages)('a project in %s', (language) => {
  describe.each(profileSets.map((set) => [set.join(','), set] as const))('for %s', (_, profiles) => {
    test('has a valid provider.yaml and page.md that say so', async () => {
      const files = await planProject(factsOf(language, profiles));
      const { metadata, findings } = parseMetadata(textOf(files, 'provider.yaml'), 'provider.yaml');
      expect(findings).toEqual([]);
      expect(metadata?.capabilities).toEqual(profiles);
      expect(metadata?.maintainer).toBe("o'neil@acme.example");
      expect(checkPage(textOf(files, 'page.md'))).toEqual([]);
    });

    test('keeps nothing of the templates', async () => {
      for (const { path, text } of await planProject(factsOf(language, profiles))) {
        const left =
          /scaffold\.invalid|scaffold-name|scaffold:|Scaffold Display|LicenseRef-Scaffold|(?<!\$)\{\{[#/]?[\w.-]+( [^{}]*)?\}\}/i.exec(
            text,
          );
        expect(left?.[0], path).toBeUndefined();
        expect(path).not.toMatch(/(^|\/)_(?!test)|\.hbs$|scaffold/);
        expect(text.endsWith('\n'), path).toBe(true);
      }
    });
  });

  test('has what every provider needs', async () => {
    const paths = (await planProject(factsOf(language))).map(({ path }) => path);
    expect(paths).toEqual([...paths].sort());
    expect(paths).toEqual(
      expect.arrayContaining([
        '.editorconfig',
        '.github/dependabot.yml',
        '.gitignore',
        'Dockerfile',
        'LICENSE',
        'README.md',
        'deploy/values.yaml',
        'page.md',
        'proto/provider/v1/provider.proto',
        'provider.yaml',
      ]),
    );
    expect(paths.some((path) => /^\.github\/workflows\/.*\.yml$/.test(path))).toBe(true);
  });

  test.each([
    ['ghcr.io/acme/a', 'ghcr.io', 'secrets.GITHUB_TOKEN'],
    ['registry.acme.example:5000/acme/a', 'registry.acme.example:5000', 'secrets.REGISTRY_PASSWORD'],
    ['acme/a', 'docker.io', 'secrets.REGISTRY_PASSWORD'],
  ])('logs in where %s is pushed to, and gives no other host a token of GitHub', async (image, host, password) => {
    const files = await planProject({ ...factsOf(language), image });
    const { jobs } = load(textOf(files, '.github/workflows/provider.yml')) as Workflow;
    const login = jobs.publish.steps.find(({ uses }) => uses?.startsWith('docker/login-action'));
    expect(login?.with).toMatchObject({ registry: host, password: `\${{ ${password} }}` });
  });

  test('has YAML that can be read', async () => {
    for (const { path, text } of await planProject(factsOf(language, ['core', 'advanced']))) {
      if (/\.ya?ml$/.test(path)) expect(load(text), path).toBeTypeOf('object');
    }
  });

  test('is the same for the same facts', async () => {
    expect(await planProject(factsOf(language))).toEqual(await planProject(factsOf(language)));
  });
});

const goFiles: [ProfileName, string][] = [
  ['snapshot', 'internal/memory/snapshots.go'],
  ['clone', 'internal/memory/clones.go'],
  ['image-prepare', 'internal/memory/images.go'],
  ['advanced', 'internal/memory/online.go'],
];

test.each(goFiles)('in Go the profile %s brings %s, and no other does', async (profile, path) => {
  for (const profiles of profileSets) {
    const files = await planProject(factsOf('go', profiles));
    expect(files.some((file) => file.path === path)).toBe(profiles.includes(profile));
  }
});
