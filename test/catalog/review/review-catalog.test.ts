import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { ConformanceReport } from '../../../src/conformance/report/report-types.js';
import { profileResult } from '../../../src/conformance/run/profile-results.js';
import { runConformance } from '../../../src/conformance/run-conformance.js';
import { packageRoot } from '../../../src/foundation/package-info.js';
import type { ProfileName } from '../../../src/provider/profiles.js';
import { type CommandResult, runCommand } from '../../support/command-line.js';
import { type PushedImage, pushVariant } from '../../support/container/push-image.js';
import { describeWithEngine } from '../../support/container/with-engine.js';
import { testContext } from '../test-context.js';

const settleMs = 300;
const profiles: readonly ProfileName[] = ['core', 'advanced'];
const fixtures = {
  class: { CPU: 1, MemoryMiB: 512 },
  image: { TemplateName: 'mock-small' },
  imageSource: { URL: 'https://images.example.com/mock-small.qcow2', Format: 'qcow2' },
  expandDisk: { Name: 'root', SizeGiB: 20 },
};

const schema = (name: string) =>
  JSON.parse(readFileSync(join(packageRoot, 'schemas', `catalog-${name}.schema.json`), 'utf8'));
const validate = new Ajv2020({ strict: false, schemas: [schema('import'), schema('index'), schema('show')] }).compile(
  schema('review'),
);

interface Entry {
  image: PushedImage;
  report?: ConformanceReport;
  run?: object;
}

describeWithEngine('catalog review', (images) => {
  let root: string;
  let summary: string;
  let honest: ConformanceReport;
  let broken: PushedImage;

  beforeAll(async () => {
    const folder = mkdtempSync(join(tmpdir(), 'vrtg-review-'));
    root = join(folder, 'catalog');
    summary = join(folder, 'summary.md');
    mkdirSync(root);
    const { mock } = images();
    broken = await pushVariant(mock, {
      tag: '0.3.0',
      config: { Entrypoint: ['/usr/bin/node', '-e', 'process.exit(1)'] },
    });
    honest = await runConformance(
      {
        target: { kind: 'image', image: `${mock.repository}:${mock.tag}` },
        profiles,
        fixtures,
        settleMs,
        reproduce: 'vcts run',
      },
      testContext(),
    );
    git('init', '--quiet', '--initial-branch', 'main');
    commit('base');
  }, 120_000);

  afterAll(() => rmSync(join(root, '..'), { recursive: true, force: true }));

  function git(...args: string[]): void {
    const identity = ['-c', 'user.name=Test', '-c', 'user.email=test@example.com', '-c', 'commit.gpgSign=false'];
    execFileSync('git', ['-C', root, ...identity, ...args]);
  }

  function commit(message: string): void {
    git('add', '--all');
    git('commit', '--quiet', '--allow-empty', '--message', message);
  }

  function write(name: string, { image, report, run }: Entry): void {
    const folder = join(root, 'providers', name);
    mkdirSync(folder, { recursive: true });
    const metadata = {
      schemaVersion: 1,
      name,
      displayName: name,
      description: 'for tests',
      repo: 'https://github.com/example/provider',
      image: image.repository,
      tag: image.tag,
      digest: image.digest,
      capabilities: profiles,
      maintainer: 'a@example.com',
      license: 'Apache-2.0',
      maturity: 'alpha',
      ...(run && { run }),
      fixtures,
    };
    writeFileSync(join(folder, 'provider.yaml'), JSON.stringify(metadata, null, 2));
    if (report) writeFileSync(join(folder, 'conformance.json'), JSON.stringify(report, null, 2));
  }

  /** Says of the very image that it exports disks, in a report that agrees with itself in everything. */
  function forged(): ConformanceReport {
    const report = structuredClone(honest);
    Object.assign(report.capabilities as object, { supportsDiskExport: true });
    for (const result of report.tests) {
      if (result.id === 'export-bad-backend') Object.assign(result, { verdict: 'pass', reason: undefined });
      if (result.id === 'export-undeclared') Object.assign(result, { verdict: 'not-applicable' });
    }
    report.profiles.advanced = profileResult('advanced', report.tests);
    return report;
  }

  function review(...args: string[]): Promise<CommandResult> {
    return runCommand(['catalog', 'review', '--root', root, '--settle-time', `${settleMs}ms`, '--quiet', ...args], {
      env: { GITHUB_STEP_SUMMARY: summary },
    });
  }

  it('bears out an honest report, contradicts a forged one, and never starts what an entry tells it to', async () => {
    git('checkout', '--quiet', '-B', 'submission', 'main');
    const { mock } = images();
    const trap = join(root, 'sprung');
    write('honest', { image: mock, report: honest, run: { exec: `touch ${trap}` } });
    write('forged', { image: mock, report: forged(), run: { exec: `touch ${trap}` } });
    commit('submission');
    const { exitCode, stdout } = await review('--base', 'main', '--json');
    const result = JSON.parse(stdout);
    const { holds, providers } = result;
    expect(validate(result), JSON.stringify(validate.errors)).toBe(true);
    expect(readFileSync(summary, 'utf8')).toContain('The evidence does **not** hold.');
    expect(exitCode).toBe(1);
    expect(holds).toBe(false);
    expect(providers.map(({ name, status }: Record<string, string>) => [name, status])).toEqual([
      ['forged', 'contradicted'],
      ['honest', 'reproduced'],
    ]);
    const [lie] = providers[0].findings;
    expect(lie).toMatchObject({
      file: 'providers/forged/conformance.json',
      code: 'report-contradicted',
      severity: 'error',
    });
    expect(lie.line).toBeGreaterThan(1);
    expect(providers[0].differences.map(({ id }: { id: string }) => id)).toContain('export-bad-backend');
    const lines = Object.fromEntries(
      providers[1].requirements.map(({ id, state }: Record<string, string>) => [id, state]),
    );
    expect(lines).toMatchObject({ conformance: 'met', health: 'met', errors: 'met', security: 'not met' });
    expect(() => execFileSync('ls', [trap], { stdio: 'ignore' })).toThrow();
  }, 120_000);

  it('says of an image that does not start that nothing was reproduced, by an exit code of its own', async () => {
    git('checkout', '--quiet', '-B', 'broken', 'main');
    write('broken', {
      image: broken,
      report: { ...honest, subject: { kind: 'endpoint', endpoint: 'localhost:9443' } },
    });
    commit('submission');
    const { exitCode, stdout } = await review('--base', 'main');
    expect(exitCode).toBe(3);
    expect(stdout).toContain('1 of 1 could not be reproduced here: that is no pass.');
    expect(stdout).toMatch(
      /^::warning file=\S*providers\/broken\/conformance\.json,line=1,col=1,title=not-reproduced::/m,
    );
    expect(stdout).not.toMatch(/The evidence holds/);
  }, 120_000);

  it('refuses a report that was edited, and an image that is not there, without starting anything', async () => {
    git('checkout', '--quiet', '-B', 'edited', 'main');
    const { mock } = images();
    write('edited', { image: mock, report: { ...honest, tests: honest.tests.slice(1) } });
    write('gone', { image: { ...mock, digest: `sha256:${'0'.repeat(64)}` } });
    write('absent', {
      image: { ...mock, tag: '7.0.0', digest: `sha256:${'0'.repeat(64)}` },
      report: { ...honest, subject: { kind: 'endpoint', endpoint: 'localhost:9443' } },
    });
    commit('submission');
    const { exitCode, stdout } = await review('--base', 'main', '--json');
    const { providers } = JSON.parse(stdout);
    expect(exitCode).toBe(1);
    expect(providers.map(({ name, status, rerun }: Record<string, unknown>) => [name, status, rerun])).toEqual([
      ['absent', 'refused', null],
      ['edited', 'refused', null],
      ['gone', 'refused', null],
    ]);
    const codes = providers.map(({ findings }: { findings: { code: string }[] }) => findings.map(({ code }) => code));
    expect(codes).toEqual([['image-differs'], ['report-incomplete'], ['report-missing']]);
  }, 60_000);

  it('plans and tests only its part', async () => {
    const { stdout } = await review('--base', 'main', '--matrix', '--machines', '2');
    expect(JSON.parse(stdout)).toEqual({
      include: [
        { shard: '1/2', providers: 'absent gone' },
        { shard: '2/2', providers: 'edited' },
      ],
    });
    const part = JSON.parse((await review('--base', 'main', '--shard', '2/2', '--json')).stdout);
    expect(part.providers.map(({ name }: { name: string }) => name)).toEqual(['edited']);
  });
});
