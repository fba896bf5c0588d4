import { resolve } from 'node:path';
import { load } from 'js-yaml';
import { UserError } from '../../foundation/errors.js';
import { readNamed } from '../../foundation/files.js';
import type { Fixtures } from '../../provider/metadata/metadata-types.js';

type Shape = 'object' | 'array' | 'string';

const shapes: Readonly<Record<keyof Fixtures, Shape>> = {
  class: 'object',
  image: 'object',
  networks: 'array',
  disks: 'array',
  imageSource: 'object',
  cloneSource: 'string',
  expandDisk: 'object',
  absentId: 'string',
  allowedLeftovers: 'array',
};

/**
 * Reads a file of fixtures, YAML or JSON, with the fields of `fixtures:` in provider.yaml, or a provider.yaml itself.
 * Throws UserError.
 */
export function readFixtures(file: string, cwd: string): Fixtures {
  const problems = check(ownFixtures(parse(file, cwd)));
  if (Array.isArray(problems)) {
    throw new UserError({
      code: 'BAD_FIXTURES',
      message: `--fixtures ${file}: ${problems.join('; ')}`,
      hint: `The fields are ${Object.entries(shapes)
        .map(([name, shape]) => `${name} (${shape})`)
        .join(', ')}.`,
    });
  }
  return problems;
}

function parse(file: string, cwd: string): unknown {
  const failed = (reason: string, cause?: unknown) =>
    new UserError({
      code: 'FIXTURES_UNREADABLE',
      message: `--fixtures ${file} ${reason}`,
      hint: 'Give the path of a YAML or JSON file.',
      cause,
    });
  const text = readNamed(resolve(cwd, file), failed);
  try {
    return load(text);
  } catch (thrown) {
    throw failed(`is neither YAML nor JSON: ${(thrown as Error).message.split('\n')[0]}`, thrown);
  }
}

/** Of a provider.yaml only its fixtures count here; a file of fixtures has no version. */
function ownFixtures(value: unknown): unknown {
  if (shapeOf(value) !== 'object') return value;
  const { schemaVersion, fixtures } = value as { schemaVersion?: unknown; fixtures?: unknown };
  return schemaVersion === undefined ? value : (fixtures ?? {});
}

function check(value: unknown): Fixtures | string[] {
  if (shapeOf(value) !== 'object') return ['it must hold a mapping'];
  const problems = Object.entries(value as object).flatMap(([name, field]) => {
    const wanted = shapes[name as keyof Fixtures];
    if (wanted === undefined) return [`unknown field ${name}`];
    return shapeOf(field) === wanted ? [] : [`${name} must be of type ${wanted}`];
  });
  return problems.length > 0 ? problems : (value as Fixtures);
}

function shapeOf(value: unknown): string {
  if (Array.isArray(value)) return 'array';
  return value === null ? 'null' : typeof value;
}
