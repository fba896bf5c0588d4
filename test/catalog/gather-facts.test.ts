import { execFileSync, spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished, test } from 'vitest';
import { chartFacts } from '../../src/catalog/requirements/chart-facts.js';
import { documentationStatus } from '../../src/catalog/requirements/documentation-status.js';
import { gatherFacts, type SourceHost } from '../../src/catalog/requirements/gather-facts.js';
import { requirements } from '../../src/catalog/requirements/requirements.js';
import { openImageRegistry } from '../../src/provider/registry/open-image-registry.js';
import { gitHubSourceHost } from '../../src/publish/github/source-host.js';
import { pushVariant } from '../support/container/push-image.js';
import { describeWithRegistry } from '../support/container/with-engine.js';
import { metadata, perfectFacts } from './requirements-facts.js';
import { testContext } from './test-context.js';

const noHost: SourceHost = {
  repository: () => Promise.reject(new Error('nobody was asked')),
  virtrigaudReleases: () => Promise.reject(new Error('nobody was asked')),
};

describeWithRegistry('the image of a checklist', (images) => {
  async function security(image: { repository: string; tag: string; digest: string }): Promise<string[]> {
    const context = testContext();
    const gateways = { registry: openImageRegistry(context), sourceHost: noHost };
    const { repository, tag, digest } = image;
    const { documentation: _none, ...rest } = metadata;
    const entry = { ...rest, repo: 'https://github.com/projectbeskar/vrtg-provider', image: repository, tag, digest };
    const facts = await gatherFacts({ ...perfectFacts(), metadata: entry }, { gateways, context });
    const line = requirements(facts).find(({ id }) => id === 'security');
    return line?.checks.map(({ state, text }) => `${state}: ${text}`) ?? [];
  }

  it('is asked for its user, its labels and what refers to it', async () => {
    const { mock } = images();
    const checks = await security(mock);
    const platform = `linux/${process.arch === 'x64' ? 'amd64' : process.arch}`;
    expect(checks).toContain(`met: the image runs as user 65532:65532 on ${platform}`);
    expect(checks).toContain('not met: no signature refers to the image');
    expect(checks).toContain('not met: no SBOM refers to the image');
    expect(checks).toContain(`met: the tag 0.1.0 still names ${mock.digest}`);
    expect(checks.join('\n')).toContain("met: the image's label org.opencontainers.image.source names");
  });

  it('that runs as root, and whose label is of another version, is told', async () => {
    const root = await pushVariant(images().mock, { tag: '0.2.0', config: { User: '' } });
    const checks = (await security(root)).join('\n');
    expect(checks).toMatch(/not met: the image runs as root on linux\//);
    expect(checks).toContain('version is 0.1.0');
  });

  it('whose tag moved is told with both digests', async () => {
    const { mock } = images();
    const other = await pushVariant(mock, { tag: 'other', config: { User: '1' } });
    expect((await security({ ...mock, digest: other.digest })).join('\n')).toContain(
      `not met: the tag 0.1.0 names ${mock.digest} now, not ${other.digest}`,
    );
  });

  it('that is not there is unknown', async () => {
    const { mock } = images();
    const checks = await security({ ...mock, tag: '9.9.9', digest: `sha256:${'0'.repeat(64)}` });
    expect(checks.filter((check) => check.startsWith('unknown')).length).toBeGreaterThan(3);
  });
});

test('a chart without helm is not known', async () => {
  const context = testContext({ env: { PATH: '/nowhere' } });
  expect(await chartFacts(metadata, context)).toEqual({ known: false, reason: 'helm is not installed' });
});

const helmMissing = spawnSync('helm', ['version']).status !== 0;

describe.skipIf(helmMissing)(`the chart of a checklist${helmMissing ? ' (skipped: no helm is installed)' : ''}`, () => {
  describeWithRegistry('in a registry', (images) => {
    function push(name: string, template: string): string {
      const folder = mkdtempSync(join(tmpdir(), 'vrtg-helm-'));
      onTestFinished(() => rmSync(folder, { recursive: true }));
      mkdirSync(join(folder, name, 'templates'), { recursive: true });
      writeFileSync(join(folder, name, 'Chart.yaml'), `apiVersion: v2\nname: ${name}\nversion: 1.0.0\n`);
      writeFileSync(join(folder, name, 'templates', 'deployment.yaml'), template);
      const env = { PATH: process.env['PATH'], HOME: folder };
      const helm = (...args: string[]) => execFileSync('helm', args, { cwd: folder, env, stdio: 'pipe' });
      helm('package', name);
      helm('push', `${name}-1.0.0.tgz`, `oci://${images().registry.address}/charts`, '--plain-http');
      return `oci://${images().registry.address}/charts/${name}`;
    }

    const deployment = (image: string) => `apiVersion: apps/v1
kind: Deployment
metadata: { name: {{ .Release.Name }}, namespace: {{ .Release.Namespace }} }
spec:
  template:
    spec:
      initContainers: [{ name: wait, image: 'busybox:1' }]
      containers:
        - name: provider
          image: ${image}
          env: {{ toJson .Values.env }}
`;
    const own = '"{{ .Values.image.repository }}:{{ .Values.image.tag }}"';

    it.each<[what: string, template: string, facts: object]>([
      ['renders what the entry installs', deployment(own), { images: ['busybox:1', 'ghcr.io/acme/provider:1.2.0'] }],
      ['runs another image', deployment('other:1'), { images: ['busybox:1', 'other:1'] }],
      ['fails', '{{ fail "no such thing" }}', { failure: expect.stringContaining('no such thing'), images: [] }],
      ['renders no YAML', 'a: [', { failure: expect.stringMatching(/YAML/), images: [] }],
    ])('that %s', async (what, template, facts) => {
      const chart = push(what.replaceAll(' ', '-').toLowerCase(), template);
      const entry = { ...metadata, install: { chart, env: [{ name: 'A', value: '1,2' }] } };
      const context = testContext({ env: { PATH: process.env['PATH'] ?? '', HOME: tmpdir() } });
      expect(await chartFacts(entry, context)).toEqual({ known: true, value: facts });
    });

    it('that is not there is not known', async () => {
      const chart = `oci://${images().registry.address}/charts/none`;
      const context = testContext({ env: { PATH: process.env['PATH'] ?? '', HOME: tmpdir() } });
      expect(await chartFacts({ ...metadata, install: { chart } }, context)).toMatchObject({ known: false });
    });
  });
});

describe('the host of a source repository', () => {
  /** A GitHub Enterprise on loopback that answers what is given, as a workflow on it would see it. */
  async function host(answers: Record<string, [status: number, body: unknown]>) {
    const seen: { path: string; authorization: string | undefined }[] = [];
    const server = createServer(({ url = '', headers }, response) => {
      seen.push({ path: url, authorization: headers.authorization });
      const [status, body] = answers[url] ?? [404, { message: 'Not Found' }];
      response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
    }).listen(0, '127.0.0.1');
    await new Promise((resolve) => server.once('listening', resolve));
    onTestFinished(() => void server.close());
    const api = `http://127.0.0.1:${(server.address() as AddressInfo).port}/api/v3`;
    const env = {
      PATH: '/nowhere',
      GITHUB_SERVER_URL: 'https://github.example.com',
      GITHUB_API_URL: api,
      GH_ENTERPRISE_TOKEN: 'of-the-enterprise',
      GH_TOKEN: 'of-dot-com',
    };
    return { seen, sourceHost: gitHubSourceHost(testContext({ env })) };
  }

  const repository = { archived: false, has_issues: true, license: { spdx_id: 'MIT' } };
  const commits = [{ commit: { committer: { date: '2025-12-24T10:00:00Z' } } }];
  const paths = { repo: '/api/v3/repos/acme/provider', commits: '/api/v3/repos/acme/provider/commits?per_page=1' };

  it('tells licence, last commit and whether it takes issues', async () => {
    const { seen, sourceHost } = await host({ [paths.repo]: [200, repository], [paths.commits]: [200, commits] });
    expect(await sourceHost.repository('https://github.example.com/acme/provider')).toEqual({
      archived: false,
      hasIssues: true,
      license: 'MIT',
      lastCommit: '2025-12-24T10:00:00Z',
    });
    expect(seen.map(({ authorization }) => authorization)).toEqual([
      'Bearer of-the-enterprise',
      'Bearer of-the-enterprise',
    ]);
  });

  it.each([
    ['a host that nobody vouches for', 'https://gitlab.example.com/acme/provider', /is no GitHub/],
    ['a repository that is not there', 'https://github.example.com/acme/none', /knows no such repository/],
  ])('%s is not known', async (_what, url, reason) => {
    const { seen, sourceHost } = await host({});
    await expect(sourceHost.repository(url)).rejects.toThrow(reason);
    expect(seen.every(({ path }) => path.startsWith('/api/v3/repos/acme/none'))).toBe(true);
  });

  it('a failing host is not known', async () => {
    const { sourceHost } = await host({ [paths.repo]: [503, {}] });
    await expect(sourceHost.repository('https://github.example.com/acme/provider')).rejects.toThrow(/answers 503/);
  });
});

test.each([
  ['http://127.0.0.1:1/', /not asked/],
  ['https://127.0.0.1:1/', /does not answer/],
])('the documentation at %s is not known', async (address, reason) => {
  await expect(documentationStatus(address, new AbortController().signal)).rejects.toThrow(reason);
});
