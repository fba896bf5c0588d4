import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execa, execaSync } from 'execa';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { pinnedImage } from '../../../src/provider/registry/image-reference.js';
import { openImageRegistry } from '../../../src/provider/registry/open-image-registry.js';
import { refusalOf } from '../../publish/publish-fixture.js';
import { type StartedRegistry, startRegistry, stopRegistry } from '../../support/container/start-registry.js';
import { describeWithRegistry } from '../../support/container/with-engine.js';
import { basicAuth } from './registry-scene.js';

const engine = 'podman';
const hasPodman = execaSync(engine, ['--version'], { reject: false }).exitCode === 0;

/** bcrypt of the password `word`. */
const htpasswd = 'ada:$2y$05$abcdefghijklmnopqrstuuQDoL5Sa/TtfS/XN4AY/jgq.HBbO1BTu\n';

describeWithRegistry('a real registry', (images) => {
  let home: string;
  let closed: StartedRegistry;

  beforeAll(async () => {
    home = mkdtempSync(join(tmpdir(), 'real-registry-'));
    writeFileSync(join(home, 'htpasswd'), htpasswd);
    closed = await startRegistry({ auth: { htpasswd: { realm: 'Test', path: join(home, 'htpasswd') } } });
  });
  afterAll(() => {
    stopRegistry(closed);
    rmSync(home, { recursive: true, force: true });
  });

  const open = (env: Record<string, string> = {}) =>
    openImageRegistry({ env: { HOME: home, XDG_RUNTIME_DIR: home, ...env }, signal: new AbortController().signal });
  const login = (password: string) => {
    const auths = { [closed.address]: { auth: basicAuth('ada', password) } };
    writeFileSync(join(home, 'config.json'), JSON.stringify({ auths }));
    return { DOCKER_CONFIG: home };
  };

  test('tells what was pushed', async () => {
    const { repository, tag, digest } = images().mock;
    const found = await open().resolve({ repository, tag });
    expect(found).toMatchObject({ digest, platforms: [expect.stringMatching(/^linux\//)] });
    expect(pinnedImage(repository, found.digest)).toBe(`${repository}@${digest}`);
  });

  test('tells labels, and that nothing refers to the image', async () => {
    const { repository, digest } = images().mock;
    const [configuration] = await open().configurations({ repository, digest });
    expect(configuration?.labels).toMatchObject({ 'org.opencontainers.image.licenses': 'Apache-2.0' });
    expect(await open().referrers({ repository, digest })).toEqual([]);
  });

  test('an absent tag is no, with the tags that there are', async () => {
    const { repository } = images().mock;
    const refusal = await refusalOf(open().resolve({ repository, tag: 'no-such-tag' }));
    expect(refusal).toMatchObject({ code: 'IMAGE_NOT_FOUND', exitCode: 1 });
    // Other tests push tags to the same repository, and only a few are named.
    expect(refusal.hint).toMatch(/The repository has the tags \S/);
  });

  test.skipIf(!hasPodman)(
    `${hasPodman ? '' : '(skipped: no podman) '}what podman login wrote is understood`,
    async () => {
      const file = join(home, 'podman-auth.json');
      const args = ['login', '--tls-verify=false', '--authfile', file, '--username', 'ada', '--password-stdin'];
      await execa(engine, [...args, closed.address], { input: 'word' });
      const image = { repository: `${closed.address}/team/image`, tag: 'v1' };
      const refusal = await refusalOf(open({ REGISTRY_AUTH_FILE: file }).resolve(image));
      expect(refusal.message).toContain(`asked with the credentials of ${file} (${closed.address})`);
    },
  );

  test('with passwords: refused without, absent with the right one', async () => {
    const image = { repository: `${closed.address}/team/image`, tag: 'v1' };
    expect(await refusalOf(open().resolve(image))).toMatchObject({ code: 'IMAGE_DENIED', exitCode: 6 });
    expect(await refusalOf(open(login('wrong')).resolve(image))).toMatchObject({ code: 'IMAGE_DENIED', exitCode: 6 });
    expect(await refusalOf(open(login('word')).resolve(image))).toMatchObject({ code: 'IMAGE_NOT_FOUND', exitCode: 1 });
  });
});
