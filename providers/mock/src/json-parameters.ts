import { messageOf } from '../../../src/foundation/errors.js';
import { invalid } from './provider-failure.js';

type JsonObject = Record<string, unknown>;

const maxInt32 = 2 ** 31 - 1;

/** The sizes that a class asks for; what is missing or 0 (Go's way to say nothing) is undefined. */
export interface ClassSizes {
  cpu?: number;
  memoryMib?: number;
  rootDiskGib?: number;
}

export interface DiskWish {
  name?: string;
  sizeGib?: number;
  type?: string;
}

export interface NetworkWish {
  network?: string;
  mac?: string;
}

/** Reads `class_json`: Go field names, unknown keys ignored. Throws INVALID_ARGUMENT. */
export function readClass(json: string): ClassSizes {
  return classSizes(readObject('class_json', json), 'class_json');
}

/** Reads `disks_json`, a list of `{Name, SizeGiB, Type}`. Throws INVALID_ARGUMENT. */
export function readDisks(json: string): DiskWish[] {
  return diskWishes(readList('disks_json', json), 'disks_json');
}

/** Reads `networks_json`, a list of `{Name, NetworkName, MacAddress}`. Throws INVALID_ARGUMENT. */
export function readNetworks(json: string): NetworkWish[] {
  return readList('networks_json', json).map((item) => {
    const network = text(item['NetworkName'] || item['Name'], 'networks_json.Name');
    const mac = text(item['MacAddress'], 'networks_json.MacAddress');
    return { ...(network && { network }), ...(mac && { mac }) };
  });
}

/** Reads `desired_json`, `{Class, Disks}`. Throws INVALID_ARGUMENT. */
export function readDesired(json: string): { sizes: ClassSizes; disks: DiskWish[] } {
  const desired = readObject('desired_json', json);
  return {
    sizes: classSizes(objectOf('desired_json.Class', desired['Class'] ?? {}), 'desired_json.Class'),
    disks: diskWishes(listOf('desired_json.Disks', desired['Disks'] ?? []), 'desired_json.Disks'),
  };
}

/** Reads JSON that must be an object; empty text and null are an empty one. Throws INVALID_ARGUMENT. */
export function readObject(field: string, json: string): JsonObject {
  return objectOf(field, parse(field, json) ?? {});
}

function readList(field: string, json: string): JsonObject[] {
  return listOf(field, parse(field, json) ?? []);
}

function parse(field: string, json: string): unknown {
  if (json === '') return undefined;
  try {
    return JSON.parse(json);
  } catch (thrown) {
    throw invalid(`${field} is not JSON: ${messageOf(thrown)}`);
  }
}

function objectOf(field: string, value: unknown): JsonObject {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw invalid(`${field} must be an object`);
  return value as JsonObject;
}

function listOf(field: string, value: unknown): JsonObject[] {
  if (!Array.isArray(value)) throw invalid(`${field} must be a list`);
  return value.map((item, index) => objectOf(`${field}[${index}]`, item));
}

function classSizes(from: JsonObject, field: string): ClassSizes {
  const cpu = size(from['CPU'], `${field}.CPU`);
  const memoryMib = size(from['MemoryMiB'], `${field}.MemoryMiB`);
  const defaults = objectOf(`${field}.DiskDefaults`, from['DiskDefaults'] ?? {});
  const rootDiskGib = size(defaults['SizeGiB'], `${field}.DiskDefaults.SizeGiB`);
  return { ...(cpu && { cpu }), ...(memoryMib && { memoryMib }), ...(rootDiskGib && { rootDiskGib }) };
}

function diskWishes(list: JsonObject[], field: string): DiskWish[] {
  return list.map((item, index) => {
    const name = text(item['Name'], `${field}[${index}].Name`);
    const sizeGib = size(item['SizeGiB'], `${field}[${index}].SizeGiB`);
    const type = text(item['Type'], `${field}[${index}].Type`);
    return { ...(name && { name }), ...(sizeGib && { sizeGib }), ...(type && { type }) };
  });
}

function size(value: unknown, field: string): number {
  if (value === undefined || value === null) return 0;
  if (typeof value !== 'number' || !Number.isInteger(value) || value < 0 || value > maxInt32) {
    throw invalid(`${field} must be a whole number from 0 to ${maxInt32}`);
  }
  return value;
}

function text(value: unknown, field: string): string {
  if (value === undefined || value === null) return '';
  if (typeof value !== 'string') throw invalid(`${field} must be a string`);
  return value;
}
