import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { noLatency } from '../../../providers/mock/src/latency.js';
import { type RunningMock, serveMock } from '../../../providers/mock/src/serve-mock.js';
import { authority, type CertificateRequest } from '../../support/certificates.js';
import { runCommand } from '../../support/command-line.js';

let folder: string;
const at = (name: string) => join(folder, name);
const write = (name: string, { cert, key }: { cert: string; key: string }) => {
  writeFileSync(at(`${name}.crt`), cert);
  writeFileSync(at(`${name}.key`), key);
};
const hour = 3_600_000;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'vcts-tls-'));
  const [ca, other] = [authority('Test CA'), authority('Other CA')];
  write('ca', ca);
  write('other-ca', other);
  const issue = (name: string, changes: Partial<CertificateRequest> = {}) =>
    write(name, ca.issue({ name, hosts: ['localhost', '127.0.0.1'], ...changes }));
  issue('server');
  issue('elsewhere', { hosts: ['provider.example.com'] });
  issue('expired', { notAfter: new Date(Date.now() - hour) });
  issue('client', { hosts: [] });
  write('stranger', other.issue({ name: 'stranger' }));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

type ServerName = 'server' | 'elsewhere' | 'expired' | 'server with mTLS' | 'plaintext server';

function serve(server: ServerName): Promise<RunningMock> {
  const name = server === 'server with mTLS' ? 'server' : server;
  const tls = {
    cert: at(`${name}.crt`),
    key: at(`${name}.key`),
    ...(server === 'server with mTLS' && { clientCa: at('ca.crt') }),
  };
  const place = { host: '127.0.0.1', port: 0, healthPort: 0 };
  const rest = { latency: noLatency, log: () => {}, graceMs: 200 };
  return serveMock({ ...place, ...rest, ...(server !== 'plaintext server' && { tls }) });
}

const ca = '--tls-ca=ca.crt';
const client = ['--tls-cert=client.crt', '--tls-key=client.key'];
const vcts = (...words: string[]) =>
  runCommand(['run', '--focus=^validate-ok$', '--profile=core', ...words], {
    bin: 'vcts',
    cwd: folder,
    env: { XDG_STATE_HOME: folder },
  });

async function run(server: ServerName, flags: readonly string[]) {
  const mock = await serve(server);
  const outcome = await vcts(`--provider-endpoint=${mock.endpoint}`, ...flags);
  await mock.stop();
  return outcome;
}

describe.concurrent('vcts run reaches', () => {
  it.each<[ServerName, string[]]>([
    ['server', [ca]],
    ['server with mTLS', [ca, ...client]],
    ['elsewhere', [ca, '--tls-server-name=provider.example.com']],
  ])('a %s with %j', async (server, flags) => {
    const { exitCode, stdout } = await run(server, flags);
    // One test of core is a part of it.
    expect({ exitCode, stdout }).toEqual({ exitCode: 3, stdout: expect.stringContaining('1 of ') });
  });
});

describe.concurrent('vcts run is exit code 4 with the cause and the next step', () => {
  it.each<[ServerName, string[], RegExp, RegExp]>([
    ['server', ['--tls-ca=other-ca.crt'], /not signed by the CA in --tls-ca/, /^Give the CA .* --tls-ca\.$/m],
    ['server', ['--tls'], /not signed by a CA that this machine trusts/, /^Give the CA .* --tls-ca\.$/m],
    ['expired', [ca], /its certificate has expired/, /^Renew the certificate/m],
    [
      'elsewhere',
      [ca],
      /is for provider\.example\.com, not for 127\.0\.0\.1/,
      /^Give a name .* --tls-server-name: provider\.example\.com\.?$/m,
    ],
    ['server', [ca, '--tls-server-name=other.example.com'], /not for other\.example\.com/, /--tls-server-name/],
    ['server with mTLS', [ca, '--timeout=2s'], /wants? a client certificate/, /^Give --tls-cert and --tls-key/m],
    [
      'server with mTLS',
      [ca, '--tls-cert=stranger.crt', '--tls-key=stranger.key', '--timeout=2s'],
      /do not accept the client certificate/,
      /^Check that --tls-cert was issued by the CA/m,
    ],
    ['server', [], /it speaks TLS, and the connection was plaintext/, /^Give --tls, with --tls-ca/m],
    ['plaintext server', [ca], /it does not speak TLS/, /^Leave the TLS flags out/m],
  ])('for a %s with %j', async (server, flags, cause, nextStep) => {
    const { exitCode, stdout, stderr } = await run(server, flags);
    expect({ exitCode, stdout }).toEqual({ exitCode: 4, stdout: '' });
    expect(stderr).toMatch(cause);
    expect(stderr).toMatch(nextStep);
  });
});

describe.concurrent('vcts run refuses', () => {
  it.each([
    ['plaintext to another machine', ['--provider-endpoint=192.0.2.1:9443'], /is not loopback[\s\S]*--plaintext/],
    ['a certificate without its key', ['--provider-endpoint=localhost:1', '--tls-cert=client.crt'], /belong together/],
    ['a CA that is not there', ['--provider-endpoint=localhost:1', '--tls-ca=absent.crt'], /ENOENT/],
    ['a CA that is a key', ['--provider-endpoint=localhost:1', '--tls-ca=ca.key'], /holds no PEM certificate/],
    [
      'a key of another certificate',
      ['--provider-endpoint=localhost:1', '--tls-cert=client.crt', '--tls-key=server.key'],
      /belong together/,
    ],
    ['plaintext with TLS', ['--provider-endpoint=localhost:1', '--tls', '--plaintext'], /both given/],
  ])('%s', async (_what, words, said) => {
    const { exitCode, stderr } = await vcts(...words);
    expect(exitCode).toBe(2);
    expect(stderr).toMatch(said);
  });
});

describe.concurrent('a provider of providers/ that speaks TLS', () => {
  function provider(name: string, run: Record<string, unknown>): string {
    mkdirSync(at(name));
    const metadata = {
      schemaVersion: 1,
      name,
      displayName: 'TLS Provider',
      description: 'A provider that speaks TLS',
      repo: 'https://github.com/example/provider',
      image: 'ghcr.io/example/provider',
      tag: '1.0.0',
      capabilities: ['core'],
      maintainer: 'someone@example.com',
      license: 'Apache-2.0',
      maturity: 'alpha',
      run,
    };
    writeFileSync(join(at(name), 'provider.yaml'), JSON.stringify(metadata));
    return at(name);
  }
  const exec =
    'vrtg-provider serve mock --port $PORT --health-port $HEALTH_PORT --tls-cert server.crt --tls-key server.key';

  it.each([
    ['server', 'tls: server', exec, [ca]],
    ['mutual', 'tls: mutual', `${exec} --tls-client-ca ca.crt`, [ca, ...client]],
  ])('is started and reached: %s', async (tls, _title, command, flags) => {
    const { exitCode, stdout, stderr } = await vcts(provider(`started-${tls}`, { exec: command, tls }), ...flags);
    expect({ exitCode, stdout, stderr }).toMatchObject({ exitCode: 3, stdout: expect.stringContaining('1 of ') });
  });

  it('and wants a client certificate is not started without one', async () => {
    const { exitCode, stderr } = await vcts(provider('without', { exec, tls: 'mutual' }), ca);
    expect({ exitCode, stderr }).toEqual({ exitCode: 2, stderr: expect.stringContaining('none is given') });
  });
});
