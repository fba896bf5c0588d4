import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { credentials } from '@grpc/grpc-js';
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { noLatency } from '../../../providers/mock/src/latency.js';
import { serveMock } from '../../../providers/mock/src/serve-mock.js';
import { authority } from '../../support/certificates.js';
import { connect } from '../../support/mock-provider/provider-client.js';

let folder: string;
const at = (name: string) => join(folder, name);
const pem = (name: string) => readFileSync(at(name));

function write(name: string, { cert, key }: { cert: string; key: string }): void {
  writeFileSync(at(`${name}.crt`), cert);
  writeFileSync(at(`${name}.key`), key);
}

async function serve(clientCa?: string) {
  const mock = await serveMock({
    host: '127.0.0.1',
    port: 0,
    healthPort: 0,
    latency: noLatency,
    log: () => {},
    graceMs: 200,
    tls: { cert: at('server.crt'), key: at('server.key'), ...(clientCa && { clientCa: at(clientCa) }) },
  });
  onTestFinished(() => mock.stop());
  return mock.endpoint;
}

async function validate(endpoint: string, channel = credentials.createInsecure()): Promise<string> {
  const client = connect(endpoint, channel);
  const outcome = await client.outcome('validate', {}, { timeoutMs: 5_000 });
  client.close();
  return outcome;
}

describe('TLS', () => {
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'mock-tls-'));
    const [ca, other] = [authority('ca'), authority('other-ca')];
    const hosts = ['localhost', '127.0.0.1'];
    write('ca', ca);
    write('server', ca.issue({ name: 'server', hosts }));
    write('client', ca.issue({ name: 'client', hosts }));
    write('stranger', other.issue({ name: 'stranger', hosts }));
    writeFileSync(at('server.ext'), 'subjectAltName=DNS:localhost\n');
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  test('takes a client that trusts the CA', async () => {
    expect(await validate(await serve(), credentials.createSsl(pem('ca.crt')))).toBe('OK');
  });

  test('refuses plaintext', async () => {
    expect(await validate(await serve())).toBe('UNAVAILABLE');
  });

  test('with a client CA takes a client with a certificate of it', async () => {
    const channel = credentials.createSsl(pem('ca.crt'), pem('client.key'), pem('client.crt'));
    expect(await validate(await serve('ca.crt'), channel)).toBe('OK');
  });

  test('with a client CA refuses a client without a certificate', async () => {
    expect(await validate(await serve('ca.crt'), credentials.createSsl(pem('ca.crt')))).toBe('UNAVAILABLE');
  });

  test('with a client CA refuses a certificate of another CA', async () => {
    const channel = credentials.createSsl(pem('ca.crt'), pem('stranger.key'), pem('stranger.crt'));
    expect(await validate(await serve('ca.crt'), channel)).toBe('UNAVAILABLE');
  });

  test.each([
    { what: 'a key of another certificate', cert: 'server.crt', key: 'client.key' },
    { what: 'a file that is no certificate', cert: 'server.ext', key: 'server.key' },
  ])('refuses to start with $what, and names the files', async ({ cert, key }) => {
    const started = serveMock({
      host: '127.0.0.1',
      port: 0,
      healthPort: 0,
      latency: noLatency,
      log: () => {},
      graceMs: 200,
      tls: { cert: at(cert), key: at(key) },
    });
    await expect(started).rejects.toMatchObject({
      code: 'BAD_TLS_FILES',
      exitCode: 2,
      message: expect.stringContaining(key),
    });
  });
});
