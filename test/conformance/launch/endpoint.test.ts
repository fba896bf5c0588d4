import { mkdtempSync, rmSync } from 'node:fs';
import { connect, createServer, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import type { ConformanceOptions } from '../../../src/conformance/conformance-options.js';
import { exitCodeOf } from '../../../src/conformance/report/exit-code.js';
import { runConformance } from '../../../src/conformance/run-conformance.js';
import { hostileServer } from '../../support/hostile-transport.js';
import { defectNamed } from '../../support/mock-provider/defects.js';
import { startMock } from '../../support/mock-provider/start-mock.js';
import { mockFixtures, testContext } from '../run-on-mock.js';

const optionsFor = (endpoint: string): ConformanceOptions => ({
  target: { kind: 'endpoint', endpoint },
  profiles: ['core'],
  fixtures: mockFixtures,
  settleMs: 300,
  reproduce: 'vcts run',
});

it('a provider on a Unix socket is reached without TLS and without --plaintext', async () => {
  const mock = await startMock();
  const folder = mkdtempSync(join(tmpdir(), 'vcts-unix-'));
  const path = join(folder, 'provider.sock');
  const server = createServer((socket) => {
    const onward = connect(Number(mock.endpoint.split(':')[1]), '127.0.0.1');
    socket.pipe(onward).pipe(socket);
    socket.on('error', () => onward.destroy());
    onward.on('error', () => socket.destroy());
  });
  await new Promise<void>((resolve) => server.listen(path, resolve));
  const report = await runConformance(optionsFor(`unix:${path}`), testContext());
  server.close();
  await mock.stop();
  rmSync(folder, { recursive: true, force: true });
  expect({ subject: report.subject, badge: report.badge, exitCode: exitCodeOf(report) }).toEqual({
    subject: { kind: 'endpoint', endpoint: `unix:${path}` },
    badge: 'pass',
    exitCode: 0,
  });
});

it('a slow provider that never says SERVING is tested all the same', async () => {
  const defect = defectNamed('health-not-serving');
  const mock = await startMock({ defect });
  const later = (from: Socket, to: Socket) => from.on('data', (bytes) => setTimeout(() => to.write(bytes), 350));
  const wire = await hostileServer((socket) => {
    const onward = connect(Number(mock.endpoint.split(':')[1]), '127.0.0.1').on('error', () => socket.destroy());
    socket.once('close', () => onward.destroy());
    later(socket, onward);
    later(onward, socket);
  });
  const report = await runConformance({ ...optionsFor(wire.endpoint), focus: /^health-serving$/ }, testContext());
  await wire.stop();
  await mock.stop();
  expect(report.tests.find(({ id }) => id === 'health-serving')).toMatchObject({ verdict: 'warn' });
});
