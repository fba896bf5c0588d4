import { describe, expect, test } from 'vitest';
import { UserError } from '../../src/foundation/errors.js';
import { decideFacts } from '../../src/scaffold/decide-facts.js';
import type { ScaffoldOptions } from '../../src/scaffold/scaffold-options.js';

const now = new Date('2026-03-01T00:00:00Z');

function decide(options: Partial<ScaffoldOptions>) {
  const name = options.name ?? 'acme';
  const language = options.language ?? 'go';
  return decideFacts({ force: false, dryRun: false, interlocutor: undefined, ...options, name, language }, now);
}

function refusal(options: Partial<ScaffoldOptions>): UserError {
  try {
    decide(options);
  } catch (thrown) {
    if (thrown instanceof UserError) return thrown;
    throw thrown;
  }
  throw new Error('it was accepted');
}

describe('what follows from what', () => {
  test.each([
    [
      {},
      {
        module: 'github.com/your-org/acme',
        image: 'ghcr.io/your-org/acme',
        placeholders: ['repo', 'image', 'maintainer'],
      },
    ],
    [
      { repo: 'https://github.com/Acme/virt.git' },
      { module: 'github.com/Acme/virt', image: 'ghcr.io/acme/acme', placeholders: ['maintainer'] },
    ],
    [
      { repo: 'https://Git.Acme.example:8443/virt/acme/' },
      {
        module: 'git.acme.example/virt/acme',
        image: 'registry.example.com/acme',
        placeholders: ['image', 'maintainer'],
      },
    ],
    [
      { module: 'github.com/acme/virt/v2', maintainer: 'dev@acme.example' },
      {
        module: 'github.com/acme/virt/v2',
        repo: 'https://github.com/acme/virt',
        image: 'ghcr.io/acme/acme',
        placeholders: [],
      },
    ],
    [
      { repo: 'https://git.acme.example/a', image: 'quay.io/acme/a', maintainer: 'dev@acme.example' },
      { module: 'git.acme.example/a', image: 'quay.io/acme/a', placeholders: [] },
    ],
  ])('%j', (options, expected) => {
    const { facts, placeholders } = decide(options);
    expect({ ...facts, placeholders }).toMatchObject(expected);
  });

  test.each([
    ['acme', 'Acme Provider'],
    ['acme-cloud', 'Acme Cloud Provider'],
    ['acme-provider', 'Acme Provider'],
    ['x--y', 'X Y Provider'],
  ])('%s is shown as %s', (name, displayName) => {
    expect(decide({ name }).facts.displayName).toBe(displayName);
  });

  test.each([
    [undefined, ['core']],
    [['snapshot'], ['core', 'snapshot']],
    [
      ['advanced', 'core', 'clone'],
      ['core', 'clone', 'advanced'],
    ],
    [['all'], ['core', 'snapshot', 'clone', 'image-prepare', 'advanced']],
  ])('profiles %j are %j', (profiles, expected) => {
    expect(decide({ profiles }).facts.profiles).toEqual(expected);
  });
});

describe('names', () => {
  test.each(['a', '7', 'a7', 'acme-cloud', 'x--y', 'a'.repeat(63), 'http-proxy', 'interface-x'])(
    '%s is one',
    (name) => {
      expect(decide({ name }).facts.name).toBe(name);
      expect(decide({ name, language: 'typescript' }).facts.name).toBe(name);
    },
  );

  test.each([
    ['', 'BAD_NAME', 'for instance acme'],
    ['../acme', 'BAD_NAME', '--output'],
    ['..', 'BAD_NAME', '--output'],
    ['/etc/acme', 'BAD_NAME', '--output'],
    ['a\\b', 'BAD_NAME', '--output'],
    ['Acme Cloud', 'BAD_NAME', 'for instance acme-cloud'],
    ['Ünïcode', 'BAD_NAME', 'for instance unicode'],
    ['аcme', 'BAD_NAME', 'for instance cme'],
    ['名前', 'BAD_NAME', 'lower case letters'],
    ['acme_cloud', 'BAD_NAME', 'for instance acme-cloud'],
    ['-acme', 'BAD_NAME', 'for instance acme'],
    ['acme-', 'BAD_NAME', 'for instance acme'],
    ['acme\n', 'BAD_NAME', 'for instance acme'],
    ['a'.repeat(64), 'BAD_NAME', 'at most 63'],
    ['CON', 'BAD_NAME', 'for instance con-provider'],
    ['con', 'RESERVED_NAME', 'con-provider'],
    ['lpt1', 'RESERVED_NAME', 'lpt1-provider'],
  ])('%j is none in any language', (name, code, hint) => {
    for (const language of ['go', 'typescript'] as const) {
      expect(refusal({ name, language })).toMatchObject({ code, exitCode: 2, hint: expect.stringContaining(hint) });
    }
  });

  test.each([
    ['go', 'func'],
    ['go', 'interface'],
    ['go', 'internal'],
    ['go', 'vendor'],
    ['go', 'main'],
    ['typescript', 'http'],
    ['typescript', 'fs'],
    ['typescript', 'punycode'],
  ] as const)('in %s %s is reserved, and in the other language it is not', (language, name) => {
    expect(refusal({ name, language }).code).toBe('RESERVED_NAME');
    expect(decide({ name, language: language === 'go' ? 'typescript' : 'go' }).facts.name).toBe(name);
  });
});

describe('modules', () => {
  test.each(['example.com/a', 'example.com', 'github.com/Acme/x_y~z.v1', 'gopkg.in/yaml.v3', 'example.com/a/v2'])(
    '%s is one',
    (module) => {
      expect(decide({ module, repo: 'https://example.com/a' }).facts.module).toBe(module);
    },
  );

  test.each([
    ['', 'empty'],
    ['https://github.com/acme/a', 'URL'],
    ['/etc/a', 'slash'],
    ['example.com/a/', 'slash'],
    ['example.com//a', 'slash'],
    ['acme', "Go's own library"],
    ['fmt/acme', "Go's own library"],
    ['Example.com/a', 'no host name'],
    ['example.com/../a', 'dot'],
    ['example.com/a.', 'dot'],
    ['example.com/ä', 'ä'],
    ['example.com/a b', 'a b'],
    ['example.com/con/a', 'Windows'],
    ['example.com/aux.x/a', 'Windows'],
    ['example.com/abc~1', 'Windows'],
    ['example.com/vendor/a', 'vendor'],
    ['example.com/a/v1', 'version'],
    ['example.com/a/v02', 'version'],
    [`example.com/${'a'.repeat(250)}`, '255'],
  ])('%j is none', (module, words) => {
    const repo = 'https://example.com/a';
    expect(refusal({ module, repo })).toMatchObject({ code: 'BAD_MODULE', message: expect.stringContaining(words) });
  });

  test('TypeScript has none', () => {
    expect(refusal({ language: 'typescript', module: 'example.com/a' }).code).toBe('MODULE_WITHOUT_GO');
  });
});

describe('the entry', () => {
  test.each([
    [{ repo: 'http://github.com/acme/a' }, 'BAD_REPO', '--repo'],
    [{ repo: 'https://github.com/acme/"a' }, 'BAD_REPO', '--repo'],
    [{ image: 'ghcr.io/Acme/a' }, 'BAD_IMAGE', '--image'],
    [{ image: 'ghcr.io/acme/a:1.0.0' }, 'BAD_IMAGE', '--image'],
    [{ maintainer: 'nobody' }, 'BAD_MAINTAINER', '--maintainer'],
    [{ license: 'Apache' }, 'BAD_LICENSE', '--license'],
    [{ license: 'BUSL-1.1' }, 'BAD_LICENSE', '--license'],
  ])('%j is refused', (options, code, flag) => {
    const all = { module: 'example.com/a', repo: 'https://example.com/a', ...options };
    expect(refusal(all)).toMatchObject({ code, message: expect.stringContaining(flag) });
  });

  test.each([
    [{ module: 'acme/a' }, ['BAD_MODULE']],
    [{ module: 'example.com/a b' }, ['BAD_MODULE']],
    [{ repo: 'ftp://x' }, ['BAD_REPO']],
    [{ repo: 'ftp://x', module: 'acme/a' }, ['BAD_MODULE', 'BAD_REPO']],
  ])('%j: only what was said is called wrong', (options, codes) => {
    const { code, details } = refusal(options);
    const { problems = [{ code }] } = (details ?? {}) as { problems?: { code: string }[] };
    expect(problems.map((problem) => problem.code)).toEqual(codes);
  });

  test('everything that is wrong is told at once', () => {
    const { code, message, details } = refusal({ image: 'A', maintainer: 'b', module: 'c', repo: 'https://d.example' });
    expect(code).toBe('BAD_OPTIONS');
    for (const flag of ['--image', '--maintainer', '--module']) expect(message).toContain(flag);
    expect(details).toMatchObject({ problems: [{}, {}, {}] });
  });
});
