import { mkdtempSync, rmSync } from 'node:fs';
import { connect, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { exitCodeOf } from '../../../src/conformance/report/exit-code.js';
import { runConformance } from '../../../src/conformance/run-conformance.js';
import { startMock } from '../../support/mock-provider/start-mock.js';
import { mockFixtures, testContext } from '../run-on-mock.js';

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
  const target = { kind: 'endpoint', endpoint: `unix:${path}` } as const;
  const options = { target, profiles: ['core'], fixtures: mockFixtures, settleMs: 300, reproduce: 'vcts run' } as const;
  const report = await runConformance(options, testContext());
  server.close();
  await mock.stop();
  rmSync(folder, { recursive: true, force: true });
  expect({ subject: report.subject, badge: report.badge, exitCode: exitCodeOf(report) }).toEqual({
    subject: { kind: 'endpoint', endpoint: `unix:${path}` },
    badge: 'pass',
    exitCode: 0,
  });
});
