/**
 * Where a field of a structure of C begins, in bytes, and what it is; of an array, what its elements are. All systems that run
 * Node are little-endian; ports are in the order of the network all the same (`port`).
 */
type Field = readonly [offset: number, kind: 'u8' | 'i32' | 'u32' | 'u64' | 'port'];

/** A structure of C: its name and its fields' names are those of its header. */
export interface Layout<Name extends string> {
  readonly struct: string;
  /** Its size. */
  readonly bytes: number;
  readonly fields: Readonly<Record<Name, Field>>;
}

/** Reads the fields of one structure. A count above 2^53 loses its last digits. @param at where it begins */
export function fieldsOf<Name extends string>(
  { fields }: Layout<Name>,
  memory: Buffer,
  at = 0,
): (name: Name) => number {
  return (name) => {
    const [offset, kind] = fields[name];
    switch (kind) {
      case 'u8':
        return memory.readUInt8(at + offset);
      case 'i32':
        return memory.readInt32LE(at + offset);
      case 'u32':
        return memory.readUInt32LE(at + offset);
      case 'u64':
        return Number(memory.readBigUInt64LE(at + offset));
      case 'port':
        return memory.readUInt16BE(at + offset);
    }
  };
}

/** Text up to its first zero byte. @param length bytes there are for it */
export function textAt(memory: Buffer, at: number, length: number): string {
  const text = memory.subarray(at, at + length);
  const end = text.indexOf(0);
  return text.toString('utf8', 0, end === -1 ? text.length : end);
}

/** An address of 4 or 16 bytes as text: `127.0.0.1`, `::1`. */
export function addressText(bytes: Buffer): string {
  if (bytes.length === 4) return bytes.join('.');
  const groups = Array.from({ length: 8 }, (_, at) => bytes.readUInt16BE(2 * at).toString(16));
  // Shortened by the one who knows how; the brackets are of addresses in URLs.
  return new URL(`http://[${groups.join(':')}]`).hostname.slice(1, -1);
}
