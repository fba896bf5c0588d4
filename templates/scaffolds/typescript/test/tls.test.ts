import assert from 'node:assert/strict';
import { execFileSync, spawnSync } from 'node:child_process';
import { copyFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { connect } from 'node:tls';
import { credentials, status } from '@grpc/grpc-js';
import { serveGrpc } from '../src/server/grpc-server.js';
import { jsonLog } from '../src/server/log.js';
import { readSettings } from '../src/server/settings.js';
import { serverCredentials } from '../src/server/tls-credentials.js';
import { TestClient } from './support/client.js';
import { running } from './support/running.js';

const skip = spawnSync('openssl', ['version']).error
  ? 'openssl, which makes the certificates, is not installed'
  : false;
const folder = mkdtempSync(join(tmpdir(), 'provider-tls-'));
after(() => rmSync(folder, { recursive: true, force: true }));

const openssl = (...args: string[]) => execFileSync('openssl', args, { cwd: folder, stdio: 'pipe' });
const pem = (name: string) => readFileSync(join(folder, name));

/** A CA, the provider's files as the manager mounts them, and the manager's own certificate. */
function makeCertificates(): void {
  const key = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-noenc', '-days', '2'];
  openssl('req', '-x509', ...key, '-keyout', 'ca.key', '-out', 'ca.crt', '-subj', '/CN=test CA');
  for (const [file, name] of [
    ['tls', 'localhost'],
    ['manager', 'manager.example.com'],
  ] as const) {
    const signed = ['-CA', 'ca.crt', '-CAkey', 'ca.key', '-addext', `subjectAltName=DNS:${name}`];
    openssl('req', '-x509', ...key, ...signed, '-keyout', `${file}.key`, '-out', `${file}.crt`, '-subj', `/CN=${name}`);
  }
}

if (!skip) makeCertificates();

for (const [allowed, code] of [
  ['', undefined],
  ['manager.example.com', undefined],
  ['somebody.example.com', status.PERMISSION_DENIED],
] as const) {
  test(`mTLS with "${allowed}" allowed ${code ? 'refuses' : 'answers'} the manager`, { skip }, async () => {
    const { provider } = await running(undefined, { TLS_DIR: folder, VIRTRIGAUD_PROVIDER_ALLOWED_SANS: allowed });
    const mutual = credentials.createSsl(pem('ca.crt'), pem('manager.key'), pem('manager.crt'));
    const client = new TestClient(provider.port, mutual);
    after(() => client.close());
    const call = client.call('validate', {});
    if (code) await assert.rejects(call, { code });
    else assert.equal((await call).ok, true);
  });
}

test('mTLS refuses callers without a certificate, and plaintext', { skip }, async () => {
  const { provider, client: plain } = await running(undefined, { TLS_DIR: folder });
  const client = new TestClient(provider.port, credentials.createSsl(pem('ca.crt')));
  after(() => client.close());
  await assert.rejects(client.call('validate', {}), { code: status.UNAVAILABLE });
  await assert.rejects(plain.call('validate', {}), { code: status.UNAVAILABLE });
});

/** The fingerprint of the certificate that is served to the manager. */
function fingerprint(port: number): Promise<string> {
  return new Promise((resolve, reject) => {
    const own = { ca: pem('ca.crt'), cert: pem('manager.crt'), key: pem('manager.key') };
    const socket = connect({ host: 'localhost', port, ...own, checkServerIdentity: () => undefined }, () => {
      resolve(socket.getPeerCertificate().fingerprint256);
      socket.destroy();
    });
    socket.once('error', reject);
  });
}

test('a certificate that is replaced is served without a restart', { skip }, async () => {
  const mounted = mkdtempSync(join(folder, 'mounted-'));
  copyFileSync(join(folder, 'ca.crt'), join(mounted, 'ca.crt'));
  const mount = (name: string) => {
    for (const end of ['crt', 'key']) copyFileSync(join(folder, `${name}.${end}`), join(mounted, `tls.${end}`));
  };
  mount('tls');
  const log = jsonLog('info', () => {});
  const credentialsOf = serverCredentials(readSettings({ TLS_DIR: mounted }), log, 10);
  const server = await serveGrpc({ host: 'localhost', port: 0, credentials: credentialsOf, implementation: {} });
  after(() => server.stop(0));
  const before = await fingerprint(server.port);
  mount('manager');
  while ((await fingerprint(server.port)) === before) await sleep(10);
});

test('a key that is missing is told', () => {
  const mounted = mkdtempSync(join(folder, 'partial-'));
  writeFileSync(join(mounted, 'tls.crt'), 'a certificate');
  assert.throws(() => serverCredentials(readSettings({ TLS_DIR: mounted }), () => {}), /has no tls\.key/);
});

test('inside a cluster plaintext must be chosen', () => {
  const lines: string[] = [];
  const log = jsonLog('info', (line) => lines.push(line));
  const cluster = { TLS_DIR: join(folder, 'none'), KUBERNETES_SERVICE_HOST: '10.0.0.1' };
  assert.throws(() => serverCredentials(readSettings(cluster), log), /no TLS certificate/);
  serverCredentials(readSettings({ ...cluster, VIRTRIGAUD_PROVIDER_INSECURE: 'true' }), log);
  assert.match(lines.join(''), /plaintext/);
});
