import type { Violation } from '../schema/schema-types.js';
import { installRules } from './install-rules.js';
import { checkLicense } from './license.js';

/** A mapping whose fields may still be anything: the rules look only at what the schema has accepted. */
export type Fields = Readonly<Record<string, unknown>>;

/** What no schema can say of one document. A field of which the schema has refused something is not judged again. */
export function checkFieldRules(value: Fields, refused: readonly Violation[]): Violation[] {
  if (refused.length === 0) return judge(value);
  const refusedFields = new Set(refused.map(({ path: [field] }) => field));
  return judge(Object.fromEntries(Object.entries(value).filter(([field]) => !refusedFields.has(field))));
}

function judge(value: Fields): Violation[] {
  return [...licenseRule(value), ...replacementRules(value), ...installRules(value)];
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
