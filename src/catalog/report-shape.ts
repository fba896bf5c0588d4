import { createRequire } from 'node:module';
import { profileVerdicts, testVerdicts } from '../conformance/report/report-types.js';
import { profileNames } from '../provider/profiles.js';

export interface ReportMistake {
  path: (string | number)[];
  message: string;
}

type Check = (value: unknown, path: (string | number)[]) => ReportMistake | undefined;

const subjectKinds = ['endpoint', 'image', 'command'] as const;
const levels = ['required', 'declared', 'advisory'] as const;

const text: Check = (value, path) => expect(typeof value === 'string', path, 'text');
const count: Check = (value, path) => expect(Number.isInteger(value) && Number(value) >= 0, path, 'a count');
const version: Check = (value, path) => expect(typeof value === 'string' && isVersion(value), path, 'a SemVer version');
const date: Check = (value, path) =>
  expect(
    typeof value === 'string' && /^\d{4}-\d\d-\d\dT[\d:.]+(?:Z|[+-]\d\d:\d\d)$/.test(value) && Date.parse(value) >= 0,
    path,
    'an RFC 3339 date',
  );

const profile = fields({ verdict: oneOf(profileVerdicts), covered: count, testable: count, total: count });
const subject = fields(
  { kind: oneOf(subjectKinds) },
  { endpoint: text, image: text, command: text, digest: text, name: text, version: text },
);
const test = fields({
  id: text,
  profile: oneOf(profileNames),
  capability: text,
  level: oneOf(levels),
  verdict: oneOf(testVerdicts),
});
const report = fields({
  schemaVersion: oneOf([1]),
  suite: fields({ version, digest: text }),
  tool: fields({ version: text }),
  subject,
  startedAt: date,
  finishedAt: date,
  profiles: fields({}, Object.fromEntries(profileNames.map((name) => [name, profile]))),
  badge: oneOf(['pass', 'partial', 'fail']),
  tests: each(test),
  reproduce: text,
});

/** The first place where a document is not what the catalog reads from a conformance report; undefined where it is. */
export function reportMistake(value: unknown): ReportMistake | undefined {
  return report(value, []);
}

function expect(holds: boolean, path: (string | number)[], what: string): ReportMistake | undefined {
  return holds ? undefined : { path, message: `${path.join('.') || 'the report'} is not ${what}` };
}

function oneOf(known: readonly unknown[]): Check {
  return (value, path) =>
    expect(known.includes(value), path, known.length === 1 ? `${known[0]}` : `one of ${known.join(', ')}`);
}

function fields(required: Record<string, Check>, optional: Record<string, Check> = {}): Check {
  return (value, path) => {
    if (typeof value !== 'object' || value === null || Array.isArray(value)) return expect(false, path, 'a mapping');
    const mapping = value as Record<string, unknown>;
    for (const [name, check] of Object.entries({ ...required, ...optional })) {
      if (!Object.hasOwn(mapping, name) && !Object.hasOwn(required, name)) continue;
      const mistake = check(mapping[name], [...path, name]);
      if (mistake) return mistake;
    }
    return undefined;
  };
}

function each(check: Check): Check {
  return (value, path) => {
    if (!Array.isArray(value)) return expect(false, path, 'a list');
    for (const [index, item] of value.entries()) {
      const mistake = check(item, [...path, index]);
      if (mistake) return mistake;
    }
    return undefined;
  };
}

function isVersion(value: string): boolean {
  const valid = createRequire(import.meta.url)('semver/functions/valid.js') as typeof import('semver').valid;
  return valid(value) !== null;
}
