import { relative } from 'node:path';
import { printableLine } from '../../foundation/terminal-text.js';
import { findingsAsText } from '../../provider/metadata/finding-output/text-output.js';
import { seenFrom } from '../catalog-answers.js';
import type { RequirementLine } from '../requirements/requirement-types.js';
import type { ShowResult } from './show-provider.js';

const label = 16;

/** What `catalog show` prints for people; `cwd` is where findings are seen from. */
export function showText(result: ShowResult, cwd: string): string {
  const { provider, requirements, findings, root } = result;
  const found = findings.length === 0 ? '' : `\n${findingsAsText(seenFrom(findings, relative(cwd, root)))}`;
  if (!provider) return found.trimStart();
  const lines = [
    `${provider.displayName} (${provider.name}) ${provider.tag}`,
    provider.description,
    '',
    ...rows(provider),
    '',
    'Profiles',
    ...Object.entries(provider.profiles).map(([name, result]) => `  ${name.padEnd(label - 2)}${profileText(result)}`),
    '',
    'Requirements of the catalog',
    ...requirements.filter(({ kind }) => kind === 'requirement').flatMap(lineText),
    '',
    'Compatibility policy',
    ...requirements.filter(({ kind }) => kind === 'policy').flatMap(lineText),
  ];
  return `${lines.map(printableLine).join('\n')}\n${found}`;
}

function rows(provider: NonNullable<ShowResult['provider']>): string[] {
  const { evidence, compatibility, install } = provider;
  const all: [string, string | null | undefined][] = [
    ['Conformance', conformance(provider)],
    ['Image', `${provider.image}:${provider.tag}`],
    ['Digest', provider.digest],
    ['Tested', evidence.testedAt && `${evidence.testedAt}, suite ${evidence.suiteVersion}`],
    ['Capabilities', provider.capabilities.join(', ')],
    ['Platforms', compatibility.platforms?.join(', ')],
    ['Kubernetes', compatibility.kubernetes],
    ['VirtRigaud', compatibility.virtrigaud],
    ['Repository', provider.repo],
    ['Documentation', provider.documentation],
    ['Maintainer', provider.maintainer],
    ['License', provider.license],
    ['Maturity', provider.replacedBy ? `${provider.maturity}, replaced by ${provider.replacedBy}` : provider.maturity],
    ['Tags', provider.tags.join(', ')],
    ['Chart', install.chart],
  ];
  return all.flatMap(([name, value]) => (value ? [`${name.padEnd(label)}${value}`] : []));
}

function conformance({ verdict, evidence }: NonNullable<ShowResult['provider']>): string {
  const reasons = evidence.reasons.map(({ message }) => message).join('; ');
  if (reasons !== '') return `${verdict}: ${reasons}`;
  const untied = evidence.status === 'current' && !evidence.tiedToImage ? ', not tied to the image by a digest' : '';
  return `${verdict}${untied}`;
}

function profileText(result: { verdict: string; covered?: number; total?: number }): string {
  return result.covered === undefined
    ? result.verdict
    : `${result.verdict}, covers ${result.covered} of ${result.total} capabilities`;
}

/** One state needs one line; several checks a line each. */
function lineText({ text, state, checks }: RequirementLine): string[] {
  return [
    `  ${state.padEnd(label - 6)}${text}`,
    ...checks.map((check) => `${' '.repeat(label - 4)}${checks.length > 1 ? `${check.state}: ` : ''}${check.text}`),
  ];
}
