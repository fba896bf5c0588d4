import type { Operations } from '../report/report-types.js';
import type { LaunchedProvider } from './launched-provider.js';

const patienceMs = 3_000;
/** What is longer is not read on: a page, and a line. */
const maxBytes = 4 * 1024 * 1024;
const maxLine = 4_096;

/** A line of the Prometheus text format: a name, labels perhaps, and a number. */
const sample =
  /^[a-zA-Z_:][a-zA-Z0-9_:]*(?:\{.*\})?\s+(?:[-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?|[-+]?Inf|NaN)(?:\s+-?\d+)?$/;

/** Asks the health port of a provider that VCTS started; never throws, since no verdict depends on it. */
export async function seenOperations({ connection, healthPort }: LaunchedProvider): Promise<Operations> {
  const { tls } = connection;
  const transport = tls ? (tls.cert === undefined ? 'tls' : 'mutual-tls') : 'plaintext';
  if (healthPort === undefined) return { transport };
  const get = (path: string) => ask(`http://127.0.0.1:${healthPort}${path}`);
  const [healthz, readyz, metrics] = await Promise.all([get('/healthz'), get('/readyz'), get('/metrics')]);
  const samples = metrics.text.split('\n').filter((line) => line.length <= maxLine && sample.test(line.trim())).length;
  return {
    transport,
    http: { healthz: healthz.status, readyz: readyz.status, metrics: { status: metrics.status, samples } },
  };
}

async function ask(url: string): Promise<{ status: number | null; text: string }> {
  try {
    const response = await fetch(url, { redirect: 'manual', signal: AbortSignal.timeout(patienceMs) });
    return { status: response.status, text: await beginning(response) };
  } catch {
    return { status: null, text: '' };
  }
}

async function beginning(response: Response): Promise<string> {
  const decoder = new TextDecoder();
  let text = '';
  for await (const chunk of response.body ?? []) {
    text += decoder.decode(chunk as Uint8Array, { stream: true });
    if (text.length > maxBytes) break;
  }
  return text;
}
