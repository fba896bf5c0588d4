import { credentials, makeGenericClientConstructor, ServerCredentials } from '@grpc/grpc-js';
import { service as healthService } from 'grpc-health-check';
import { describe, expect, onTestFinished, test } from 'vitest';
import { dispatch } from '../../../providers/mock/src/call-dispatch.js';
import { serveGrpc } from '../../../providers/mock/src/grpc-server.js';
import { Hypervisor } from '../../../providers/mock/src/hypervisor.js';
import { noLatency } from '../../../providers/mock/src/latency.js';
import { mockHandlers } from '../../../providers/mock/src/mock-handlers.js';
import type { ProviderHandlers } from '../../../providers/mock/src/provider-handlers.js';
import { type RunningMock, type ServeMockOptions, serveMock } from '../../../providers/mock/src/serve-mock.js';
import { TaskRegistry } from '../../../providers/mock/src/task-registry.js';
import { ValidateResponse } from '../../../src/provider/contract/generated/provider/v1/provider_pb.js';
import { providerDefinition } from '../../../src/provider/contract/provider-service.js';
import { connect, type ProviderClient } from '../../support/mock-provider/provider-client.js';

const anywhere: ServeMockOptions = {
  host: '127.0.0.1',
  port: 0,
  healthPort: 0,
  latency: noLatency,
  log: () => {},
  graceMs: 300,
};

async function serve(options: Partial<ServeMockOptions> = {}): Promise<{ mock: RunningMock; client: ProviderClient }> {
  const mock = await serveMock({ ...anywhere, ...options });
  const client = connect(mock.endpoint);
  onTestFinished(async () => {
    client.close();
    await mock.stop();
  });
  return { mock, client };
}

const get = async (url: string) => {
  const response = await fetch(url);
  return { status: response.status, type: response.headers.get('content-type'), body: await response.text() };
};

describe('health', () => {
  test.each(['', 'provider'])('grpc.health.v1 of "%s" is SERVING', async (service) => {
    expect(await (await serve()).client.health(service)).toBe('SERVING');
  });

  test('grpc.health.v1 of another service is refused', async () => {
    await expect((await serve()).client.health('other')).rejects.toMatchObject({ code: 5 });
  });

  test.each([
    ['/healthz', 200, 'ok\n'],
    ['/readyz', 200, 'ready\n'],
    ['/other', 404, 'here are /healthz, /readyz and /metrics\n'],
  ])('GET %s is %i', async (path, status, body) => {
    const { mock } = await serve();
    expect(await get(`${mock.health}${path}`)).toMatchObject({ status, body });
  });

  test('POST is refused', async () => {
    const { mock } = await serve();
    expect((await fetch(`${mock.health}/healthz`, { method: 'POST' })).status).toBe(405);
  });
});

describe('metrics', () => {
  test('count requests by method and code, VMs, tasks and the process', async () => {
    const { mock, client } = await serve({ latency: { ...noLatency, power: 60_000 } });
    const id = await client.vm();
    await client.vm();
    await client.call('power', { id, op: 1 });
    await client.outcome('delete', { id: 'vm-none' });
    const { body, type } = await get(`${mock.health}/metrics`);
    expect(type).toContain('text/plain');
    for (const line of [
      'provider_requests_total{method="create",code="OK"} 2',
      'provider_requests_total{method="delete",code="NOT_FOUND"} 1',
      'provider_request_duration_seconds_count{method="create"} 2',
      'provider_vms 2',
      'provider_tasks_running 1',
      'process_resident_memory_bytes',
    ]) {
      expect(body).toContain(line);
    }
  });
});

describe('the end', () => {
  test('leaves both ports free', async () => {
    const mock = await serveMock(anywhere);
    await mock.stop();
    const [port, healthPort] = [mock.endpoint, mock.health].map((at) => Number(at.split(':').at(-1)));
    const { client } = await serve({ port: port ?? 0, healthPort: healthPort ?? 0 });
    expect((await client.call('validate', {})).ok).toBe(true);
  });

  test('is told to probes while a client holds on, and comes all the same', async () => {
    const { mock } = await serve({ graceMs: 1_500 });
    const Health = makeGenericClientConstructor(healthService, 'Health');
    const health = new Health(mock.endpoint, credentials.createInsecure());
    const seen: string[] = [];
    const watch = health['watch']?.({ service: 'provider' });
    watch.on('data', ({ status }: { status: string }) => seen.push(status));
    watch.on('error', () => {});
    await expect.poll(() => seen).toEqual(['SERVING']);
    const stopped = mock.stop();
    expect(await get(`${mock.health}/readyz`)).toMatchObject({ status: 503, body: 'draining\n' });
    expect((await get(`${mock.health}/healthz`)).status).toBe(200);
    await expect.poll(() => seen).toEqual(['SERVING', 'NOT_SERVING']);
    await stopped;
    health.close();
  });

  test('waits for the calls in flight', async () => {
    const { server, client, release } = await serveSlowly();
    const call = client.outcome('validate', {});
    await expect.poll(() => release.waiting).toBe(1);
    const stopped = server.stop(10_000);
    release.all();
    expect(await call).toBe('OK');
    await stopped;
  });

  test('cuts off calls that take too long', async () => {
    const { server, client, release } = await serveSlowly();
    const call = client.outcome('validate', {});
    await expect.poll(() => release.waiting).toBe(1);
    await server.stop(50);
    expect(await call).not.toBe('OK');
    release.all();
  });
});

/** A server whose Validate answers when the test lets it. */
async function serveSlowly() {
  let open: () => void = () => {};
  const gate = new Promise<void>((resolve) => {
    open = resolve;
  });
  const release = { waiting: 0, all: () => open() };
  const handlers: ProviderHandlers = {
    ...mockHandlers({ hypervisor: new Hypervisor(), tasks: new TaskRegistry(), latency: noLatency }),
    validate: async () => {
      release.waiting += 1;
      await gate;
      return ValidateResponse.fromPartial({ ok: true });
    },
  };
  const server = await serveGrpc({
    host: '127.0.0.1',
    port: 0,
    credentials: ServerCredentials.createInsecure(),
    definition: providerDefinition,
    implementation: dispatch(handlers, () => {}),
  });
  const client = connect(`127.0.0.1:${server.port}`);
  onTestFinished(() => {
    client.close();
    server.kill();
  });
  return { server, client, release };
}

describe('calls', () => {
  test('a handler that breaks is INTERNAL, tells the caller nothing of it, and the log everything', async () => {
    const bugs: unknown[] = [];
    const broken: ProviderHandlers = {
      ...mockHandlers({ hypervisor: new Hypervisor(), tasks: new TaskRegistry(), latency: noLatency }),
      validate: () => {
        throw new TypeError('secret detail');
      },
    };
    const server = await serveGrpc({
      host: '127.0.0.1',
      port: 0,
      credentials: ServerCredentials.createInsecure(),
      definition: providerDefinition,
      implementation: dispatch(broken, ({ bug }) => bugs.push(bug)),
    });
    const client = connect(`127.0.0.1:${server.port}`);
    const refused = await client.call('validate', {}).catch((error) => error.message);
    client.close();
    server.kill();
    expect([refused, bugs]).toEqual(['13 INTERNAL: internal error', [expect.any(TypeError)]]);
  });

  test('many at once all get their own answer', async () => {
    const { client } = await serve();
    const ids = await Promise.all(Array.from({ length: 40 }, (_, index) => client.vm({ cpu: index + 1 })));
    const vms = await client.list();
    expect(ids.map((id) => vms.find((vm) => vm.id === id)?.cpu)).toEqual(ids.map((_, index) => index + 1));
  });
});
