import { type ExitCode, exitCodes } from '../../foundation/exit-codes.js';
import type { Check, CheckId, CommandReadiness } from './doctor-types.js';

interface CommandNeeds {
  command: string;
  /** It fails without them. */
  needs: readonly CheckId[];
  /** It works without them, but not everything of it. */
  uses?: readonly CheckId[];
  /** What to do without what it needs. */
  instead?: string;
}

/** Every command; which need nothing but Node.js is worth knowing too. */
const commands: readonly CommandNeeds[] = [
  {
    command: 'publish',
    needs: ['node', 'metadata', 'image', 'container-engine', 'token', 'catalog'],
    instead: 'without a container engine, --exec, --provider-endpoint or --report bring the evidence',
  },
  {
    command: 'vcts run --image',
    needs: ['node', 'image', 'container-engine'],
    instead: 'vcts run --exec or --provider-endpoint need neither',
  },
  { command: 'vcts run', needs: ['node'] },
  { command: 'verify (a provider in Go)', needs: ['node', 'go'], uses: ['metadata'] },
  { command: 'verify (a provider in TypeScript)', needs: ['node'], uses: ['metadata'] },
  { command: 'scaffold', needs: ['node'], uses: ['go', 'helm'] },
  { command: 'validate', needs: ['node'] },
  { command: 'catalog review', needs: ['node', 'git'] },
  { command: 'catalog render, check, import, list, show', needs: ['node'] },
  { command: 'serve', needs: ['node'] },
];

/** A warning about one of these says that it is not there, or does not work. */
const tools: readonly CheckId[] = ['git', 'go', 'helm'];

/** What each command would miss. A local catalog makes git a need of publish. */
export function readiness(checks: readonly Check[], { isLocal }: { isLocal: boolean }): CommandReadiness[] {
  const status = new Map(checks.map(({ id, status: one }) => [id, one]));
  const isWarned = (id: CheckId) => status.get(id) === 'warning';
  const isMissed = (id: CheckId) => status.get(id) === 'missing' || (tools.includes(id) && isWarned(id));
  return commands.map(({ command, needs, uses = [], instead }) => {
    const local: readonly CheckId[] = command === 'publish' && isLocal ? ['git', 'git-identity'] : [];
    const all = [...needs, ...local];
    const misses = all.filter(isMissed);
    const warnings = [
      ...all.filter((id) => isWarned(id) && !isMissed(id)),
      ...uses.filter((id) => isWarned(id) || isMissed(id)),
    ];
    const hasOtherWay = instead !== undefined && misses.some((id) => id === 'container-engine' || id === 'image');
    return { command, ready: misses.length === 0, misses, warnings, ...(hasOtherWay && { instead }) };
  });
}

/** What cannot be done another way comes first: a token, then what is invalid or absent, then remotes, then the engine. */
const order: readonly ExitCode[] = [
  exitCodes.notAllowed,
  exitCodes.no,
  exitCodes.usage,
  exitCodes.remote,
  exitCodes.unreachable,
];

/** The exit code of the whole look: 0 where publish misses nothing. */
export function doctorExitCode(checks: readonly Check[], commandsSeen: readonly CommandReadiness[]): ExitCode {
  const misses = commandsSeen.find(({ command }) => command === 'publish')?.misses ?? [];
  const codes = checks.filter(({ id }) => misses.includes(id)).map(({ exitCode }) => exitCode ?? exitCodes.unreachable);
  return order.find((code) => codes.includes(code)) ?? codes[0] ?? exitCodes.ok;
}
