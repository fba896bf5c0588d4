import type { Install } from '../metadata-types.js';
import { nearestText } from '../schema/nearest-text.js';
import type { Fields, Violation } from '../schema/schema-types.js';

type Variable = { name?: unknown; secret?: unknown; key?: unknown };
type Secret = { name?: unknown; keys?: unknown };

/** Secrets and variables fit together. Parts that were not read, for instance an alias, are passed over. */
export function* installRules(value: Fields): Generator<Violation> {
  const install = value['install'];
  if (typeof install !== 'object' || install === null) return;
  const { secrets, env, values } = install as Record<keyof Install, unknown>;
  yield* reservedValues(values);
  const declared = new Map<string, Secret>();
  const isComplete = knowsAllSecrets(install);
  for (const [index, secret] of listOf<Secret>(secrets).entries()) {
    if (typeof secret.name !== 'string') continue;
    if (declared.has(secret.name)) yield twice(['install', 'secrets', index, 'name'], 'duplicate-secret', secret.name);
    else declared.set(secret.name, secret);
  }
  const names = new Set<string>();
  for (const [index, variable] of listOf<Variable>(env).entries()) {
    const path = ['install', 'env', index];
    if (typeof variable.name === 'string') {
      if (names.has(variable.name)) yield twice([...path, 'name'], 'duplicate-variable', variable.name);
      names.add(variable.name);
    }
    if (isComplete) yield* reference(variable, { path, declared });
  }
}

/** Helm takes the last of two values, so one of these would install something else than the entry says. */
function* reservedValues(values: unknown): Generator<Violation> {
  if (typeof values !== 'object' || values === null || Array.isArray(values)) return;
  for (const name of Object.keys(values)) {
    const source = /^image(\.|$)/.test(name) ? 'image and tag' : /^env(\.|\[|$)/.test(name) ? 'install.env' : undefined;
    if (!source) continue;
    yield {
      path: ['install', 'values', name],
      part: 'key',
      code: 'reserved-value',
      message: `${name} is set from ${source}`,
      hint: `Remove it here, and say it in ${source}.`,
    };
  }
}

const fields: ReadonlySet<string> = new Set<keyof Install>([
  'release',
  'namespace',
  'chart',
  'secrets',
  'env',
  'values',
]);

/** Where a secret's name was refused, or `secrets` may be misspelt, nobody knows which secrets are missing. */
function knowsAllSecrets(install: object): boolean {
  const { secrets } = install as { secrets?: unknown };
  if (secrets === undefined) return Object.keys(install).every((field) => fields.has(field));
  return Array.isArray(secrets) && listOf<Secret>(secrets).every(({ name }) => typeof name === 'string');
}

function listOf<Entry extends object>(value: unknown): Entry[] {
  return Array.isArray(value)
    ? value.map((entry) => (typeof entry === 'object' && entry !== null ? entry : {}) as Entry)
    : [];
}

function twice(path: (string | number)[], code: string, name: string): Violation {
  return {
    path,
    part: 'value',
    code,
    message: `${name} is listed twice`,
    hint: 'Remove one of the two, or rename it.',
  };
}

function* reference(
  { secret, key }: Variable,
  { path, declared }: { path: (string | number)[]; declared: ReadonlyMap<string, Secret> },
): Generator<Violation> {
  if (typeof secret !== 'string') return;
  const found = declared.get(secret);
  if (!found) {
    yield {
      path: [...path, 'secret'],
      part: 'value',
      code: 'undeclared-secret',
      message: `the secret ${secret} is not listed under install.secrets`,
      hint: suggestion(secret, declared.keys()) ?? `List it there with its keys, so that the install block creates it.`,
    };
    return;
  }
  const keys = found.keys;
  if (typeof key !== 'string' || typeof keys !== 'object' || keys === null || Object.hasOwn(keys, key)) return;
  yield {
    path: [...path, 'key'],
    part: 'value',
    code: 'undeclared-secret-key',
    message: `the secret ${secret} has no key ${key}`,
    hint: suggestion(key, Object.keys(keys)) ?? `Its keys are: ${Object.keys(keys).join(', ')}.`,
  };
}

function suggestion(text: string, candidates: Iterable<string>): string | undefined {
  const nearest = nearestText(text, candidates);
  return nearest === undefined ? undefined : `Did you mean ${nearest}?`;
}
