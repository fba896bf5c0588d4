import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execaSync } from 'execa';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { refusalOf } from '../../publish/publish-fixture.js';
import { runCommand } from '../../support/command-line.js';
import type { LoopbackRegistry } from '../../support/registry/loopback-registry.js';
import { basicAuth, RegistryScene } from './registry-scene.js';

// Node.js makes keys but no certificates.
const program = 'openssl';
const hasOpenssl = execaSync(program, ['version'], { reject: false }).exitCode === 0;
const title = 'a registry that speaks TLS';

describe.skipIf(!hasOpenssl)(hasOpenssl ? title : `${title} (skipped: no openssl to make a certificate)`, () => {
  let folder: string;
  let scene: RegistryScene;
  let registry: LoopbackRegistry;

  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'registry-tls-'));
    const key = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes', '-keyout', 'key.pem'];
    const names = ['-subj', '/CN=localhost', '-addext', 'subjectAltName=IP:127.0.0.1'];
    execaSync(program, ['req', '-x509', ...key, '-out', 'cert.pem', '-days', '2', ...names], { cwd: folder });
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  beforeEach(async () => {
    scene = new RegistryScene();
    const tls = {
      key: readFileSync(join(folder, 'key.pem'), 'utf8'),
      cert: readFileSync(join(folder, 'cert.pem'), 'utf8'),
    };
    registry = await scene.registry({ tls, authentication: 'basic', users: { ada: 'word' } });
    registry.add({ repository: 'team/image', tag: 'v1', platforms: ['linux/amd64', 'linux/arm64'] });
    scene.write('.docker/config.json', { auths: { [registry.address]: { auth: basicAuth('ada', 'word') } } });
  });
  afterEach(() => scene.end());

  test('is not believed without a certificate that is trusted, also on loopback', async () => {
    const refusal = await refusalOf(scene.open().resolve({ repository: `${registry.address}/team/image`, tag: 'v1' }));
    expect(refusal).toMatchObject({ code: 'REGISTRY_TLS', exitCode: 8 });
    expect(refusal.hint).toContain('NODE_EXTRA_CA_CERTS');
    expect(registry.requests).toEqual([]);
  });

  test('is asked where its authority is trusted', async () => {
    const args = ['doctor', '--json', '--catalog', folder, '--image', `${registry.address}/team/image:v1`];
    const env = { ...scene.env, NODE_EXTRA_CA_CERTS: join(folder, 'cert.pem') };
    const { stdout } = await runCommand(args, { cwd: folder, env });
    const { checks } = JSON.parse(stdout) as { checks: { id: string; status: string }[] };
    expect(checks.find(({ id }) => id === 'image')).toMatchObject({ status: 'ok' });
  });
});
