import { type ExitCode, exitCodes } from '../../foundation/exit-codes.js';
import { toolVersion } from '../../foundation/package-info.js';
import type { Environment, RunContext } from '../../foundation/run-context.js';
import { referenceText } from '../../provider/registry/image-reference.js';
import { parseCatalogAddress } from '../catalog-repository/catalog-address.js';
import { scrubbed } from '../github/token.js';
import { doctorExitCode, readiness } from './command-needs.js';
import { doctorText } from './doctor-text.js';
import { type Check, checkIds, type DoctorResult } from './doctor-types.js';
import { engineProbe } from './engine-probe.js';
import { type EntryQuestion, imageInQuestion, imageProbe, metadataProbe } from './entry-probes.js';
import { githubProbes } from './github-probes.js';
import { localProbes } from './local-probe.js';
import { runProbe } from './probe.js';
import { toolProbes } from './tool-probes.js';

export interface DoctorOptions {
  /** owner/name, a URL, or the path of a local git repository. */
  catalog: string;
  /** Path of provider.yaml; by default that of the working directory, where there is one. */
  metadataFile: string | undefined;
  /** By default the one of provider.yaml. */
  image: string | undefined;
  /** Ask no registry and no GitHub. */
  offline: boolean;
  /** For each check, in milliseconds. */
  limitMs: number;
}

export interface DoctorOutcome {
  result: DoctorResult;
  text: string;
  exitCode: ExitCode;
}

/**
 * Looks at what the commands need, everything at the same time; nothing is changed anywhere. Throws UserError (exit 2) where
 * the catalog or the image is not named as one; whatever else is wrong is a finding.
 */
export async function doctor(options: DoctorOptions, context: RunContext): Promise<DoctorOutcome> {
  const { catalog, metadataFile, offline, limitMs } = options;
  const { env, cwd, signal } = context;
  const address = parseCatalogAddress(catalog, cwd);
  const entry: EntryQuestion = { metadataFile, image: options.image, cwd, env, offline };
  const image = imageInQuestion(entry);
  context.progress({ type: 'phase', title: 'What is on this machine' });
  // The programs' own limit is a little shorter, so that their answer tells which one did not come.
  const tool = { env, cwd, limitMs: Math.max(limitMs - 500, limitMs / 2) };
  const probes = [
    ...toolProbes(tool),
    engineProbe(tool),
    metadataProbe(entry),
    imageProbe(entry, image),
    ...(address.kind === 'local'
      ? localProbes({ path: address.path, env })
      : githubProbes({ address, context, offline })),
  ];
  try {
    const found = await Promise.all(probes.map((probe) => runProbe(probe, { signal, limitMs })));
    const checks = checkIds.flatMap((id) => found.filter((check) => check.id === id)).map(withProxyNote(env));
    const commands = readiness(checks, { isLocal: address.kind === 'local' });
    const exitCode = doctorExitCode(checks, commands);
    const result: DoctorResult = {
      ready: commands.find(({ command }) => command === 'publish')?.ready === true,
      tool: { version: toolVersion },
      catalog,
      image: image === undefined ? null : referenceText(image),
      offline,
      checks,
      commands,
    };
    return { result, text: doctorText(result), exitCode };
  } catch (thrown) {
    signal.throwIfAborted();
    throw scrubbed(thrown, env);
  }
}

/** Node.js takes no notice of a proxy in the environment before it is told to, which no error says. */
function withProxyNote(env: Environment): (check: Check) => Check {
  const proxy = ['HTTPS_PROXY', 'https_proxy', 'HTTP_PROXY', 'http_proxy'].find((name) => env[name]);
  if (proxy === undefined || env['NODE_USE_ENV_PROXY'] === '1') return (check) => check;
  const note = `${proxy} is set, but Node.js goes through it only with NODE_USE_ENV_PROXY=1 (from Node.js 22.21 and 24.0 on).`;
  return (check) =>
    check.exitCode === exitCodes.remote ? { ...check, fix: [check.fix ?? '', note].join(' ').trim() } : check;
}
