import { UserError } from '../foundation/errors.js';
import type { ExitCode } from '../foundation/exit-codes.js';
import type { RunContext } from '../foundation/run-context.js';
import type { ProfileName } from '../provider/profiles.js';
import type { ConformanceOptions, Target, TlsFiles } from './conformance-options.js';
import { readFixtures } from './launch/fixtures.js';
import { readKnownFailures } from './launch/known-failures-file.js';
import { clusterEndpoint } from './launch/kubernetes/cluster-address.js';
import { namedProvider } from './launch/named-provider.js';
import { exitCodeOf } from './report/exit-code.js';
import type { ConformanceReport } from './report/report-types.js';
import { reproduceCommand } from './report/reproduce.js';
import { parseShard } from './report/shard.js';
import { textReport } from './report/text-report.js';
import { checkReportFiles, checkReportFolders, writeReports } from './report/write-reports.js';
import { runConformance } from './run-conformance.js';
import { testPattern } from './test-pattern.js';

/** What `vcts run` was asked for. */
export interface ConformanceRequest {
  name?: string | undefined;
  endpoint?: string | undefined;
  image?: string | undefined;
  exec?: string | undefined;
  /** `NAMESPACE/NAME` of a Provider in a cluster. */
  kubeProvider?: string | undefined;
  kubeContext?: string | undefined;
  profiles: readonly ProfileName[];
  focus?: string | undefined;
  skip?: string | undefined;
  parallel: number;
  taskTimeoutMs?: number | undefined;
  callTimeoutMs?: number | undefined;
  timeoutMs?: number | undefined;
  settleMs?: number | undefined;
  /** Path of a YAML or JSON file. */
  fixtures?: string | undefined;
  /** `I/N`. */
  shard?: string | undefined;
  /** Path of a text file, one test id a line. */
  knownFailures?: string | undefined;
  report: readonly string[];
  trace?: string | undefined;
  plaintext: boolean;
  tls: boolean;
  tlsFiles: { [Name in keyof TlsFiles]: string | undefined };
  /** The command line, for the report's `reproduce`. */
  words: readonly string[];
}

export interface ConformanceOutcome {
  report: ConformanceReport;
  text: string;
  exitCode: ExitCode;
}

/** Runs VCTS as the command line asks and writes the reports. Throws UserError and EnvironmentError. */
export async function conformanceCommand(
  request: ConformanceRequest,
  context: RunContext,
): Promise<ConformanceOutcome> {
  const { profiles } = request;
  const focus = testPattern(request.focus, { flag: '--focus', profiles });
  const skip = testPattern(request.skip, { flag: '--skip', profiles });
  checkReportFiles(request.report);
  checkReportFolders(request.report, context.cwd);
  const knownFailures =
    request.knownFailures === undefined ? undefined : readKnownFailures(request.knownFailures, context.cwd);
  const { target, entry, fixtures } = await subjectOf(request, context);
  const options: ConformanceOptions = {
    target,
    profiles,
    fixtures: { ...fixtures, ...(request.fixtures !== undefined && readFixtures(request.fixtures, context.cwd)) },
    parallel: request.parallel,
    reproduce: reproduceCommand(request.words),
    ...defined({
      entry,
      focus,
      skip,
      taskTimeoutMs: request.taskTimeoutMs,
      callTimeoutMs: request.callTimeoutMs,
      timeoutMs: request.timeoutMs,
      settleMs: request.settleMs,
      shard: request.shard === undefined ? undefined : parseShard(request.shard),
      knownFailures,
      trace: request.trace,
    }),
  };
  const report = await runConformance(options, context);
  await writeReports(report, { files: request.report, cwd: context.cwd });
  return { report, text: textReport(report), exitCode: exitCodeOf(report) };
}

type Subject = Pick<ConformanceOptions, 'target'> & {
  [Name in 'entry' | 'fixtures']: ConformanceOptions[Name] | undefined;
};

async function subjectOf(request: ConformanceRequest, context: RunContext): Promise<Subject> {
  const { name, image, exec, plaintext, kubeProvider } = request;
  const endpoint = kubeProvider === undefined ? request.endpoint : clusterEndpoint(kubeProvider, request.kubeContext);
  const ways = Object.entries({
    NAME: name,
    '--provider-endpoint': exec === undefined ? request.endpoint : undefined,
    '--kube-provider': kubeProvider,
    '--image': image,
    '--exec': exec,
  });
  const given = ways.filter(([, value]) => value !== undefined).map(([way]) => way);
  if (given.length !== 1) {
    throw new UserError({
      code: given.length === 0 ? 'NO_PROVIDER' : 'TWO_PROVIDERS',
      message:
        given.length === 0
          ? 'no provider is named'
          : `the provider is named ${given.length} times: ${given.join(', ')}`,
      hint: 'Name one: a provider of providers/, --provider-endpoint HOST:PORT, --exec COMMAND (with --provider-endpoint where it listens), --image REF, or --kube-provider NAMESPACE/NAME.',
    });
  }
  const tls = tlsOf(request);
  const common = tls ? { tls } : {};
  if (name !== undefined) return await namedProvider(name, { tls, plaintext, context });
  const nothing = { entry: undefined, fixtures: undefined };
  const target: Target =
    exec !== undefined
      ? { kind: 'command', command: exec, plaintext, ...(endpoint !== undefined && { endpoint }), ...common }
      : image !== undefined
        ? { kind: 'image', image, ...common }
        : { kind: 'endpoint', endpoint: endpoint as string, plaintext, ...common };
  return { target, ...nothing };
}

export type TlsRequest = Pick<ConformanceRequest, 'tls' | 'plaintext' | 'tlsFiles'>;

/** The TLS files that were asked for; undefined without a TLS flag. Throws UserError. */
export function tlsOf({ tls, plaintext, tlsFiles }: TlsRequest): TlsFiles | undefined {
  const files = defined(tlsFiles);
  const wanted = tls || Object.keys(files).length > 0;
  if (wanted && plaintext) {
    throw new UserError({
      code: 'TLS_AND_PLAINTEXT',
      message: '--plaintext and a TLS flag are both given',
      hint: 'Leave one of them out.',
    });
  }
  return wanted ? files : undefined;
}

type Defined<Fields> = { [Name in keyof Fields]?: Exclude<Fields[Name], undefined> };

function defined<Fields extends object>(fields: Fields): Defined<Fields> {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as Defined<Fields>;
}
