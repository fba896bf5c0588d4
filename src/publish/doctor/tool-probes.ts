import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { askProgram } from '../../foundation/ask-program.js';
import { exitCodes } from '../../foundation/exit-codes.js';
import { packageRoot } from '../../foundation/package-info.js';
import { withoutTokens } from '../../foundation/redaction.js';
import type { Environment } from '../../foundation/run-context.js';
import type { Finding } from './doctor-types.js';
import { lacking, type Probe } from './probe.js';

export interface ToolContext {
  env: Environment;
  cwd: string;
  limitMs: number;
}

interface Tool {
  id: 'git' | 'go' | 'helm';
  title: string;
  args: readonly string[];
  /** The version in what it prints. */
  version: RegExp;
  fix: string;
}

const tools: readonly Tool[] = [
  {
    id: 'git',
    title: 'git',
    args: ['--version'],
    version: /git version (\S+)/,
    fix: 'Install git (https://git-scm.com) to publish to a local catalog or to review a pull request.',
  },
  {
    id: 'go',
    title: 'Go',
    args: ['version'],
    version: /\bgo(\d\S*)/,
    fix: 'Install Go (https://go.dev/dl) to build and verify a provider that is written in Go.',
  },
  {
    id: 'helm',
    title: 'Helm',
    args: ['version', '--short'],
    version: /v?(\d+\.\d+\.\d+)/,
    fix: 'Install Helm (https://helm.sh) to try the install block of a provider.',
  },
];

/** Programs that some commands start; none of them is needed to publish to GitHub. */
export function toolProbes(context: ToolContext): Probe[] {
  return [
    { id: 'node', title: 'Node.js', exitCode: exitCodes.unreachable, look: async () => nodeFinding() },
    ...tools.map(
      (tool): Probe => ({ id: tool.id, title: tool.title, look: (signal) => toolFinding(tool, context, signal) }),
    ),
    { id: 'git-identity', title: 'git identity', look: (signal) => identityFinding(context, signal) },
  ];
}

async function nodeFinding(): Promise<Finding> {
  const { version } = process;
  const { satisfies } = (await import('semver')).default;
  const { engines } = JSON.parse(readFileSync(join(packageRoot, 'package.json'), 'utf8')) as {
    engines: { node: string };
  };
  const facts = { version: version.slice(1), wanted: engines.node };
  if (satisfies(version, engines.node)) return { status: 'ok', found: version.slice(1), facts };
  const fix = `Install Node.js ${engines.node} (https://nodejs.org).`;
  return {
    ...lacking(`${version.slice(1)}, but ${engines.node} is needed`, { exitCode: exitCodes.unreachable, fix }),
    facts,
  };
}

async function toolFinding(tool: Tool, { env, cwd, limitMs }: ToolContext, signal: AbortSignal): Promise<Finding> {
  const question = { args: tool.args, env: withoutTokens(env), cwd, signal, timeoutMs: limitMs };
  const answer = await askProgram(tool.id, question);
  const { fix } = tool;
  if (answer.kind === 'missing') return lacking('not installed', { fix });
  if (answer.kind === 'timeout') return lacking('does not answer', { fix });
  if (answer.kind === 'failed') return lacking(`cannot be started: ${answer.reason}`, { fix });
  const version = tool.version.exec(answer.stdout)?.[1];
  if (answer.exitCode === 0 && version !== undefined) return { status: 'ok', found: version, facts: { version } };
  return lacking(`fails: ${answer.stderr.trim() || answer.stdout.trim() || `exit code ${answer.exitCode}`}`, { fix });
}

async function identityFinding({ env, cwd, limitMs }: ToolContext, signal: AbortSignal): Promise<Finding> {
  const ask = async (key: string) => {
    const args = ['config', '--get', key];
    const answer = await askProgram('git', { args, env: withoutTokens(env), cwd, signal, timeoutMs: limitMs });
    return answer.kind === 'ended' && answer.exitCode === 0 ? answer.stdout.trim() : '';
  };
  const [name, email] = await Promise.all([ask('user.name'), ask('user.email')]);
  if (name !== '' && email !== '') return { status: 'ok', found: `${name} <${email}>`, facts: { name, email } };
  return lacking('none', {
    fix: "Commits to a local catalog are made as vrtg-provider with the maintainer's address; `git config --global user.name NAME` and `git config --global user.email ADDRESS` change that.",
  });
}
