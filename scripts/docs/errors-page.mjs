// docs/reference/errors.md: failures from the places that throw them, findings from their lists.
import { cell, codeCell, page, table } from './markdown.mjs';
import { property, walk } from './source-tree.mjs';

/** What `catalog check`, `review` and `import` find beside the codes of metadata. */
const catalogFindings = {
  'core-not-passed': 'review: the core profile does not pass anew',
  'digest-moved': 'The digest of a tag differs from the one that the base names',
  'file-missing': 'A file that the catalog needs is not there',
  'generated-differs': 'A generated file is not what a render writes: stale, or edited by hand',
  'generated-missing': 'A generated file is not there',
  'generated-superfluous': 'A file among the generated ones that a render does not write',
  'image-differs': 'review: the tag names another image than the entry',
  'not-a-catalog': 'import: the file is no catalog of providers',
  'not-reproduced': 'review: the evidence could not be reproduced here, which is no pass',
  'report-capabilities': 'The entry declares something else than the report shows',
  'report-contradicted': 'review: the new run does not bear the report out',
  'report-dates': 'The times in a report cannot be',
  'report-ended': 'A report of a run that did not come to its end, or of one shard',
  'report-hash': 'The report is not the one that was published with the entry',
  'report-incomplete': 'A report leaves out tests of its suite',
  'report-inconsistent': 'What a report says of its profiles does not follow from its tests',
  'report-invalid': 'A report is not of the form that VCTS writes',
  'report-missing': 'review: the entry has no report',
  'report-of-other': 'The report is about another provider, version, image or digest than the entry',
  'report-suite': 'The report was made by a suite that no longer counts here',
  'report-syntax': 'A report is no JSON',
  'settings-changed': 'The branch changes the settings of the catalog, by which it is judged',
  'unknown-provider': 'The settings name a provider that the catalog does not have',
  'version-lower': 'The version is lower than the one of the base',
};

/** What is said where the words are put together elsewhere. */
const otherWords = {
  BAD_FILTER: 'Every filter that cannot be read, and why',
  BAD_OPTIONS: 'Every option that cannot be used, and why',
  CLUSTER_UNREACHABLE: 'The configuration or the API of the cluster, and why it cannot be used',
  PROVIDER_NOT_IN_CLUSTER: 'What the Provider lacks in the cluster: its object, service, pod or secret',
};

export function errorsPage({ failures, findings, files }) {
  const byCode = grouped(failures);
  const rows = [...byCode].map(([code, places]) => [
    codeCell(code),
    unique(places.flatMap(({ exits }) => exits))
      .sort((a, b) => a - b)
      .join(', '),
    wordsOf(code, places),
    unique(places.map(({ place }) => place.replace(/:\d+$/, '')))
      .map((path) => `[${path.split('/').at(-1)}](../../${path})`)
      .join(', '),
  ]);
  assertExplained(files, findings);
  return page('Errors and findings', [
    'Codes are stable; texts are not. With `--json` a failure is the document `{ "error": { "code", "message", "hint", "details" } }` on stdout.',
    '## Failures',
    'A failure ends a command. What is said is shown as it is written, with … in the place of names and values.',
    table(['code', 'exit', 'says', 'from'], rows),
    '## Findings about metadata',
    'What `validate` finds, and every command that reads `provider.yaml` and `page.md`.',
    findingTable(findings),
    '## Findings about a catalog',
    'What `catalog check`, `catalog review` and `catalog import` find as well.',
    findingTable(catalogFindings),
  ]);
}

function wordsOf(code, places) {
  const words = unique(places.map(({ message }) => cell(message)).filter(Boolean));
  const said = words.length > 0 ? words : [otherWords[code]];
  if (!said[0]) throw new Error(`scripts/docs/errors-page.mjs: the words of ${code} cannot be read, so say them there`);
  return said.join('<br>');
}

function findingTable(meanings) {
  const rows = Object.entries(meanings).map(([code, meaning]) => [codeCell(code), cell(meaning)]);
  return table(
    ['code', 'means'],
    rows.sort(([a], [b]) => (a < b ? -1 : 1)),
  );
}

/** Refuses a code in src/catalog that no table explains, and an explanation of none. */
function assertExplained(files, findings) {
  const found = new Set();
  for (const { program, path } of files) {
    if (!path.startsWith('src/catalog/')) continue;
    walk(program, (node) => {
      const code = node.type === 'ObjectExpression' ? property(node, 'code') : undefined;
      if (code?.type === 'Literal' && /^[a-z]+(?:-[a-z]+)+$/.test(code.value)) found.add(code.value);
    });
  }
  const unexplained = [...found].filter((code) => !(code in findings) && !(code in catalogFindings));
  const gone = Object.keys(catalogFindings).filter((code) => !found.has(code));
  if (unexplained.length + gone.length > 0)
    throw new Error(`scripts/docs/errors-page.mjs: not explained: [${unexplained}]; no longer there: [${gone}]`);
}

function unique(items) {
  return [...new Set(items)];
}

/** By code; Map.groupBy is not there on Node.js 20. */
function grouped(items) {
  const groups = new Map();
  for (const item of items) groups.set(item.code, [...(groups.get(item.code) ?? []), item]);
  return groups;
}
