import { setTimeout as sleep } from 'node:timers/promises';
import { EnvironmentError, messageOf } from '../../foundation/errors.js';
import { exitCodes } from '../../foundation/exit-codes.js';
import { withoutTokens } from '../../foundation/redaction.js';
import type { RunContext } from '../../foundation/run-context.js';
import { cut, printable } from '../../foundation/terminal-text.js';

export const engines = ['podman', 'docker', 'nerdctl'] as const;
type EngineName = (typeof engines)[number];

/** How often a running container is looked at. */
const lookMs = 5_000;

interface CommandOptions {
  timeoutMs?: number;
  /** Added to the engine's own environment. */
  env?: Record<string, string>;
  /** Goes on after an interrupt: half a change cannot be undone, a whole one can. */
  toItsEnd?: boolean;
  /** Ends the command, beside the interrupt. */
  signal?: AbortSignal;
}

/** The gateway to podman, docker or nerdctl: their command lines agree in what is used here. */
export class ContainerEngine {
  readonly name: EngineName;
  readonly env: Record<string, string>;
  private readonly context: RunContext;

  private constructor(name: EngineName, context: RunContext) {
    this.name = name;
    this.env = withSystemPrograms(withoutTokens(context.env));
    this.context = context;
  }

  /** The first engine that answers. Throws EnvironmentError (exit code 4) where there is none. */
  static async find(context: RunContext): Promise<ContainerEngine> {
    const reasons: string[] = [];
    for (const name of engines) {
      const engine = new ContainerEngine(name, context);
      try {
        await engine.command(['ps', '--quiet'], { timeoutMs: 20_000 });
        return engine;
      } catch (thrown) {
        context.signal.throwIfAborted();
        reasons.push(`${name}: ${cut(messageOf(thrown).split('\n')[0] ?? '', 200)}`);
      }
    }
    throw new EnvironmentError({
      code: 'NO_CONTAINER_ENGINE',
      message: `an image needs a container engine, and none answers (${reasons.join('; ')})`,
      hint: 'Install podman or docker and start it, or test the provider with --exec or --provider-endpoint.',
      exitCode: exitCodes.unreachable,
    });
  }

  /** Runs `<engine> ARGS...` and returns its standard output. Rejects with EnvironmentError, or the signal's reason. */
  async command(args: readonly string[], options: CommandOptions = {}): Promise<string> {
    const { failed, stdout, why } = await this.attempt(args, options);
    if (!failed) return stdout;
    if (!options.toItsEnd) this.context.signal.throwIfAborted();
    throw new EnvironmentError({
      code: 'CONTAINER_ENGINE_FAILED',
      message: `${this.name} ${args[0]} failed: ${printable(cut(why, 1_000))}`,
      hint: `Run \`${this.name} ${args[0]}\` by hand to see more.`,
      exitCode: exitCodes.unreachable,
    });
  }

  /**
   * The exit code of a container, once it has ended; empty where it was removed, or the signal ended the wait. It is
   * looked at as well: `podman wait` can miss an end and never return.
   */
  async wait(container: string, signal: AbortSignal): Promise<string> {
    const settled = new AbortController();
    const either = AbortSignal.any([signal, settled.signal]);
    try {
      return await Promise.race([this.toldEnd(container, either), this.seenEnd(container, either)]);
    } finally {
      settled.abort();
    }
  }

  private async toldEnd(container: string, signal: AbortSignal): Promise<string> {
    const { failed, stdout } = await this.attempt(['wait', container], {
      toItsEnd: true,
      timeoutMs: 24 * 3_600_000,
      signal,
    });
    return failed ? '' : stdout.trim();
  }

  private async seenEnd(container: string, signal: AbortSignal): Promise<string> {
    const args = ['inspect', '--format', '{{.State.Status}} {{.State.ExitCode}}', container];
    while (!signal.aborted) {
      await sleep(lookMs, undefined, { ref: false, signal }).catch(() => {});
      const { stdout } = await this.attempt(args, { toItsEnd: true, timeoutMs: 20_000, signal });
      const [, code] = /^exited (-?\d+)$/.exec(stdout.trim()) ?? [];
      if (code !== undefined) return code;
    }
    return '';
  }

  /** Asks a container to end, and ends it after five seconds. */
  async stop(container: string): Promise<void> {
    await this.attempt(['stop', '--time', '5', container], { toItsEnd: true, timeoutMs: 20_000 });
  }

  /** Ends a container at once; one that has ended already is as well. */
  async kill(container: string): Promise<void> {
    await this.attempt(['kill', container], { toItsEnd: true, timeoutMs: 20_000 });
  }

  /** Removes a container or network whatever its state, also after an interrupt; says so where it cannot. */
  async remove(what: 'container' | 'network', name: string): Promise<void> {
    const args = what === 'network' ? ['network', 'rm', name] : ['rm', '--force', '--volumes', name];
    const { failed, why } = await this.attempt(args, { toItsEnd: true, timeoutMs: 60_000 });
    if (!failed || /no such|not found|no container/i.test(why)) return;
    const text = `The ${what} ${name} could not be removed (${printable(cut(why, 300))}); run: ${this.name} ${args.join(' ')}`;
    this.context.progress({ type: 'warning', text });
  }

  /** What a container printed last, as it was written. */
  async logs(container: string): Promise<string> {
    const { all } = await this.attempt(['logs', '--tail', '400', container], { toItsEnd: true, timeoutMs: 20_000 });
    return all;
  }

  private async attempt(args: readonly string[], options: CommandOptions) {
    const { timeoutMs = 600_000, env = {}, toItsEnd = false, signal } = options;
    const cancelSignal = AbortSignal.any([...(toItsEnd ? [] : [this.context.signal]), ...(signal ? [signal] : [])]);
    const { execa } = await import('execa');
    const result = await execa(this.name, args, {
      reject: false,
      all: true,
      stdin: 'ignore',
      timeout: timeoutMs,
      env: { ...this.env, ...env },
      extendEnv: false,
      // Ctrl-C reaches the whole foreground group: an engine that is ended by it leaves half of its work.
      detached: toItsEnd && process.platform !== 'win32',
      cancelSignal,
    });
    const why = result.stderr.trim() || result.originalMessage || `exit code ${result.exitCode}`;
    return { failed: result.failed, stdout: result.stdout, all: result.all ?? '', why };
  }
}

/** Engines set networks up with programs that only an administrator's PATH names, iptables for instance. */
function withSystemPrograms(env: Record<string, string>): Record<string, string> {
  const { PATH } = env;
  return PATH === undefined || process.platform === 'win32' ? env : { ...env, PATH: `${PATH}:/usr/sbin:/sbin` };
}
