import assert from 'node:assert/strict';
import { once } from 'node:events';
import { test } from 'node:test';
import { status } from '@grpc/grpc-js';
import { HypervisorError } from '../src/hypervisor/hypervisor-error.js';
import { InMemoryHypervisor } from '../src/hypervisor/in-memory/in-memory-hypervisor.js';
import { running } from './support/running.js';

class Waiting extends InMemoryHypervisor {
  seen: AbortSignal | undefined;

  override listVms(signal?: AbortSignal): Promise<never> {
    this.seen = signal;
    return new Promise(() => {});
  }
}

async function told(hypervisor: Waiting): Promise<void> {
  if (!hypervisor.seen) throw new Error('the hypervisor was not asked');
  if (!hypervisor.seen.aborted) await once(hypervisor.seen, 'abort');
}

test('a deadline ends the call and tells the hypervisor', async () => {
  const hypervisor = new Waiting();
  const { client } = await running(hypervisor);
  // On a busy machine a short deadline may be over before the call arrives.
  for (let deadlineMs = 100; !hypervisor.seen; deadlineMs *= 2) {
    await assert.rejects(client.call('listVMs', {}, { deadlineMs }), { code: status.DEADLINE_EXCEEDED });
  }
  await told(hypervisor);
});

test('a caller that goes away ends the call and tells the hypervisor', async () => {
  const hypervisor = new Waiting();
  const { client } = await running(hypervisor);
  const leaving = new AbortController();
  const call = client.call('listVMs', {}, { signal: leaving.signal });
  while (!hypervisor.seen) await new Promise((resolve) => setTimeout(resolve, 1));
  leaving.abort();
  await assert.rejects(call, { code: status.CANCELLED });
  await told(hypervisor);
});

test('a hypervisor that cannot be reached makes the provider invalid, with the reason, and not ready', async () => {
  class Away extends InMemoryHypervisor {
    override async check(): Promise<void> {
      throw new HypervisorError('unavailable', 'connection refused');
    }
  }
  const { client, provider } = await running(new Away());
  const { ok, message } = await client.call('validate', {});
  assert.deepEqual({ ok, message }, { ok: false, message: 'connection refused' });
  assert.equal((await fetch(`http://localhost:${provider.healthPort}/readyz`)).status, 503);
  assert.equal((await fetch(`http://localhost:${provider.healthPort}/healthz`)).status, 200);
});

test('a bug is INTERNAL for the caller, and its stack is in the log alone', async () => {
  class Broken extends InMemoryHypervisor {
    override async listVms(): Promise<never> {
      throw new TypeError('secret detail');
    }
  }
  const { client, lines } = await running(new Broken());
  await assert.rejects(client.call('listVMs', {}), { code: status.INTERNAL, details: 'internal error' });
  const events = lines.map((line) => JSON.parse(line) as { level: string; error?: string });
  assert.match(events.find(({ level }) => level === 'error')?.error ?? '', /secret detail/);
});

test('health, readiness and metrics are on the health port', async () => {
  const { provider, client } = await running();
  const get = async (path: string) => {
    const response = await fetch(`http://localhost:${provider.healthPort}${path}`);
    return { code: response.status, text: await response.text() };
  };
  await client.call('validate', {});
  for (const path of ['/healthz', '/readyz', '/health', '/ready']) assert.equal((await get(path)).code, 200);
  assert.match((await get('/metrics')).text, /provider_requests_total\{method="validate",code="OK"\} 1/);
  assert.equal((await get('/else')).code, 404);
});

test('it stops while a client is connected, and the ports are free again', async () => {
  const { provider, client } = await running();
  await client.call('validate', {});
  await provider.stop();
  await assert.rejects(client.call('validate', {}), { code: status.UNAVAILABLE });
  await assert.rejects(fetch(`http://localhost:${provider.healthPort}/healthz`));
});
