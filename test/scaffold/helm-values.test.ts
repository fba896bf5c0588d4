import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execa } from 'execa';
import { loadAll } from 'js-yaml';
import { afterAll, describe, expect, test } from 'vitest';
import { planProject } from '../../src/scaffold/plan-project.js';
import { languages } from '../../src/scaffold/scaffold-facts.js';
import { factsOf } from './facts.js';

/** The folder or archive of the chart virtrigaud-provider-runtime. */
const chart = process.env['VIRTRIGAUD_RUNTIME_CHART'];
const helm = await execa('helm', ['version'], { reject: false });
const missing = helm.failed
  ? 'skipped: helm is not installed'
  : chart === undefined
    ? 'skipped: VIRTRIGAUD_RUNTIME_CHART names no chart'
    : undefined;

interface Resource {
  kind: string;
  spec: { template: { spec: PodSpec } };
}

interface PodSpec {
  containers: {
    image: string;
    env: { name: string; value: string }[];
    livenessProbe: { httpGet?: object; grpc?: object };
    securityContext: object;
    volumeMounts: { mountPath: string }[];
  }[];
}

const folder = mkdtempSync(join(tmpdir(), 'helm-values-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe.skipIf(missing)(`the Helm values${missing ? ` (${missing})` : ''}`, () => {
  test.each(languages)('of a project in %s make a pod of the runtime chart', async (language) => {
    const files = await planProject(factsOf(language));
    const values = join(folder, `${language}.yaml`);
    writeFileSync(values, files.find(({ path }) => path === 'deploy/values.yaml')?.text ?? '');
    const { stdout } = await execa('helm', ['template', 'acme-cloud', chart ?? '', '--values', values]);
    const deployment = (loadAll(stdout) as Resource[]).find(({ kind }) => kind === 'Deployment');
    const [container] = deployment?.spec.template.spec.containers ?? [];
    expect(container).toMatchObject({
      image: 'registry.acme.example:5000/virt/acme-cloud:v0.1.0',
      livenessProbe: { httpGet: { path: '/health' } },
      readinessProbe: { httpGet: { path: '/ready' } },
      securityContext: { readOnlyRootFilesystem: true, runAsNonRoot: true },
    });
    expect(container?.livenessProbe.grpc).toBeUndefined();
    const tls = container?.env.find(({ name }) => name === 'TLS_DIR')?.value;
    expect(container?.volumeMounts.map(({ mountPath }) => mountPath)).toContain(tls);
  });
});
