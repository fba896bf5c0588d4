/** One field as the bytes have it: a number for varints (wire type 0), bytes for length-delimited ones (2). */
export interface WireField {
  number: number;
  wireType: number;
  value: bigint | Uint8Array;
}

/** Reads a protobuf message without any generated code. Throws on wire types that the contract does not use. */
export function readWire(bytes: Uint8Array): WireField[] {
  const fields: WireField[] = [];
  let at = 0;
  const varint = (): bigint => {
    let result = 0n;
    for (let shift = 0n; ; shift += 7n) {
      const byte = bytes[at];
      if (byte === undefined) throw new Error('the message ends within a varint');
      at += 1;
      result |= BigInt(byte & 0x7f) << shift;
      if (byte < 0x80) return result;
    }
  };
  while (at < bytes.length) {
    const tag = Number(varint());
    const [number, wireType] = [tag >> 3, tag & 7];
    if (wireType === 0) {
      fields.push({ number, wireType, value: varint() });
    } else if (wireType === 2) {
      const length = Number(varint());
      fields.push({ number, wireType, value: bytes.slice(at, at + length) });
      at += length;
    } else {
      throw new Error(`wire type ${wireType} in field ${number}`);
    }
  }
  return fields;
}
