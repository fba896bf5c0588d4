import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ValidateFunction } from 'ajv/dist/2020.js';
import { packageRoot } from '../../foundation/package-info.js';

/** Compiling takes tens of milliseconds, and a catalog has many reports. */
let compiled: Promise<ValidateFunction> | undefined;

/**
 * The check of a report against schemas/conformance-report.schema.json. The build puts the code that ajv makes of the
 * schema in the place of this file.
 */
export function reportValidator(): Promise<ValidateFunction> {
  compiled ??= compile();
  return compiled;
}

async function compile(): Promise<ValidateFunction> {
  const { Ajv2020 } = await import('ajv/dist/2020.js');
  const schema = JSON.parse(readFileSync(join(packageRoot, 'schemas', 'conformance-report.schema.json'), 'utf8'));
  return new Ajv2020({ allErrors: true, strict: false }).compile(schema);
}
