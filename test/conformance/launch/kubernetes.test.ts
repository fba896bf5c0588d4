import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { noLatency } from '../../../providers/mock/src/latency.js';
import { type RunningMock, serveMock } from '../../../providers/mock/src/serve-mock.js';
import { authority } from '../../support/certificates.js';
import { runCommand } from '../../support/command-line.js';
import { type LoopbackCluster, startCluster } from '../../support/kubernetes/loopback-cluster.js';

const namespace = 'vms';
const api = `/apis/infra.virtrigaud.io/v1beta1/namespaces/${namespace}/providers`;
const core = `/api/v1/namespaces/${namespace}`;
const base64 = (text: string) => Buffer.from(text).toString('base64');

let folder: string;
let cluster: LoopbackCluster;
const mocks: RunningMock[] = [];
const at = (name: string) => join(folder, name);

async function serve(tls?: { cert: string; key: string; clientCa: string }): Promise<string> {
  const place = { host: '127.0.0.1', port: 0, healthPort: 0 };
  const mock = await serveMock({ ...place, latency: noLatency, log: () => {}, graceMs: 200, ...(tls && { tls }) });
  mocks.push(mock);
  return mock.endpoint;
}

const provider = (service?: object) => ({ spec: { runtime: { mode: 'Remote', service } } });
const service = (name: string, port: object) => ({
  spec: { selector: { 'app.kubernetes.io/instance': name }, ports: [port] },
});
const pod = (name: string, ready = true) => ({
  metadata: { name },
  spec: { containers: [{ ports: [{ name: 'grpc', containerPort: 9443 }] }] },
  status: { phase: ready ? 'Running' : 'Pending', conditions: [{ type: 'Ready', status: ready ? 'True' : 'False' }] },
});

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'vcts-kube-'));
  const ca = authority('Provider CA');
  const serverName = `virtrigaud-provider-${namespace}-secure.${namespace}.svc.cluster.local`;
  const server = ca.issue({ name: 'provider', hosts: [serverName] });
  const manager = ca.issue({ name: 'manager' });
  writeFileSync(at('server.crt'), server.cert);
  writeFileSync(at('server.key'), server.key);
  writeFileSync(at('ca.crt'), ca.cert);
  const secure = await serve({ cert: at('server.crt'), key: at('server.key'), clientCa: at('ca.crt') });
  const plain = await serve();
  const tls = { enabled: true, secretRef: { name: 'secure-tls' } };
  const grpc = { name: 'grpc', port: 9443, targetPort: 'grpc' };
  cluster = await startCluster({
    objects: {
      [`${api}/plain`]: provider({ port: 9000 }),
      [`${core}/services/virtrigaud-provider-${namespace}-plain`]: service('plain', { port: 9000, targetPort: 7000 }),
      [`${api}/secure`]: provider({ tls }),
      [`${core}/services/virtrigaud-provider-${namespace}-secure`]: service('secure', grpc),
      [`${core}/secrets/secure-tls`]: {
        data: { 'ca.crt': base64(ca.cert), 'tls.crt': base64(manager.cert), 'tls.key': base64(manager.key) },
      },
      [`${core}/pods`]: { items: [pod('pod-old', false), pod('pod-1')] },
      [`${api}/no-service`]: provider(),
      [`${api}/no-secret`]: provider({ tls: { secretRef: { name: 'gone' } } }),
      [`${core}/services/virtrigaud-provider-${namespace}-no-secret`]: service('no-secret', grpc),
      [`${api}/no-pod-port`]: provider(),
      [`${core}/services/virtrigaud-provider-${namespace}-no-pod-port`]: service('x', { port: 9443, targetPort: 1 }),
    },
    ports: { 'pod-1:7000': plain, 'pod-1:9443': secure },
  });
  writeFileSync(at('kubeconfig'), cluster.kubeconfig);
});

afterAll(async () => {
  await cluster.stop();
  for (const mock of mocks) await mock.stop();
  rmSync(folder, { recursive: true, force: true });
});

const vcts = (...words: string[]) =>
  runCommand(['run', '--profile=core', '--settle-time=200ms', ...words], {
    bin: 'vcts',
    cwd: folder,
    env: { XDG_STATE_HOME: folder, KUBECONFIG: at('kubeconfig') },
  });

describe('vcts run --kube-provider', () => {
  it.each(['plain', 'secure'])('passes core on a provider of the cluster: %s', async (name) => {
    const { exitCode, stderr } = await vcts('--kube-provider', `${namespace}/${name}`, '--report=report.json');
    expect({ exitCode, stderr }).toMatchObject({ exitCode: 0 });
    const { subject, reproduce } = JSON.parse(readFileSync(at('report.json'), 'utf8'));
    expect(subject).toEqual({ kind: 'endpoint', endpoint: `kubernetes:${namespace}/${name}` });
    expect(reproduce).toContain(`--kube-provider ${namespace}/${name}`);
  });

  it('asks for nothing beyond what it needs', () => {
    const kinds = new Set(cluster.requests.map((request) => request.replace(/(providers|services|secrets)\/.*/, '$1')));
    expect([...kinds].sort()).toEqual([
      `GET ${core}/pods`,
      `GET ${core}/pods/pod-1/portforward`,
      `GET ${core}/secrets`,
      `GET ${core}/services`,
      `GET ${api}`,
    ]);
  });

  it.each([
    ['vms/absent', [], 4, 'there is no Provider absent in the namespace vms'],
    ['vms/no-service', [], 4, 'has no service virtrigaud-provider-vms-no-service'],
    ['vms/no-secret', [], 4, 'the TLS secret gone of the Provider is not there'],
    ['vms/no-pod-port', [], 4, 'the port forwarding to the pod pod-1 failed'],
    ['vms/plain', ['--kube-context=stranger'], 6, 'forbidden: the user stranger cannot get it'],
    ['vms/plain', ['--kube-context=other'], 4, 'the kubeconfig has no context other; it has loopback, stranger'],
    ['plain', [], 2, '"plain" does not name a Provider of a cluster'],
    ['vms/plain', ['--image=x/y:1'], 2, 'the provider is named 2 times: --kube-provider, --image'],
  ] as const)('%s %j: exit code %i', async (named, flags, code, message) => {
    const { exitCode, stdout, stderr } = await vcts('--kube-provider', named, ...flags);
    expect({ exitCode, stdout, stderr }).toEqual({
      exitCode: code,
      stdout: '',
      stderr: expect.stringContaining(message),
    });
  });

  it('says so where no cluster is there', async () => {
    const { exitCode, stderr } = await runCommand(['run', '--kube-provider', 'vms/plain'], {
      bin: 'vcts',
      env: { KUBECONFIG: at('absent'), HOME: folder },
    });
    expect({ exitCode, stderr }).toEqual({ exitCode: 4, stderr: expect.stringContaining('CLUSTER_UNREACHABLE') });
  });
});
