import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { load } from 'js-yaml';
import { describe, expect, test } from 'vitest';
import { packageRoot } from '../../src/foundation/package-info.js';

interface Job {
  needs?: string;
  permissions?: Record<string, string>;
  'runs-on': string;
  'timeout-minutes': number;
  strategy?: { matrix: Record<string, unknown> };
  steps: { uses?: string; run?: string; with?: Record<string, unknown>; env?: Record<string, string> }[];
}

interface Workflow {
  name: string;
  on: Record<string, unknown>;
  permissions: Record<string, string>;
  jobs: Record<string, Job>;
}

const folder = join(packageRoot, '.github/workflows');
const read = (file: string) => load(readFileSync(join(folder, file), 'utf8')) as Workflow;
const scripts = JSON.parse(readFileSync(join(packageRoot, 'package.json'), 'utf8')).scripts as Record<string, string>;

describe.each(readdirSync(folder))('.github/workflows/%s', (file) => {
  const workflow = read(file);
  const jobs = Object.values(workflow.jobs);
  const steps = jobs.flatMap((job) => job.steps);

  test('gives jobs the right to read, and more only one by one', () => {
    expect(workflow.permissions).toEqual({ contents: 'read' });
    expect(Object.keys(workflow.on)).not.toContain('pull_request_target');
  });

  test('pins every action by its major version, all of them of GitHub', () => {
    const actions = steps.flatMap(({ uses }) => (uses === undefined ? [] : [uses]));
    expect(actions.filter((uses) => !/^actions\/[a-z-]+@v\d+$/.test(uses))).toEqual([]);
  });

  test('has jobs that end, and steps that do one thing', () => {
    expect(jobs.filter((job) => !(job['timeout-minutes'] > 0 && job['runs-on']))).toEqual([]);
    expect(steps.filter(({ uses, run }) => (uses === undefined) === (run === undefined))).toEqual([]);
    const needed = jobs.flatMap(({ needs }) => (needs === undefined ? [] : [needs]));
    expect(needed.filter((name) => !(name in workflow.jobs))).toEqual([]);
  });

  test('leaves no token behind where code of the project runs', () => {
    const checkouts = steps.filter(({ uses }) => uses?.startsWith('actions/checkout@'));
    expect(checkouts.filter((step) => step.with?.['persist-credentials'] !== false)).toEqual([]);
  });

  test('puts nothing that others write into a script', () => {
    expect(steps.filter(({ run }) => run?.includes('${{'))).toEqual([]);
  });

  test('calls scripts of npm that there are', () => {
    const called = steps.flatMap(({ run }) =>
      [...(run ?? '').matchAll(/npm run (?:-\S+ )*([\w:-]+)/g)].map(([, name]) => name),
    );
    expect(called.filter((name) => !((name as string) in scripts))).toEqual([]);
  });
});

test('continuous integration runs .ci/run on every Node.js that is supported', () => {
  const { jobs } = read('ci.yml');
  expect(jobs['test']?.strategy?.matrix).toEqual({ 'node-version': [20, 22, 24] });
  expect(jobs['test']?.steps.at(-1)?.run).toBe('bash .ci/run');
});

test('a release is tested, published with provenance, and has an SBOM', () => {
  const { on, jobs } = read('release.yml');
  expect(on).toEqual({ push: { tags: ['v*'] } });
  const run = (name: string) => jobs[name]?.steps.map((step) => step.run ?? '').join('\n');
  expect(run('test')).toContain('bash .ci/run');
  expect(jobs['npm']).toMatchObject({ needs: 'test', permissions: { contents: 'read', 'id-token': 'write' } });
  expect(run('npm')).toMatch(/npm publish .* --provenance/);
  expect(run('npm')).toContain('npm sbom --sbom-format spdx');
  expect(jobs['github']).toMatchObject({ needs: 'npm', permissions: { contents: 'write' } });
  expect(run('github')).toContain('sbom.spdx.json');
  const writing = Object.entries(jobs).filter(([, job]) => Object.values(job.permissions ?? {}).includes('write'));
  expect(writing.map(([name]) => name)).toEqual(['npm', 'github']);
});
