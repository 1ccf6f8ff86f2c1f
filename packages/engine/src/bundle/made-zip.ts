import { crc32, deflateRawSync } from 'node:zlib';

/** An entry as an honest program would write it, and what a hostile one would write instead. */
export interface MadeEntry {
  readonly name: string;
  readonly data: Uint8Array;
  readonly deflated?: boolean;
  /** General purpose flags: 1 is encrypted. */
  readonly flags?: number;
  readonly method?: number;
  /** Where its bytes begin, it is called this. */
  readonly localName?: string;
  readonly declaredBytes?: number;
  readonly checksum?: number;
  readonly extra?: Uint8Array;
  /** Unix mode: 0o120777 is a link. */
  readonly mode?: number;
  /** Sizes and offset in 64 bits. */
  readonly zip64?: boolean;
  /** No bytes of its own: those of the first entry. */
  readonly sharesFirst?: boolean;
}

const NEVER = 0xffffffff;

/** A zip written byte by byte (APPNOTE 6.3.10), so that it may lie in any field. For tests. */
export const makeZipOf = (entries: readonly MadeEntry[], entryCount = entries.length): Buffer => {
  const locals: Buffer[] = [];
  const directory: Buffer[] = [];
  let [offset, first] = [0, 0];
  for (const entry of entries) {
    const fields = fieldsOf(entry);
    const at = entry.sharesFirst ? first : offset;
    directory.push(centralHeader(entry, fields, at));
    if (entry.sharesFirst) continue;
    const local = Buffer.concat([localHeader(entry, fields), fields.packed]);
    if (locals.length === 0) first = offset;
    offset += local.length;
    locals.push(local);
  }
  const central = Buffer.concat(directory);
  const end = Buffer.alloc(22);
  end.writeUInt32LE(0x06054b50, 0);
  end.writeUInt16LE(entryCount, 8);
  end.writeUInt16LE(entryCount, 10);
  end.writeUInt32LE(central.length, 12);
  end.writeUInt32LE(offset, 16);
  return Buffer.concat([...locals, central, end]);
};

const fieldsOf = (entry: MadeEntry) => {
  const { data, deflated = false } = entry;
  const packed = deflated ? deflateRawSync(data) : Buffer.from(data);
  const middle = Buffer.alloc(22);
  middle.writeUInt16LE(entry.flags ?? 0, 0);
  middle.writeUInt16LE(entry.method ?? (deflated ? 8 : 0), 2);
  middle.writeUInt32LE(entry.checksum ?? crc32(data), 8);
  middle.writeUInt32LE(entry.zip64 ? NEVER : packed.length, 12);
  middle.writeUInt32LE(entry.zip64 ? NEVER : (entry.declaredBytes ?? data.length), 16);
  return { packed, middle };
};

type Fields = ReturnType<typeof fieldsOf>;

const localHeader = (entry: MadeEntry, { middle }: Fields): Buffer => {
  const name = Buffer.from(entry.localName ?? entry.name);
  const head = Buffer.alloc(30);
  head.writeUInt32LE(0x04034b50, 0);
  head.writeUInt16LE(20, 4);
  middle.copy(head, 6);
  head.writeUInt16LE(name.length, 26);
  return Buffer.concat([head, name]);
};

const centralHeader = (entry: MadeEntry, { middle, packed }: Fields, offset: number): Buffer => {
  const name = Buffer.from(entry.name);
  const extra = entry.zip64 ? zip64Extra(entry, packed.length, offset) : Buffer.from(entry.extra ?? []);
  const head = Buffer.alloc(46);
  head.writeUInt32LE(0x02014b50, 0);
  head.writeUInt16LE(0x0314, 4);
  head.writeUInt16LE(20, 6);
  middle.copy(head, 8);
  head.writeUInt16LE(name.length, 28);
  head.writeUInt16LE(extra.length, 30);
  head.writeUInt32LE(((entry.mode ?? 0o100644) << 16) >>> 0, 38);
  head.writeUInt32LE(entry.zip64 ? NEVER : offset, 42);
  return Buffer.concat([head, name, extra]);
};

const zip64Extra = ({ data, declaredBytes }: MadeEntry, packedBytes: number, offset: number): Buffer => {
  const extra = Buffer.alloc(28);
  extra.writeUInt16LE(1, 0);
  extra.writeUInt16LE(24, 2);
  extra.writeBigUInt64LE(BigInt(declaredBytes ?? data.length), 4);
  extra.writeBigUInt64LE(BigInt(packedBytes), 12);
  extra.writeBigUInt64LE(BigInt(offset), 20);
  return extra;
};
