import { spawn } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Ajv } from 'ajv';
import { load } from 'js-yaml';
import { describe, expect, onTestFinished, test } from 'vitest';
import { packageRoot } from '../../src/foundation/package-info.js';

const folder = join(packageRoot, 'templates/kubernetes');
const kubernetes = JSON.parse(
  readFileSync(join(packageRoot, 'test/fixtures/kubernetes/openapi-definitions.json'), 'utf8'),
) as { definitions: Record<string, object> };
const ajv = new Ajv({
  strict: false,
  allErrors: true,
  formats: { 'int-or-string': true, int32: true, int64: true, 'date-time': true },
});
const isJob = ajv.compile({ $ref: '#/definitions/io.k8s.api.batch.v1.Job', definitions: kubernetes.definitions });

interface Job {
  metadata: { name: string; namespace: string };
  spec: {
    completions?: number;
    parallelism?: number;
    completionMode?: string;
    template: {
      spec: {
        terminationGracePeriodSeconds: number;
        containers: { command: string[]; args: string[]; securityContext: Record<string, unknown> }[];
        volumes: { name: string }[];
      };
    };
  };
}

const files = readdirSync(folder);
const read = (file: string) => load(readFileSync(join(folder, file), 'utf8')) as Job;

test('the check refuses what Kubernetes would', () => {
  const job = read('vcts-job.yaml');
  expect(isJob({ ...job, spec: { ...job.spec, backofflimit: 0 } })).toBe(false);
});

describe.each(files)('%s', (file) => {
  const job = read(file);
  const [container] = job.spec.template.spec.containers;

  test('is a Job by Kubernetes’ OpenAPI description', () => {
    isJob(job);
    expect(isJob.errors ?? []).toEqual([]);
    expect(job).toMatchObject({ apiVersion: 'batch/v1', kind: 'Job' });
  });

  test('runs with least privileges and long enough to clean up', () => {
    expect(container?.securityContext).toEqual({
      allowPrivilegeEscalation: false,
      readOnlyRootFilesystem: true,
      capabilities: { drop: ['ALL'] },
    });
    expect(job.spec.template.spec.terminationGracePeriodSeconds).toBeGreaterThan(120);
  });

  test('uses flags that vcts run has', () => {
    const manifest = JSON.parse(readFileSync(join(packageRoot, 'oclif.manifest.json'), 'utf8'));
    const { flags } = manifest.commands['conformance:run'];
    const given = [...(container?.command ?? []), ...(container?.args ?? [])].join(' ').match(/(?<= )--[a-z-]+/g) ?? [];
    expect(given.filter((flag) => flag !== '--yes' && !(flag.slice(2) in flags))).toEqual([]);
    expect(given).toEqual(
      expect.arrayContaining(['--provider-endpoint', '--tls-ca', '--tls-cert', '--tls-key', '--json']),
    );
  });

  test('names this version', () => {
    const { version } = JSON.parse(readFileSync(join(packageRoot, 'package.json'), 'utf8'));
    expect(container?.command.join(' ')).toContain(`vrtg-provider@${version} conformance run`);
  });
});

test('the indexed job has as many parts as its shards', () => {
  const { spec } = read('vcts-indexed-job.yaml');
  const script = spec.template.spec.containers[0]?.command.join(' ') ?? '';
  expect(script).toContain(`--shard "$((JOB_COMPLETION_INDEX + 1))/${spec.completions}"`);
  expect(spec).toMatchObject({ completionMode: 'Indexed', parallelism: spec.completions });
});

describe('a part of the indexed job', () => {
  /** Runs the pod's command, with a program in the place of npx that ends as `script` says. */
  function startPart(script: string) {
    const folder = mkdtempSync(join(tmpdir(), 'vrtg-part-'));
    onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
    writeFileSync(join(folder, 'npx'), `#!/bin/sh\n${script}\n`, { mode: 0o755 });
    const [program = '', ...words] = read('vcts-indexed-job.yaml').spec.template.spec.containers[0]?.command ?? [];
    const child = spawn(program, [...words, '--json'], {
      env: { PATH: `${folder}:${process.env['PATH']}`, JOB_COMPLETION_INDEX: '1' },
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    let said = '';
    child.stdout.on('data', (data) => {
      said += data;
    });
    const ended = new Promise<number | null>((resolve) => child.once('close', resolve));
    return { child, ended, said: () => said };
  }

  test.each([
    [0, 0],
    [3, 0],
    [1, 1],
    [4, 4],
  ])('whose run ends with %i ends with %i', async (code, expected) => {
    const part = startPart(`echo "$@"; exit ${code}`);
    expect(await part.ended).toBe(expected);
    expect(part.said()).toMatch(/ conformance run --shard 2\/4 --json\n$/);
  });

  test('hands SIGTERM on, and waits for the cleanup', async () => {
    const part = startPart(
      `trap 'sleep 0.3; echo cleaned up; exit 143' TERM; echo ready; while :; do sleep 0.05; done`,
    );
    await new Promise((resolve) => part.child.stdout.once('data', resolve));
    part.child.kill('SIGTERM');
    expect(await part.ended).toBe(143);
    expect(part.said()).toBe('ready\ncleaned up\n');
  });
});
