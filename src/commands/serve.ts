import { Args, Flags } from '@oclif/core';
import type { RunningMock, ServeMockOptions } from '../../providers/mock/src/serve-mock.js';
import { BaseCommand } from '../cli/base-command.js';
import { closestWord } from '../foundation/closest-word.js';
import { UserError } from '../foundation/errors.js';
import type { RunContext } from '../foundation/run-context.js';

const bundled = ['mock'];
const portLimits = { min: 0, max: 65_535 };

interface Served {
  name: string;
  /** `host:port` of the gRPC server. */
  endpoint: string;
  /** Base URL of /healthz, /readyz and /metrics. */
  health: string;
}

export default class Serve extends BaseCommand {
  static override summary = 'Start a bundled provider in the foreground';
  static override description =
    `Serves provider.v1 over gRPC, and /healthz, /readyz and /metrics over HTTP, until SIGINT or SIGTERM. Bundled providers: ${bundled.join(', ')}. The mock keeps its virtual machines in memory only. The log goes to stderr, one JSON object a line; LOG_LEVEL (error, warn, info, debug) says how much of it.`;

  static override examples = [
    '<%= config.bin %> <%= command.id %> mock',
    '<%= config.bin %> <%= command.id %> mock --port 0 --health-port 0 --verbose',
    '<%= config.bin %> <%= command.id %> mock --latency realistic,clone=10s',
    '<%= config.bin %> <%= command.id %> mock --host 0.0.0.0 --tls-cert tls.crt --tls-key tls.key --tls-client-ca ca.crt',
  ];

  static override args = {
    name: Args.string({ description: 'the bundled provider', required: true }),
  };

  static override flags = {
    port: Flags.integer({
      description: 'port of the gRPC server; 0 for any free one',
      helpValue: 'PORT',
      default: 9443,
      ...portLimits,
    }),
    'health-port': Flags.integer({
      description: 'port of the HTTP server; 0 for any free one',
      helpValue: 'PORT',
      default: 8080,
      ...portLimits,
    }),
    host: Flags.string({ description: 'address to listen on', helpValue: 'ADDRESS', default: '127.0.0.1' }),
    latency: Flags.string({
      description: 'how long tasks take: none, realistic, or OPERATION=DURATION; several joined by commas',
      helpValue: 'LATENCY',
      default: 'none',
    }),
    'tls-cert': Flags.string({
      description: 'PEM file of the certificate and its chain',
      helpValue: 'FILE',
      dependsOn: ['tls-key'],
    }),
    'tls-key': Flags.string({ description: 'PEM file of the private key', helpValue: 'FILE', dependsOn: ['tls-cert'] }),
    'tls-client-ca': Flags.string({
      description: 'PEM file of the CA that clients need a certificate of (mTLS)',
      helpValue: 'FILE',
      dependsOn: ['tls-cert'],
    }),
  };

  /** Prints where the provider listens as soon as it does; there is no other result. */
  async run(): Promise<void> {
    const { args, flags } = await this.parse(Serve);
    checkBundled(args.name);
    const context = this.runContext(flags);
    const running = await startMock(context, flags);
    const served: Served = { name: args.name, endpoint: running.endpoint, health: running.health };
    if (this.jsonEnabled()) this.logJson(served);
    else this.log(`${served.name} provider listening on ${served.endpoint}, health on ${served.health}`);
    await aborted(context.signal);
    await running.stop();
  }
}

interface ServeFlags {
  port: number;
  'health-port': number;
  host: string;
  latency: string;
  verbose: boolean;
  quiet: boolean;
  'tls-cert'?: string | undefined;
  'tls-key'?: string | undefined;
  'tls-client-ca'?: string | undefined;
}

async function startMock({ env, now }: RunContext, flags: ServeFlags): Promise<RunningMock> {
  const [{ serveMock }, { parseLatency }, { jsonLog, readLogLevel }] = await Promise.all([
    import('../../providers/mock/src/serve-mock.js'),
    import('../../providers/mock/src/latency.js'),
    import('../../providers/mock/src/log.js'),
  ]);
  const asked = flags.verbose ? 'debug' : flags.quiet ? 'error' : readLogLevel(env['LOG_LEVEL'] ?? '');
  return serveMock({
    host: flags.host,
    port: flags.port,
    healthPort: flags['health-port'],
    latency: parseLatency(flags.latency),
    log: jsonLog({ level: asked ?? 'info', now, write: (line) => process.stderr.write(line) }),
    graceMs: 10_000,
    ...tlsOptions(flags),
  });
}

function tlsOptions(flags: ServeFlags): Pick<ServeMockOptions, 'tls'> {
  const { 'tls-cert': cert, 'tls-key': key, 'tls-client-ca': clientCa } = flags;
  if (cert === undefined || key === undefined) return {};
  return { tls: { cert, key, ...(clientCa !== undefined && { clientCa }) } };
}

function checkBundled(name: string): void {
  if (bundled.includes(name)) return;
  const meant = closestWord(name, bundled);
  throw new UserError({
    code: 'NOT_BUNDLED',
    message: `No bundled provider is named "${name}"`,
    hint: `${meant ? `Did you mean ${meant}? ` : ''}Bundled: ${bundled.join(', ')}.`,
  });
}

function aborted(signal: AbortSignal): Promise<void> {
  if (signal.aborted) return Promise.resolve();
  return new Promise((resolve) => {
    signal.addEventListener('abort', () => resolve(), { once: true });
  });
}
