import { fromBinary, toJson } from '@bufbuild/protobuf';
import { describe, expect, test } from 'vitest';
import * as generated from '../../../src/provider/contract/generated/provider/v1/provider_pb.js';
import { type MessageCodec, providerDefinition } from '../../../src/provider/contract/provider-service.js';
import {
  file_provider_v1_provider as file,
  Provider,
} from '../../../templates/scaffolds/typescript/src/contract/generated/provider/v1/provider_pb.js';
import { enumFacts, messageFacts, methodFacts } from './contract-facts.js';
import { readWire, type WireField } from './wire-reader.js';

const utf8 = (text: string) => new TextEncoder().encode(text);
const delimited = (value: Uint8Array) => ({ wireType: 2, value });
const varint = (value: bigint) => ({ wireType: 0, value });

interface Sample {
  /** As a program sets it. */
  value: unknown;
  /** As the wire has it, one for each element. */
  wire: Omit<WireField, 'number'>[];
}

/** int32 and int64 are told from sint and fixed by a negative number: ten bytes of a plain varint. */
const samples: Record<string, Sample> = {
  string: { value: 'é', wire: [delimited(utf8('é'))] },
  bytes: { value: Buffer.of(0, 255), wire: [delimited(Uint8Array.of(0, 255))] },
  bool: { value: true, wire: [varint(1n)] },
  int32: { value: -2, wire: [varint(2n ** 64n - 2n)] },
  int64: { value: -(2n ** 40n), wire: [varint(2n ** 64n - 2n ** 40n)] },
  PowerOp: { value: 4, wire: [varint(4n)] },
  'repeated string': { value: ['a', 'b'], wire: [delimited(utf8('a')), delimited(utf8('b'))] },
  'map<string, string>': { value: { k: 'v' }, wire: [delimited(Uint8Array.of(0x0a, 1, 0x6b, 0x12, 1, 0x76))] },
  TaskRef: { value: { id: 't' }, wire: [delimited(Uint8Array.of(0x0a, 1, 0x74))] },
  'repeated VMInfo': { value: [{ id: 'v' }, {}], wire: [delimited(Uint8Array.of(0x0a, 1, 0x76)), delimited(utf8(''))] },
  'repeated DiskInfo': { value: [{ id: 'd' }], wire: [delimited(Uint8Array.of(0x0a, 1, 0x64))] },
  'repeated NetworkInfo': { value: [{ name: 'n' }], wire: [delimited(Uint8Array.of(0x0a, 1, 0x6e))] },
};

const codecs = generated as unknown as Record<string, MessageCodec & { fromPartial: (init: object) => object }>;

interface FieldFact {
  message: string;
  number: number;
  name: string;
  type: string;
}

const fields: FieldFact[] = Object.entries(messageFacts).flatMap(([message, facts]) =>
  [...facts.matchAll(/(\d+) (\w+): ([^,<]+(?:<[^>]+>)?)/g)].map(([, number, name = '', type = '']) => ({
    message,
    number: Number(number),
    name,
    type,
  })),
);

/** As another library knows it, which has the same .proto file described at run time. */
function messageNamed(name: string) {
  const found = file.messages.find((message) => message.name === name);
  if (!found) throw new Error(`the contract has no message ${name}`);
  return found;
}

test.each(fields)('$message.$name is field $number, $type', ({ message, number, name, type }) => {
  const schema = messageNamed(message);
  const sample = samples[type];
  const local = schema.fields.find((field) => field.name === name)?.localName;
  if (!sample || !local) throw new Error(`no sample of ${type}, or no field ${message}.${name}`);
  const codec = codecs[message];
  if (!codec) throw new Error(`nothing is generated for ${message}`);
  const written = codec.fromPartial({ [local]: sample.value });
  const bytes = codec.encode(written).finish();
  expect(readWire(bytes)).toEqual(sample.wire.map((wire) => ({ number, ...wire })));
  expect(codec.decode(bytes)).toEqual(written);
  expect(codec.toJSON(written)).toEqual(toJson(schema, fromBinary(schema, bytes), { useProtoFieldName: true }));
});

describe('nothing is missing and nothing is added', () => {
  test('messages', () => {
    expect(file.messages.map(({ name }) => name).sort()).toEqual(Object.keys(messageFacts).sort());
  });

  test.each(Object.keys(messageFacts))('fields of %s', (message) => {
    const facts = fields.filter((field) => field.message === message).map(({ number, name }) => `${number} ${name}`);
    expect(messageNamed(message).fields.map(({ number, name }) => `${number} ${name}`)).toEqual(facts);
  });

  test('every field of the table is read', () => {
    const written = Object.values(messageFacts)
      .join(', ')
      .match(/\d+ \w+:/g);
    expect(fields.length).toBe(written?.length);
  });

  test('enums', () => {
    const found = file.enums.map(({ name, values }) => [
      name,
      Object.fromEntries(values.map((value) => [value.name, value.number])),
    ]);
    expect(Object.fromEntries(found)).toEqual(enumFacts);
  });

  test('methods, all unary', () => {
    const found = Provider.methods.map(({ name, methodKind, input, output }) => [
      name,
      methodKind === 'unary' ? [input.name, output.name] : methodKind,
    ]);
    expect([Provider.typeName, Object.fromEntries(found)]).toEqual(['provider.v1.Provider', methodFacts]);
  });

  test('paths that grpc-js serves and calls', () => {
    const paths = Object.values(providerDefinition).map(({ path }) => path);
    expect(paths.sort()).toEqual(
      Object.keys(methodFacts)
        .map((method) => `/provider.v1.Provider/${method}`)
        .sort(),
    );
  });
});

const { responseDeserialize } = providerDefinition.create;
const textField = (number: number, bytes: number[]) => [(number << 3) | 2, bytes.length, ...bytes];

test.each([
  ['an HTML page', [...Buffer.from('<html>not found</html>')]],
  ['the end of a group', [0x0c]],
  ['the end of a group in a message of the message', textField(2, [0x0c])],
  ['field 0', [0x00, 0x00]],
  ['field 0 in a message of the message', textField(2, [0x00])],
  ['text that is not UTF-8', textField(1, [0xc3, 0x28])],
  ['text that is not UTF-8 in a message of the message', textField(2, textField(1, [0xc3, 0x28]))],
  ['a text that ends too early', [0x0a, 5, 0x61]],
  ['a number that never ends', [0x80, 0x80]],
] as const)('%s is no answer to Create', (_what, bytes) => {
  expect(() => responseDeserialize(Buffer.from(bytes))).toThrow();
});

test.each([
  ['unknown fields', [...textField(9, [0x61]), 0x50, 1]],
  ['a known number of another wire type', [0x08, 1]],
] as const)('%s are passed over', (_what, bytes) => {
  expect(responseDeserialize(Buffer.from([...bytes, ...textField(1, [0x61])]))).toEqual({ id: 'a', task: undefined });
});
