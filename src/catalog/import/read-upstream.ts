import { UserError } from '../../foundation/errors.js';
import { type ParsedYaml, parseYaml, type YamlPath } from '../../foundation/yaml/parse-yaml.js';
import { unread } from '../../foundation/yaml/plain-scalar.js';
import { readTextFile } from '../../foundation/yaml/read-text-file.js';
import { type Finding, type Severity, sortFindings } from '../../provider/metadata/finding.js';
import { fileFinding, makeFinding } from '../../provider/metadata/load-metadata.js';
import type { ProviderMetadata } from '../../provider/metadata/metadata-types.js';
import { providerTextFields } from '../../provider/metadata/provider-schema.js';
import type { Violation } from '../../provider/metadata/schema/schema-types.js';
import { commentAbove } from './entry-comments.js';
import { betweenEntries, type Neighbours, type PlacedEntry } from './entry-rules.js';
import { catalogMistakes, type UpstreamMetadata, upstreamMetadata } from './upstream-document.js';
import { entryMetadata, isMapping } from './upstream-entry.js';

/** Far more than ten thousand entries need. */
const maxBytes = 64 * 1024 * 1024;

export interface UpstreamEntry {
  metadata: ProviderMetadata;
  /** The comment lines right above the entry, each with its `#`. */
  comment: string[];
}

export interface UpstreamCatalog {
  /** In the order of the file; those without errors. */
  entries: UpstreamEntry[];
  metadata: UpstreamMetadata;
  /** Sorted. */
  findings: Finding[];
}

export interface UpstreamSource {
  path: string;
  /** The name in findings. */
  shown: string;
  present: Neighbours['present'];
}

/** Reads and checks a catalog.yaml in upstream's format; every mistake is a finding. Throws UserError where it is missing. */
export function readUpstream({ path, shown, present }: UpstreamSource): UpstreamCatalog {
  const { text, problem } = readTextFile(path, maxBytes);
  if (problem?.code === 'file-missing')
    throw new UserError({
      code: 'FILE_NOT_FOUND',
      message: `There is no ${shown}`,
      hint: 'Name a catalog.yaml in the format of upstream.',
    });
  if (problem) return { entries: [], metadata: {}, findings: [fileFinding(shown, problem)] };
  return parseUpstream(text, shown, present);
}

function parseUpstream(source: string, file: string, present: Neighbours['present']): UpstreamCatalog {
  const yaml = parseYaml(source, { textFields: { providers: { '*': providerTextFields } } });
  const place = placer(file, yaml);
  const findings = yaml.problems.map(({ offset, ...what }) =>
    makeFinding({ file, ...yaml.positionAt(offset), ...what }),
  );
  const add = (more: readonly Finding[]) => {
    for (const finding of more) findings.push(finding);
  };
  if (yaml.value === unread) return { entries: [], metadata: {}, findings };
  add(catalogMistakes(yaml.value).map((mistake) => place(mistake)));
  const document = isMapping(yaml.value) ? yaml.value : {};
  const items = Array.isArray(document['providers']) ? document['providers'] : [];
  const lines = source.replace(/^\uFEFF/, '').split(/\r\n|\r|\n/);
  const entries: UpstreamEntry[] = [];
  const placed: PlacedEntry[] = [];
  items.forEach((item: unknown, index) => {
    const at = ['providers', index];
    const { metadata, findings: own } = entryMetadata(item, (violation) => place(violation, at));
    add(own);
    if (!metadata) return;
    entries.push({ metadata, comment: commentAbove(lines, yaml.locate(at, 'value').line) });
    placed.push({ metadata, finding: (violation) => place(violation, at) });
  });
  add(betweenEntries(placed, { names: namesOf(items), present }));
  return { entries, metadata: upstreamMetadata(document['metadata']), findings: sortFindings(findings) };
}

/** Also of entries with mistakes: naming one of them is no mistake of the other. */
function namesOf(items: readonly unknown[]): Set<unknown> {
  return new Set(items.map((item) => (isMapping(item) ? item['name'] : undefined)));
}

function placer(file: string, yaml: ParsedYaml): (violation: Violation, at?: YamlPath) => Finding {
  return ({ path, part, severity = 'error' as Severity, ...what }, at = []) =>
    makeFinding({ file, severity, ...what, ...yaml.locate([...at, ...path], part) });
}
