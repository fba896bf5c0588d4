import type { ProviderMetadata } from '../provider/metadata/metadata-types.js';
import { shortName } from './provider-names.js';
import { helmAssignment, helmSet, shellWord } from './shell-words.js';

/** The chart that runs any provider, and the same chart in the registry, where it needs no `helm repo add`. */
const runtimeChart = {
  name: 'virtrigaud/virtrigaud-provider-runtime',
  oci: 'oci://ghcr.io/projectbeskar/virtrigaud/charts/virtrigaud-provider-runtime',
};

type Variable = NonNullable<NonNullable<ProviderMetadata['install']>['env']>[number];

/** Where and as what a provider is installed; what the metadata leaves out follows from the provider's name. */
export interface InstallTarget {
  release: string;
  namespace: string;
  chart: string;
}

export function installTarget({ name, install }: ProviderMetadata): InstallTarget {
  const base = name.replace(/-provider$/, '');
  return {
    release: install?.release ?? `${base}-provider`,
    namespace: install?.namespace ?? `${base}-providers`,
    chart: install?.chart ?? runtimeChart.name,
  };
}

/** The bash commands of a detail section: the secrets, then the chart. */
export function installCommands(metadata: ProviderMetadata): string {
  const target = installTarget(metadata);
  const secrets = (metadata.install?.secrets ?? []).map(({ name, keys }) =>
    command(`kubectl create secret generic ${shellWord(name)}`, [
      `--namespace ${shellWord(target.namespace)}`,
      ...Object.entries(keys).map(([key, value]) => `--from-literal=${shellWord(`${key}=${value}`)}`),
    ]),
  );
  const install = helmInstall({ metadata, target, env: metadata.install?.env ?? [] });
  if (secrets.length === 0) return install;
  const what = `${secrets.length === 1 ? 'secret' : 'secrets'} for ${commentText(shortName(metadata))} credentials`;
  return `# Create ${what}\n${secrets.join('\n')}\n\n# Install provider\n${install}`;
}

/**
 * The bash commands of the Quick Start: a first installation in its shortest form. The release is called `my-...`, the
 * runtime chart comes from the registry, and only the first variable with a plain value is shown, as an example.
 */
export function quickStartCommands(metadata: ProviderMetadata): string {
  const own = installTarget(metadata);
  const chart = own.chart === runtimeChart.name ? runtimeChart.oci : own.chart;
  const example = metadata.install?.env?.find((variable) => 'value' in variable);
  const install = helmInstall({
    metadata,
    target: { ...own, chart, release: `my-${own.release}` },
    env: example ? [example] : [],
  });
  if (chart !== runtimeChart.oci) return `# Install a provider using its chart\n${install}`;
  return [
    '# Install a provider using the runtime chart from OCI registry',
    '# No authentication required - charts are publicly accessible',
    install,
  ].join('\n');
}

function helmInstall({ metadata, target, env }: HelmPlan): string {
  return command(`helm install ${shellWord(target.release)} ${shellWord(target.chart)}`, [
    `--namespace ${shellWord(target.namespace)}`,
    '--create-namespace',
    ...helmValues(metadata, env, helmSet),
  ]);
}

interface HelmPlan {
  metadata: ProviderMetadata;
  target: InstallTarget;
  env: readonly Variable[];
}

type HelmValue = string | number | boolean;

/** What the entry sets of the chart's values, each as `written` writes its path and value. */
function helmValues<Written>(
  { image, tag, install }: ProviderMetadata,
  env: readonly Variable[],
  written: (path: string, value: HelmValue) => Written,
): Written[] {
  const values = [written('image.repository', image), written('image.tag', tag)];
  for (const [index, variable] of env.entries()) {
    values.push(written(`env[${index}].name`, variable.name));
    if ('value' in variable) values.push(written(`env[${index}].value`, variable.value));
    else {
      const reference = `env[${index}].valueFrom.secretKeyRef`;
      values.push(written(`${reference}.name`, variable.secret), written(`${reference}.key`, variable.key));
    }
  }
  if (install?.values) for (const [path, value] of Object.entries(install.values)) values.push(written(path, value));
  return values;
}

/** What the installation hands to Helm, as a program takes it: the chart, and the flags that set its values. */
export function helmArguments(metadata: ProviderMetadata): { chart: string; release: string; flags: string[] } {
  const { chart, release, namespace } = installTarget(metadata);
  const values = helmValues(metadata, metadata.install?.env ?? [], helmAssignment);
  return {
    chart: chart === runtimeChart.name ? runtimeChart.oci : chart,
    release,
    flags: ['--namespace', namespace, ...values.flat()],
  };
}

function command(start: string, options: string[]): string {
  return [start, ...options].join(' \\\n  ');
}

/** A shell comment ends with its line, and no character may make it look like a command. */
function commentText(text: string): string {
  return text.replace(/[\s\p{Cc}\p{Bidi_Control}]+/gu, ' ').trim();
}
