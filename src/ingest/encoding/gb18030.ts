const firstLead = 0x81;
const lastLead = 0xfe;
const replacement = 0xfffd;

/** Lookup tables for one- and two-byte codes, made with the platform's decoder; 0 for invalid codes. */
interface Tables {
  single: Uint16Array;
  /** by (lead − 0x81) × 256 + trail */
  double: Uint16Array;
}

function readTables(): Tables {
  const decoder = new TextDecoder("gb18030");
  const single = new Uint16Array(256);
  const double = new Uint16Array((lastLead - firstLead + 1) * 256);
  const one = (bytes: number[]) => {
    const text = decoder.decode(new Uint8Array(bytes));
    return text.length === 1 && text.charCodeAt(0) !== replacement ? text.charCodeAt(0) : 0;
  };
  single[0x80] = one([0x80]);
  for (let lead = firstLead; lead <= lastLead; lead++)
    for (let trail = 0x40; trail <= 0xfe; trail++)
      if (trail !== 0x7f) double[(lead - firstLead) * 256 + trail] = one([lead, trail]);
  return {single, double};
}

let tables: Tables | undefined;

/**
 * Converts GB18030 to UTF-8, several times as fast as `TextDecoder` and `TextEncoder` with identical output. One- and
 * two-byte codes use lookup tables; rare four-byte codes use `TextDecoder`.
 */
export class Gb18030Transcoder {
  readonly #tables = (tables ??= readTables());
  readonly #decoder = new TextDecoder("gb18030");
  readonly #encoder = new TextEncoder();
  #rest = new Uint8Array(0);
  #out = new Uint8Array(0);
  #end = 0;

  /** Converts the next bytes; the returned array is overwritten by the next call. */
  push(piece: Uint8Array, isLast: boolean): Uint8Array {
    const bytes = this.#withRest(piece);
    if (this.#out.length < bytes.length * 3) this.#out = new Uint8Array(bytes.length * 3);
    this.#end = 0;
    const done = this.#decode(bytes, isLast);
    this.#rest = bytes.slice(done);
    return this.#out.subarray(0, this.#end);
  }

  #withRest(piece: Uint8Array): Uint8Array {
    if (this.#rest.length === 0) return piece;
    const bytes = new Uint8Array(this.#rest.length + piece.length);
    bytes.set(this.#rest);
    bytes.set(piece, this.#rest.length);
    return bytes;
  }

  /** Decodes up to the last complete code; returns the number of bytes used. */
  #decode(bytes: Uint8Array, isLast: boolean): number {
    const {double} = this.#tables;
    const out = this.#out;
    const {length} = bytes;
    let end = 0;
    let index = 0;
    while (index < length) {
      const lead = bytes[index]!;
      if (lead < 0x80) {
        out[end++] = lead;
        index++;
        continue;
      }
      const code = lead >= firstLead && index + 1 < length ? double[(lead - firstLead) * 256 + bytes[index + 1]!]! : 0;
      if (code >= 0x800) {
        out[end++] = 0xe0 | (code >> 12);
        out[end++] = 0x80 | ((code >> 6) & 0x3f);
        out[end++] = 0x80 | (code & 0x3f);
        index += 2;
        continue;
      }
      this.#end = end;
      const used = code > 0 ? this.#two(code) : this.#rare(bytes, index, isLast);
      end = this.#end;
      if (used === 0) break;
      index += used;
    }
    this.#end = end;
    return index;
  }

  #two(code: number): number {
    this.#write(code);
    return 2;
  }

  /** Handles four-byte and invalid codes; returns the bytes used, 0 when more are needed. */
  #rare(bytes: Uint8Array, index: number, isLast: boolean): number {
    const lead = bytes[index]!;
    const single = this.#tables.single[lead]!;
    if (single > 0) return this.#write(single);
    if (lead < firstLead || lead > lastLead) return this.#write(replacement);
    const wanted = isDigit(bytes[index + 1]) ? 4 : 2;
    if (index + wanted > bytes.length) return isLast ? this.#all(bytes.subarray(index)) : 0;
    return wanted === 4 ? this.#four(bytes, index) : this.#wrong(bytes[index + 1]!);
  }

  #four(bytes: Uint8Array, index: number): number {
    const third = bytes[index + 2]!;
    if (third < firstLead || third > lastLead || !isDigit(bytes[index + 3])) return this.#write(replacement);
    this.#all(bytes.subarray(index, index + 4));
    return 4;
  }

  /** A lead byte without a trail becomes one replacement character; an ASCII byte after it is kept. */
  #wrong(trail: number): number {
    this.#write(replacement);
    return trail < 0x80 ? 1 : 2;
  }

  #all(bytes: Uint8Array): number {
    const text = this.#encoder.encode(this.#decoder.decode(bytes));
    this.#out.set(text, this.#end);
    this.#end += text.length;
    return bytes.length;
  }

  #write(code: number): number {
    const out = this.#out;
    if (code < 0x80) out[this.#end++] = code;
    else if (code < 0x800) {
      out[this.#end++] = 0xc0 | (code >> 6);
      out[this.#end++] = 0x80 | (code & 0x3f);
    } else {
      out[this.#end++] = 0xe0 | (code >> 12);
      out[this.#end++] = 0x80 | ((code >> 6) & 0x3f);
      out[this.#end++] = 0x80 | (code & 0x3f);
    }
    return 1;
  }
}

function isDigit(byte: number | undefined): boolean {
  return byte !== undefined && byte >= 0x30 && byte <= 0x39;
}
