import { EnvironmentError, messageOf } from '../../foundation/errors.js';
import { exitCodes } from '../../foundation/exit-codes.js';
import { withoutTokens } from '../../foundation/redaction.js';
import type { RunContext } from '../../foundation/run-context.js';
import { cut, printable } from '../../foundation/terminal-text.js';

const engines = ['podman', 'docker', 'nerdctl'] as const;

interface CommandOptions {
  timeoutMs?: number;
  /** Added to the engine's own environment. */
  env?: Record<string, string>;
}

/** The gateway to podman, docker or nerdctl: their command lines agree in what is used here. */
export class ContainerEngine {
  readonly name: string;
  private readonly context: RunContext;

  private constructor(name: string, context: RunContext) {
    this.name = name;
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

  /** Runs `<engine> ARGS...` and returns its standard output. Rejects with EnvironmentError. */
  async command(args: readonly string[], { timeoutMs = 600_000, env = {} }: CommandOptions = {}): Promise<string> {
    const { execa } = await import('execa');
    const result = await execa(this.name, args, {
      reject: false,
      stdin: 'ignore',
      timeout: timeoutMs,
      env: { ...withoutTokens(this.context.env), ...env },
      extendEnv: false,
      cancelSignal: this.context.signal,
    });
    if (!result.failed) return result.stdout;
    this.context.signal.throwIfAborted();
    const why = result.stderr.trim() || result.originalMessage || `exit code ${result.exitCode}`;
    throw new EnvironmentError({
      code: 'CONTAINER_ENGINE_FAILED',
      message: `${this.name} ${args[0]} failed: ${printable(cut(why, 1_000))}`,
      hint: `Run "${this.name} ${args[0]}" by hand to see more.`,
      exitCode: exitCodes.unreachable,
    });
  }

  /** Removes a container whatever its state, also after an interrupt; says so where it cannot. */
  async remove(container: string): Promise<void> {
    const { execa } = await import('execa');
    const { failed, stderr } = await execa(this.name, ['rm', '--force', '--volumes', container], {
      reject: false,
      stdin: 'ignore',
      timeout: 60_000,
      env: withoutTokens(this.context.env),
      extendEnv: false,
    });
    if (!failed) return;
    const text = `The container ${container} could not be removed (${cut(stderr.trim(), 300)}); run: ${this.name} rm --force ${container}`;
    this.context.progress({ type: 'warning', text });
  }

  async logs(container: string): Promise<string> {
    const { execa } = await import('execa');
    const { all } = await execa(this.name, ['logs', '--tail', '200', container], {
      reject: false,
      all: true,
      stdin: 'ignore',
      timeout: 20_000,
      env: withoutTokens(this.context.env),
      extendEnv: false,
    });
    return printable(all ?? '');
  }
}
