import { Command, Flags } from '@oclif/core';
import { InterruptedError } from '../foundation/errors.js';
import { type ExitCode, exitCodes } from '../foundation/exit-codes.js';
import type { RunContext } from '../foundation/run-context.js';
import { printable } from '../foundation/terminal-text.js';
import { reportFailure } from './failure-report.js';
import { drawProgress, type ProgressDrawing } from './progress-drawing.js';
import { say } from './say.js';

interface Answer {
  text: string;
  isData?: boolean;
  remark?: string;
  exitCode?: ExitCode;
}

/** What every command shares: global flags, output, errors, interruption. A command's run() parses, calls one function, answers. */
export abstract class BaseCommand extends Command {
  static override enableJsonFlag = true;
  static override baseFlags = {
    json: Flags.boolean({ description: 'print the result as one JSON document on stdout', helpGroup: 'GLOBAL' }),
    'no-color': Flags.boolean({ description: 'plain text without colours', helpGroup: 'GLOBAL' }),
    quiet: Flags.boolean({ char: 'q', description: 'no progress on stderr', helpGroup: 'GLOBAL' }),
    verbose: Flags.boolean({ char: 'v', description: 'more detail on stderr', helpGroup: 'GLOBAL' }),
  };

  private readonly interruption = new AbortController();
  private drawing: ProgressDrawing | undefined;
  private isSilent = false;

  /** An argument that is left out is not read from stdin, which belongs to the script that called. */
  protected override async init(): Promise<void> {
    for (const argument of Object.values(this.ctor.args)) argument.ignoreStdin = true;
    await super.init();
  }

  /** The process as the layers below may see it. Call it after parsing; from then on signals end the work in order. */
  protected runContext(flags: { quiet?: boolean; verbose?: boolean } = {}): RunContext {
    for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
      process.on(name, () => {
        if (this.interruption.signal.aborted)
          process.exit(name === 'SIGINT' ? exitCodes.interrupted : exitCodes.terminated);
        this.interruption.abort(new InterruptedError(name === 'SIGINT' ? 'SIGINT' : 'SIGTERM'));
      });
    }
    this.isSilent = flags.quiet === true || this.jsonEnabled();
    this.drawing = drawProgress({ silent: this.isSilent, verbose: flags.verbose === true });
    return {
      env: process.env,
      cwd: process.cwd(),
      now: () => new Date(),
      signal: this.interruption.signal,
      progress: this.drawing.progress,
    };
  }

  /**
   * Ends a command: prints the text unless JSON is asked for, sets the exit code, hands the result on. Text is folded
   * to the terminal, unless it is data that programs read. A remark goes to stderr, and nowhere under --json and --quiet.
   */
  protected answer<Result>(result: Result, { text, isData = false, remark, exitCode = exitCodes.ok }: Answer): Result {
    this.drawing?.stop();
    if (!this.jsonEnabled() && text !== '') {
      const whole = text.endsWith('\n') ? text : `${text}\n`;
      if (isData) process.stdout.write(whole);
      else say(process.stdout, whole);
    }
    if (remark !== undefined && !this.isSilent) say(process.stderr, `${remark}\n`);
    process.exitCode = exitCode;
    return result;
  }

  protected override logJson(json: unknown): void {
    // JSON leaves some control characters as they are; their escapes mean the same.
    process.stdout.write(`${printable(JSON.stringify(json, null, 2))}\n`);
  }

  protected override async catch(thrown: unknown): Promise<void> {
    this.drawing?.stop();
    process.exitCode = reportFailure(thrown, {
      json: this.jsonEnabled(),
      bin: `${this.config.bin} ${this.shownId()}`,
      commands: this.config.commandIDs,
    });
  }

  private shownId(): string {
    const id = (this.id ?? '').replaceAll(':', ' ');
    return this.config.bin === 'vcts' ? id.replace(/^conformance /, '') : id;
  }
}
