import { printableLine } from '../../foundation/terminal-text.js';
import { LineIndex } from '../../foundation/yaml/line-index.js';
import type { ParsedYaml, PathPart, YamlPath } from '../../foundation/yaml/parse-yaml.js';
import { parseYaml } from '../../foundation/yaml/parse-yaml.js';
import { unread } from '../../foundation/yaml/plain-scalar.js';
import { readTextFile, type TextFileProblem } from '../../foundation/yaml/read-text-file.js';
import { type Finding, hasErrors, type Severity, sortFindings } from './finding.js';
import type { ProviderMetadata } from './metadata-types.js';
import { checkAgainstSchema, providerTextFields } from './provider-schema.js';
import { checkFieldRules } from './rules/field-rules.js';
import { somethingElse } from './rules/something-else.js';
import type { Fields, Violation } from './schema/schema-types.js';

/** No provider says this much of itself; larger files are refused unread. */
const maxMetadataBytes = 1024 * 1024;

export interface MetadataOptions {
  /** The name of the file in findings; default: the path itself. */
  shownAs?: string;
  /** Fields that win over the file's, for instance from a command line; they count as given. */
  overrides?: Readonly<Record<string, unknown>>;
  /** The directory that a link may not lead out of. */
  within?: string | undefined;
}

export interface LoadedMetadata {
  /** As findings name it. */
  file: string;
  /** Present only where no finding is an error. */
  metadata?: ProviderMetadata;
  /** Sorted. */
  findings: Finding[];
}

/** Reads and checks a provider.yaml; whatever is wrong with the file is a finding, never an exception. */
export function loadMetadata(path: string, options: MetadataOptions = {}): LoadedMetadata {
  const file = options.shownAs ?? path;
  const { text, problem } = readTextFile(path, maxMetadataBytes, options.within);
  if (problem) return { file, findings: [fileFinding(file, problem)] };
  return parseMetadata(text, file, options);
}

/** The same from text; `file` is what findings name. */
export function parseMetadata(
  text: string,
  file: string,
  options: Pick<MetadataOptions, 'overrides'> = {},
): LoadedMetadata {
  if (text.length > maxMetadataBytes) {
    const message = `the text has ${text.length} characters; at most ${maxMetadataBytes} are read`;
    return {
      file,
      findings: [fileFinding(file, { code: 'file-too-large', message, hint: 'Remove what does not belong into it.' })],
    };
  }
  const yaml = parseYaml(text, { textFields: providerTextFields });
  const value = merged(yaml, options.overrides);
  const violations = value === unread ? [] : (somethingElse(value) ?? checkValue(value));
  if (yaml.problems.length === 0 && violations.length === 0) {
    return { file, metadata: value as ProviderMetadata, findings: [] };
  }
  const findings = toFindings(file, yaml, violations);
  return { file, findings, ...(!hasErrors(findings) && { metadata: value as ProviderMetadata }) };
}

function merged({ value }: ParsedYaml, overrides: Fields | undefined): unknown {
  const isMapping = typeof value === 'object' && value !== null && !Array.isArray(value);
  return overrides && isMapping ? { ...value, ...overrides } : value;
}

function checkValue(value: unknown): Violation[] {
  const violations = checkAgainstSchema(value);
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return violations;
  return [...violations, ...checkFieldRules(value as Fields, violations)];
}

function toFindings(file: string, yaml: ParsedYaml, violations: readonly Violation[]): Finding[] {
  const merges = yaml.problems.some(({ code }) => code === 'yaml-merge-key');
  const findings = [
    ...yaml.problems.map(({ offset, ...problem }) => makeFinding({ file, ...problem, ...yaml.positionAt(offset) })),
    // What a merge key would have brought in is not missing: the merge key is the mistake.
    ...violations
      .filter(({ code }) => !(merges && code === 'missing-field'))
      .map(({ path, part, severity = 'error' as Severity, ...violation }) =>
        makeFinding({ file, severity, ...violation, ...yaml.locate(path, part) }),
      ),
  ];
  return sortFindings(withoutRepeated(findings));
}

/** A warning about a value that is wrong anyway says the same thing twice. */
function withoutRepeated(findings: readonly Finding[]): Finding[] {
  const placeOf = ({ line, column }: Finding) => `${line}:${column}`;
  const wrong = new Set(findings.filter(({ severity }) => severity === 'error').map(placeOf));
  return findings.filter((finding) => finding.severity === 'error' || !wrong.has(placeOf(finding)));
}

/** A finding whose texts are safe to print, its fields in the order in which JSON shows them. */
export function makeFinding({ file, line, column, code, severity, message, hint }: Finding): Finding {
  return {
    file,
    line,
    column,
    code,
    severity,
    message: printableLine(message),
    ...(hint !== undefined && { hint: printableLine(hint) }),
  };
}

export function fileFinding(file: string, { code, message, hint, before }: TextFileProblem): Finding {
  const position = before === undefined ? { line: 1, column: 1 } : new LineIndex(before).positionAt(before.length);
  return makeFinding({ file, ...position, code, severity: 'error', message, hint });
}

/** Where a path stands in a provider.yaml; the beginning of the file where it cannot be read. */
export function locateInFile(path: string, at: YamlPath, part: PathPart): { line: number; column: number } {
  const { text } = readTextFile(path, maxMetadataBytes);
  return text === undefined ? { line: 1, column: 1 } : parseYaml(text).locate(at, part);
}
