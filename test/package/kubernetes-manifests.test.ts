import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Ajv } from 'ajv';
import { load } from 'js-yaml';
import { describe, expect, test } from 'vitest';
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
