import { unread } from '../../../foundation/yaml/plain-scalar.js';
import { reservedFileNames } from '../reserved-file-names.js';
import type { Fields, Violation } from '../schema/schema-types.js';
import { installRules } from './install-rules.js';
import { checkLicense } from './license.js';

/** What no schema can say of one document. What the schema has refused already is not judged again. */
export function checkFieldRules(value: Fields, refused: readonly Violation[]): Violation[] {
  return judge(refused.length === 0 ? value : withoutRefused(value, refused));
}

/** A copy with `unread` in the place of every refused value. */
function withoutRefused(value: Fields, refused: readonly Violation[]): Fields {
  const copy = copyOf(value) as Fields;
  for (const { path, part } of refused) if (part === 'value') blot(copy, path);
  return copy;
}

function copyOf(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(copyOf);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, field]) => [key, copyOf(field)]));
}

function blot(value: unknown, [step, ...deeper]: readonly (string | number)[]): void {
  if (step === undefined || typeof value !== 'object' || value === null || !Object.hasOwn(value, step)) return;
  const holder = value as Record<string | number, unknown>;
  if (deeper.length > 0) blot(holder[step], deeper);
  else holder[step] = unread;
}

function judge(value: Fields): Violation[] {
  const found: Violation[] = [];
  for (const rule of [nameRule, licenseRule, replacementRules, installRules])
    for (const violation of rule(value)) found.push(violation);
  return found;
}

/** A catalog with such a folder cannot be checked out on Windows. */
function* nameRule({ name }: Fields): Generator<Violation> {
  if (typeof name !== 'string' || !reservedFileNames.has(name)) return;
  yield {
    path: ['name'],
    part: 'value',
    code: 'reserved-name',
    message: `${name} is a device on Windows, and no folder can have its name`,
    hint: `Choose another name, for instance ${name}-provider.`,
  };
}

function* licenseRule({ license }: Fields): Generator<Violation> {
  if (typeof license !== 'string') return;
  const problem = checkLicense(license);
  if (problem) yield { path: ['license'], part: 'value', ...problem };
}

function* replacementRules({ name, replacedBy, maturity }: Fields): Generator<Violation> {
  if (typeof replacedBy !== 'string') return;
  if (replacedBy === name) {
    yield {
      path: ['replacedBy'],
      part: 'value',
      code: 'replaced-by-itself',
      message: `replacedBy names ${replacedBy} itself`,
      hint: 'Name the provider to use instead.',
    };
  } else if (typeof maturity === 'string' && maturity !== 'deprecated') {
    yield {
      path: ['replacedBy'],
      part: 'key',
      code: 'replaced-not-deprecated',
      severity: 'warning',
      message: `replacedBy is given, but the maturity is ${maturity}`,
      hint: 'Write maturity: deprecated, or remove replacedBy.',
    };
  }
}
