import assert from 'node:assert/strict';
import { test } from 'node:test';
import { mayCall } from '../src/server/caller.js';
import { readSettings } from '../src/server/settings.js';

test('nothing set means the ports of the manager, outside a cluster', () => {
  const { port, healthPort, tlsDir, tlsRequired } = readSettings({});
  assert.deepEqual([port, healthPort, tlsDir], [9443, 8080, '/etc/virtrigaud/tls']);
  assert.equal(tlsRequired, false);
});

for (const [insecure, inCluster, expected] of [
  ['', '10.0.0.1', true],
  ['true', '10.0.0.1', false],
  ['false', '', true],
  ['true', '', false],
] as const) {
  test(`TLS is ${expected ? 'required' : 'a choice'}: insecure "${insecure}", cluster "${inCluster}"`, () => {
    const env = { VIRTRIGAUD_PROVIDER_INSECURE: insecure, KUBERNETES_SERVICE_HOST: inCluster };
    assert.equal(readSettings(env).tlsRequired, expected);
  });
}

test('everything that is wrong is told at once', () => {
  const wrong = { PORT: 'x', HEALTH_PORT: '70000', LOG_LEVEL: 'loud' };
  assert.throws(() => readSettings(wrong), /PORT .*HEALTH_PORT .*LOG_LEVEL /);
});

const certificate = { subject: { CN: 'manager' }, subjectaltname: 'DNS:manager.example.com, IP Address:10.0.0.1' };

for (const [allowed, expected] of [
  [[], true],
  [['manager'], true],
  [['manager.example.com'], true],
  [['10.0.0.1'], true],
  [['other', 'manager.example.com'], true],
  [['example.com'], false],
  [['manager.example.com.evil'], false],
] as const) {
  test(`with [${allowed.join(', ')}] allowed, the manager ${expected ? 'may' : 'may not'} call`, () => {
    assert.equal(mayCall(certificate as never, allowed), expected);
  });
}

test('where names are asked for, nobody may call without a certificate', () => {
  assert.equal(mayCall(undefined, ['manager']), false);
});
