/** Text to GB18030 bytes: the way back from `TextDecoder`, which only decodes. */
export class Gb18030Encoder {
  /** for each UTF-16 unit its bytes as one number, 0 where there are none */
  readonly #codes = buildTable();

  /** The bytes of a text; lone surrogates become `?`. */
  encode(text: string): Uint8Array {
    const bytes = new Uint8Array(text.length * 4);
    return bytes.subarray(0, this.encodeInto(text, bytes));
  }

  /** Writes the bytes from the start of `target`, which must hold four for each unit; returns how many were written. */
  encodeInto(text: string, target: Uint8Array): number {
    const codes = this.#codes;
    let end = 0;
    for (let index = 0; index < text.length; index++) {
      const unit = text.charCodeAt(index);
      if (unit < 0x80) target[end++] = unit;
      else {
        let code = codes[unit]!;
        if (code === 0) {
          code = supplementaryCode(text.codePointAt(index)!);
          if (code > 0xff) index++;
        }
        end = writeCode(code, target, end);
      }
    }
    return end;
  }
}

function writeCode(code: number, target: Uint8Array, end: number): number {
  if (code > 0xffff) {
    target[end++] = code >>> 24;
    target[end++] = code >>> 16;
  }
  if (code > 0xff) target[end++] = code >>> 8;
  target[end++] = code;
  return end;
}

function buildTable(): Uint32Array {
  const codes = new Uint32Array(65536);
  for (let pointer = 0; pointer < 39420; pointer++) learn(codes, fourByteCode(pointer));
  for (let lead = 0x81; lead <= 0xfe; lead++) {
    for (let trail = 0x40; trail <= 0xfe; trail++) if (trail !== 0x7f) learn(codes, (lead << 8) | trail);
  }
  return codes;
}

const decoder = new TextDecoder("gb18030");

// two-byte codes are learnt last, so that they win
function learn(codes: Uint32Array, code: number): void {
  const bytes = new Uint8Array(4);
  const text = decoder.decode(bytes.subarray(0, writeCode(code, bytes, 0)));
  if (text.length === 1 && text !== "\ufffd") codes[text.charCodeAt(0)] = code;
}

/** The four bytes of a place in the standard's linear order. */
function fourByteCode(pointer: number): number {
  const fourth = 0x30 + (pointer % 10);
  const third = 0x81 + (Math.floor(pointer / 10) % 126);
  const second = 0x30 + (Math.floor(pointer / 1260) % 10);
  const first = 0x81 + Math.floor(pointer / 12600);
  return ((first << 24) | (second << 16) | (third << 8) | fourth) >>> 0;
}

function supplementaryCode(codePoint: number): number {
  return codePoint < 0x10000 ? 0x3f : fourByteCode(codePoint - 0x10000 + 189000);
}
