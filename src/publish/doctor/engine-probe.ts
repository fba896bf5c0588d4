import { engines } from '../../conformance/launch/container-engine.js';
import { askProgram } from '../../foundation/ask-program.js';
import { exitCodes } from '../../foundation/exit-codes.js';
import { withoutTokens } from '../../foundation/redaction.js';
import { cut } from '../../foundation/terminal-text.js';
import { lacking, type Probe } from './probe.js';
import type { ToolContext } from './tool-probes.js';

/** The engine that would start an image: the first that lists its containers, which it cannot when its service is down. */
export function engineProbe({ env, cwd, limitMs }: ToolContext): Probe {
  const ask = (name: string, { args, signal }: { args: readonly string[]; signal: AbortSignal }) =>
    askProgram(name, { args, env: withoutTokens(env), cwd, signal, timeoutMs: limitMs });
  return {
    id: 'container-engine',
    title: 'container engine',
    exitCode: exitCodes.unreachable,
    look: async (signal) => {
      const reasons: string[] = [];
      for (const name of engines) {
        const answer = await ask(name, { args: ['ps', '--quiet'], signal });
        if (answer.kind === 'ended' && answer.exitCode === 0) {
          const told = await ask(name, { args: ['--version'], signal });
          const version =
            told.kind === 'ended' ? (/\d+\.\d+\S*/.exec(told.stdout)?.[0]?.replace(/,$/, '') ?? null) : null;
          return { status: 'ok', found: version === null ? name : `${name} ${version}`, facts: { name, version } };
        }
        if (answer.kind !== 'missing') reasons.push(`${name} ${reasonOf(answer)}`);
      }
      const found =
        reasons.length > 0 ? `none answers: ${reasons.join('; ')}` : `none of ${engines.join(', ')} is installed`;
      return lacking(found, { exitCode: exitCodes.unreachable, fix: 'Install podman or docker and start it.' });
    },
  };
}

function reasonOf(answer: Exclude<Awaited<ReturnType<typeof askProgram>>, { kind: 'missing' }>): string {
  if (answer.kind === 'timeout') return 'does not answer';
  if (answer.kind === 'failed') return `cannot be started (${answer.reason})`;
  const [line = ''] = answer.stderr.trim().split('\n').slice(-1);
  return `fails (${cut(line, 200) || `exit code ${answer.exitCode}`})`;
}
