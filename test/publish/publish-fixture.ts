import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { suiteDigest } from '../../src/conformance/suite/suite-digest.js';
import { suiteVersion } from '../../src/conformance/suite/suite-version.js';
import { VrtgError } from '../../src/foundation/errors.js';
import type { ProgressEvent } from '../../src/foundation/progress.js';
import type { RunContext } from '../../src/foundation/run-context.js';
import { profileNames } from '../../src/provider/profiles.js';
import { openImageRegistry } from '../../src/provider/registry/open-image-registry.js';
import type { PublishOutcome } from '../../src/publish/publish.js';
import { publish } from '../../src/publish/publish.js';
import type { PublishOptions } from '../../src/publish/publish-options.js';
import { type ReportFixture, reportFixture } from '../catalog/report-fixture.js';

/** Only reports of a suite that counts today are taken. */
export const installedSuite = { suiteVersion, suiteDigest };

export const digests = { first: `sha256:${'a'.repeat(64)}`, second: `sha256:${'b'.repeat(64)}` };

/** The flags of the catalog page's example. */
export const exampleFlags = {
  name: 'your-provider',
  image: 'ghcr.io/yourorg/your-provider',
  tag: 'v1.0.0',
  repo: 'https://github.com/yourorg/your-provider',
  maintainer: 'your-email@example.com',
  license: 'Apache-2.0',
};

export interface Attempt extends Partial<Omit<PublishOptions, 'flags'>> {
  flags?: PublishOptions['flags'];
  report?: Partial<ReportFixture>;
  env?: Record<string, string>;
  /** The registry is asked what the tag is. */
  asksRegistry?: boolean;
  signal?: AbortSignal;
}

/** An author's working directory, with a report for what is published. */
export class Author {
  readonly folder = mkdtempSync(join(tmpdir(), 'publish-author-'));
  readonly events: ProgressEvent[] = [];

  constructor(
    readonly catalog: string,
    readonly env: Record<string, string> = {},
  ) {}

  write(path: string, text: string): string {
    const file = join(this.folder, path);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, text);
    return file;
  }

  context(attempt: Pick<Attempt, 'env' | 'signal'> = {}): RunContext {
    return {
      env: { PATH: process.env['PATH'], HOME: this.folder, ...this.env, ...attempt.env },
      cwd: this.folder,
      now: () => new Date('2026-01-02T03:04:05Z'),
      signal: attempt.signal ?? new AbortController().signal,
      progress: (event) => this.events.push(event),
    };
  }

  /** The file of a report of exactly that image. */
  writeReport(flags: Partial<typeof exampleFlags>, report: Partial<ReportFixture> = {}): string {
    const { image, tag } = { ...exampleFlags, ...flags };
    const subject = { kind: 'image' as const, image: `${image}:${tag}`, digest: digests.first };
    return this.write('report.json', JSON.stringify(reportFixture({ subject, ...installedSuite, ...report })));
  }

  /** Publishes the example with the evidence of a report of exactly that image. */
  async publish({ flags, report, env, signal, asksRegistry, ...options }: Attempt = {}): Promise<PublishOutcome> {
    const all = { ...exampleFlags, ...flags };
    const file = this.writeReport(all, report);
    const context = this.context({ ...(env && { env }), ...(signal && { signal }) });
    return publish(
      {
        flags: all,
        catalog: this.catalog,
        evidence: { kind: 'report', file },
        profiles: profileNames,
        ...options,
      },
      context,
      asksRegistry ? { registry: openImageRegistry({ ...context, limits: { retryDelaysMs: [] } }) } : {},
    );
  }

  remove(): void {
    rmSync(this.folder, { recursive: true, force: true });
  }
}

export interface Refusal {
  code: string;
  exitCode: number;
  message: string;
  hint: string;
}

/** The expected failure of some work; anything else fails the test. */
export async function refusalOf(work: Promise<unknown>): Promise<Refusal> {
  const thrown = await work.then(
    (value) => new Error(`it did not fail: ${JSON.stringify(value)}`),
    (error: unknown) => error,
  );
  if (!(thrown instanceof VrtgError)) throw thrown;
  return { code: thrown.code, exitCode: thrown.exitCode, message: thrown.message, hint: thrown.hint ?? '' };
}

/** Cases for `test.each` with a title that is not cut, as `%s`. */
export function named<Case extends { name: string }>(cases: readonly Case[]): [string, Case][] {
  return cases.map((each) => [each.name, each]);
}
