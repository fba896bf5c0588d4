// The two speed goals of VCTS as ratios: medians of interleaved runs, printed, never asserted.
import { spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../../', import.meta.url));
const rounds = Number(process.env.ROUNDS ?? 5);
const slowRounds = Number(process.env.SLOW_ROUNDS ?? 1);
const parallel = 12;
/** Milliseconds a task takes, like the reference mock's. */
const latencies = { Create: 2_000, Clone: 10_000, ImagePrepare: 15_000, others: 50 };
const othersWithTask = ['Delete', 'Power', 'Reconfigure', 'SnapshotCreate', 'SnapshotRevert', 'SnapshotDelete'];

const bareEndpoint = process.argv[2] === '--bare' ? process.argv[3] : undefined;
const folder = mkdtempSync(join(tmpdir(), 'vcts-bench-'));
const fixtures = join(folder, 'fixtures.json');
const mock = {
  imageSource: { URL: 'https://images.example.com/small.qcow2' },
  expandDisk: { Name: 'root', SizeGiB: 20 },
};
writeFileSync(fixtures, JSON.stringify(mock));
const env = { ...process.env, XDG_STATE_HOME: folder };

/** The least that a conformance suite could do: five calls a test, 50 tests one after the other, nothing judged. */
async function bareClient(endpoint) {
  const { Client, credentials } = await import('@grpc/grpc-js');
  const client = new Client(endpoint, credentials.createInsecure());
  const call = (method, message) =>
    new Promise((resolve, reject) => {
      const done = (error, answer) => (error ? reject(error) : resolve(answer));
      client.makeUnaryRequest(`/provider.v1.Provider/${method}`, encoded, texts, message, done);
    });
  for (let test = 0; test < 50; test += 1) {
    const name = `bare-${process.pid}-${test}`;
    const created = await call('Create', {
      1: name,
      3: '{"CPU":1,"MemoryMiB":512}',
      4: '{"TemplateName":"mock-small"}',
    });
    const id = created[1].toString();
    await call('TaskStatus', { 1: created[2] });
    await call('Describe', { 1: id });
    await call('ListVMs', {});
    await call('Delete', { 1: id });
  }
  client.close();
}

/** A protobuf message of short strings or bytes by field number. */
function encoded(fields) {
  return Buffer.concat(
    Object.entries(fields).flatMap(([number, value]) => {
      const bytes = Buffer.from(value);
      return [Buffer.from([(Number(number) << 3) | 2, bytes.length]), bytes];
    }),
  );
}

/** Fields 1 and 2 of an answer to Create, which both are short; other answers are only received. */
function texts(bytes) {
  const fields = {};
  for (let at = 0; at + 1 < bytes.length && (bytes[at] & 7) === 2; at += 2 + bytes[at + 1]) {
    fields[bytes[at] >> 3] = bytes.subarray(at + 2, at + 2 + bytes[at + 1]);
  }
  return fields;
}

async function serve(latency) {
  const args = [`${root}bin/vrtg-provider.js`, 'serve', 'mock', '--port', '0', '--health-port', '0', '--json'];
  const child = spawn(process.execPath, [...args, '--latency', latency], { stdio: ['ignore', 'pipe', 'ignore'] });
  let text = '';
  for await (const chunk of child.stdout) {
    text += chunk;
    const endpoint = /"endpoint":\s*"([^"]+)"/.exec(text)?.[1];
    if (endpoint) return { endpoint, stop: () => child.kill() };
  }
  throw new Error(`the mock did not start: ${text}`);
}

function timed(args) {
  const startedAt = process.hrtime.bigint();
  const { status, stderr } = spawnSync(process.execPath, args, { cwd: root, env, encoding: 'utf8' });
  if (status !== 0) throw new Error(`${args.join(' ')} ended with exit code ${status}\n${stderr}`);
  return Number(process.hrtime.bigint() - startedAt) / 1e6;
}

function run(endpoint, settle) {
  const [report, trace] = [join(folder, 'report.json'), join(folder, 'trace.ndjson')];
  const flags = ['--quiet', '--fixtures', fixtures, '--settle-time', settle, '--parallel', String(parallel)];
  const files = ['--report', report, ...(endpoint.slow ? ['--trace', trace] : [])];
  const ms = timed([`${root}bin/vcts.js`, 'run', '--provider-endpoint', endpoint.address, ...flags, ...files]);
  return {
    ms,
    timing: JSON.parse(readFileSync(report, 'utf8')).timing,
    trace: endpoint.slow ? readFileSync(trace, 'utf8') : '',
  };
}

const median = (values) => [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)];
const seconds = (ms) => `${(ms / 1_000).toFixed(2)} s`;

async function withoutLatency() {
  const { endpoint, stop } = await serve('none');
  const bare = [];
  const runs = { once: [], whole: [], inside: [] };
  try {
    for (let round = 0; round < rounds; round += 1) {
      bare.push(timed([`${root}test/bench/conformance.mjs`, '--bare', endpoint]));
      runs.once.push(run({ address: endpoint }, '0').ms);
      const { ms, timing } = run({ address: endpoint }, '5s');
      runs.whole.push(ms);
      runs.inside.push(ms - timing.settleWaitMs);
    }
  } finally {
    stop();
  }
  // The machine's own speed changes from minute to minute: each run is compared with the bare client of its round.
  const line = (what, times) => {
    const ratio = median(times.map((ms, round) => ms / bare[round]));
    console.log(`${what.padEnd(56)} ${seconds(median(times)).padStart(8)}  ${ratio.toFixed(2)} x`);
  };
  console.log(
    `VCTS on a provider without latency, whole processes, median of ${rounds}; goal 1.8 x with --settle-time=0`,
  );
  line('bare client, 50 tests of five calls', bare);
  line('full run, --settle-time=0', runs.once);
  line('full run, --settle-time=5s (the default)', runs.whole);
  line('  without the wait to see that states stay', runs.inside);
}

/** The provider's own time for all calls and tasks of a run, milliseconds. */
function totalOf(trace) {
  const calls = trace
    .trim()
    .split('\n')
    .map((text) => JSON.parse(text));
  const taskOf = ({ method, status }) =>
    status === 'OK' ? (latencies[method] ?? (othersWithTask.includes(method) ? latencies.others : 0)) : 0;
  return calls.reduce((sum, call) => sum + call.durationMs + taskOf(call), 0);
}

async function withLatencies() {
  const { Create, Clone, ImagePrepare, others } = latencies;
  const small = ['delete', 'power', 'reconfigure', 'snapshot'].map((name) => `${name}=${others}ms`);
  const { endpoint, stop } = await serve(
    [`create=${Create}ms`, `clone=${Clone}ms`, `image-prepare=${ImagePrepare}ms`, ...small].join(','),
  );
  console.log(
    `VCTS on a provider with latencies (${JSON.stringify(latencies)} ms), median of ${slowRounds}; goal 1.05 x`,
  );
  try {
    for (const settle of ['5s', '0']) {
      const ratios = [];
      let text = '';
      for (let round = 0; round < slowRounds; round += 1) {
        const { timing, trace } = run({ address: endpoint, slow: true }, settle);
        const shared = totalOf(trace) / parallel;
        ratios.push(timing.wallMs / Math.max(timing.criticalPathMs, shared));
        text = `${seconds(timing.wallMs)}, critical path ${seconds(timing.criticalPathMs)}, total / ${parallel} ${seconds(shared)}`;
      }
      console.log(`full run, --settle-time=${settle.padEnd(3)} ${text}  ${median(ratios).toFixed(3)} x`);
    }
  } finally {
    stop();
  }
}

try {
  if (bareEndpoint !== undefined) await bareClient(bareEndpoint);
  else {
    if (rounds > 0) await withoutLatency();
    if (slowRounds > 0) await withLatencies();
  }
} finally {
  rmSync(folder, { recursive: true, force: true });
}
