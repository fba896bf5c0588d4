import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { packageRoot } from '../foundation/package-info.js';
import { parseYaml } from '../foundation/yaml/parse-yaml.js';
import { readTextFile } from '../foundation/yaml/read-text-file.js';
import { type Finding, hasErrors } from '../provider/metadata/finding.js';
import { fileFinding, makeFinding } from '../provider/metadata/load-metadata.js';
import { compileSchema } from '../provider/metadata/schema/compile-schema.js';
import { type CatalogSettings, defaultSettings } from './catalog-settings.js';
import { settingsComplaints } from './settings-rules.js';

export const settingsFile = 'catalog.config.yaml';
const maxBytes = 256 * 1024;

export interface ReadSettings {
  /** The defaults where the file is absent or has an error. */
  settings: CatalogSettings;
  findings: Finding[];
}

/**
 * Reads `catalog.config.yaml` at the catalog's root. `providers` tells the names of the catalog's
 * providers. Every mistake
 * is a finding whose file is relative to the root; nothing is thrown for what the file holds.
 */
export function readSettings(root: string, providers: () => readonly string[]): ReadSettings {
  const { text, problem } = readTextFile(join(root, settingsFile), maxBytes);
  if (problem?.code === 'file-missing') return { settings: defaultSettings, findings: [] };
  if (problem) return { settings: defaultSettings, findings: [fileFinding(settingsFile, problem)] };
  const { value, problems, positionAt, locate } = parseYaml(text);
  const findings: Finding[] = problems.map(({ offset, ...what }) =>
    makeFinding({ file: settingsFile, ...positionAt(offset), ...what }),
  );
  const violations = compileSchema(settingsSchema())(value);
  for (const { path, part, ...what } of violations)
    findings.push(makeFinding({ file: settingsFile, ...locate(path, part), severity: 'error', ...what }));
  if (hasErrors(findings)) return { settings: defaultSettings, findings };
  const settings = { ...defaultSettings, ...(value as Partial<CatalogSettings>) };
  for (const { path, ...what } of settingsComplaints(settings, providers()))
    findings.push(makeFinding({ file: settingsFile, ...locate(path, 'value'), severity: 'error', ...what }));
  return { settings: hasErrors(findings) ? defaultSettings : settings, findings };
}

function settingsSchema(): Parameters<typeof compileSchema>[0] {
  return JSON.parse(readFileSync(join(packageRoot, 'schemas', 'catalog-settings.schema.json'), 'utf8'));
}
