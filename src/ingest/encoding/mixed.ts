import {bytesOf, type Decoder} from "./bytes";

const lineFeed = 0x0a;
/** Bytes of a line that is waited for. */
const longestLine = 16 * 1024 * 1024;
const strict = new TextDecoder("utf-8", {fatal: true});

/**
 * A line's text if it is UTF-8 with letters beyond ASCII; null for any other. Two Chinese characters of GB18030 may be two
 * letters of UTF-8 by chance: for Chinese, UTF-8 of three bytes a character is asked for.
 */
export function asUtf8(line: Uint8Array, isChinese: boolean): string | null {
  if (line.every((byte) => byte < 0x80)) return null;
  try {
    const text = strict.decode(line);
    return !isChinese || /[\u3000-\u303F\u4E00-\u9FFF\uFF00-\uFFEF]/.test(text) ? text : null;
  } catch {
    return null;
  }
}

/** The lines of some bytes, each with its line feed. */
export function* linesOf(bytes: Uint8Array): Generator<Uint8Array> {
  for (let from = 0; from < bytes.length;) {
    const end = bytes.indexOf(lineFeed, from);
    const to = end < 0 ? bytes.length : end + 1;
    yield bytes.subarray(from, to);
    from = to;
  }
}

/** Decodes a text of which each line is either UTF-8 or of another encoding, as of exports that were put together. */
export class MixedDecoder implements Decoder {
  readonly #other: TextDecoder;
  readonly #isChinese: boolean;
  #rest = new Uint8Array();

  constructor(other: "gb18030" | "windows-1252") {
    this.#other = new TextDecoder(other);
    this.#isChinese = other === "gb18030";
  }

  decode(bytes: AllowSharedBufferSource, {stream = false} = {}): string {
    const next = bytesOf(bytes);
    const all = new Uint8Array(this.#rest.length + next.length);
    all.set(this.#rest);
    all.set(next, this.#rest.length);
    const isKept = stream && all.length < longestLine;
    const to = isKept ? all.lastIndexOf(lineFeed) + 1 : all.length;
    this.#rest = all.slice(to);
    let text = "";
    for (const line of linesOf(all.subarray(0, to))) text += asUtf8(line, this.#isChinese) ?? this.#other.decode(line);
    return text;
  }
}
