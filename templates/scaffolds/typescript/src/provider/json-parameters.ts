import { HypervisorError } from '../hypervisor/hypervisor-error.js';
import type { DiskWish, NetworkWish, Sizes } from '../hypervisor/virtual-machine.js';

type JsonObject = Record<string, unknown>;

const largest = 2 ** 31 - 1;

/** Reads JSON that must be an object, with Go field names as keys; empty text is an empty one. Refuses as invalid. */
export function readObject(field: string, json: string): JsonObject {
  return objectOf(field, parse(field, json) ?? {});
}

export function readClass(json: string): Sizes {
  return sizesOf('class_json', readObject('class_json', json));
}

export function readDisks(json: string): DiskWish[] {
  return disksOf('disks_json', listOf('disks_json', parse('disks_json', json) ?? []));
}

export function readNetworks(json: string): NetworkWish[] {
  return listOf('networks_json', parse('networks_json', json) ?? []).map((item, index) => {
    const field = `networks_json[${index}]`;
    const mac = text(`${field}.MacAddress`, item['MacAddress']);
    const name = text(`${field}.NetworkName`, item['NetworkName']) || text(`${field}.Name`, item['Name']) || 'default';
    return { name, ...(mac && { mac }) };
  });
}

export function readDesired(json: string): { sizes: Sizes; disks: DiskWish[] } {
  const desired = readObject('desired_json', json);
  const ofClass = objectOf('desired_json.Class', desired['Class'] ?? {});
  const disks = listOf('desired_json.Disks', desired['Disks'] ?? []);
  return { sizes: sizesOf('desired_json.Class', ofClass), disks: disksOf('desired_json.Disks', disks) };
}

function parse(field: string, json: string): unknown {
  if (json === '') return undefined;
  try {
    return JSON.parse(json);
  } catch (thrown) {
    throw new HypervisorError('invalid', `${field} is not JSON: ${(thrown as Error).message}`);
  }
}

function objectOf(field: string, value: unknown): JsonObject {
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as JsonObject;
  throw new HypervisorError('invalid', `${field} must be an object`);
}

function listOf(field: string, value: unknown): JsonObject[] {
  if (!Array.isArray(value)) throw new HypervisorError('invalid', `${field} must be a list`);
  return value.map((item, index) => objectOf(`${field}[${index}]`, item));
}

/** Go writes 0 for what was not said. */
function sizesOf(field: string, from: JsonObject): Sizes {
  const cpu = whole(`${field}.CPU`, from['CPU']);
  const memoryMib = whole(`${field}.MemoryMiB`, from['MemoryMiB']);
  return { ...(cpu && { cpu }), ...(memoryMib && { memoryMib }) };
}

function disksOf(field: string, list: JsonObject[]): DiskWish[] {
  return list.map((item, index) => {
    const name = text(`${field}[${index}].Name`, item['Name']);
    const sizeGib = whole(`${field}[${index}].SizeGiB`, item['SizeGiB']);
    return { ...(name && { name }), ...(sizeGib && { sizeGib }) };
  });
}

function whole(field: string, value: unknown): number {
  if (value === undefined || value === null) return 0;
  if (typeof value === 'number' && Number.isInteger(value) && value >= 0 && value <= largest) return value;
  throw new HypervisorError('invalid', `${field} must be a whole number from 0 to ${largest}`);
}

function text(field: string, value: unknown): string {
  if (value === undefined || value === null) return '';
  if (typeof value === 'string') return value;
  throw new HypervisorError('invalid', `${field} must be a string`);
}
