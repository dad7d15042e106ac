/** Options of `Cleaner`. */
export interface CleanOptions {
  /** one ASCII character */
  delimiter: string;
  /** whether runs of the delimiter (a blank) count as one */
  isPadded: boolean;
  quote: string;
  /** `\r` only where no line ends in `\n` */
  newline: string;
  /** whether `="…"` at a cell's start becomes `"…"` */
  isGuarded: boolean;
}

const equals = 0x3d;
const blank = 0x20;
const tab = 0x09;
const carriageReturn = 0x0d;

/**
 * Cleans UTF-8 text in pieces of any size: removes guards (`="…"`), collapses runs of blanks, and tracks where the last
 * complete record ended.
 */
export class Cleaner {
  readonly #delimiter: number;
  readonly #quote: number;
  readonly #newline: number;
  readonly #isGuarded: boolean;
  readonly #isBlank: boolean;
  #isQuoted = false;
  #isCellStart = true;
  #wasQuote = false;
  #held = 0;

  constructor({delimiter, isPadded, quote, newline, isGuarded}: CleanOptions) {
    this.#delimiter = delimiter.charCodeAt(0);
    this.#quote = quote.charCodeAt(0);
    this.#newline = newline.charCodeAt(0);
    this.#isGuarded = isGuarded;
    this.#isBlank = isPadded;
  }

  /**
   * Writes the cleaned piece to `out` from `at` on; returns the new end of `out`, and the offset after the last
   * complete record (−1 for none in this piece). `out` needs room for the piece and one byte.
   */
  push(piece: Uint8Array, out: Uint8Array, at: number): {end: number; recordEnd: number} {
    return this.#isBlank ? this.#rewrite(piece, out, at) : this.#follow(piece, out, at);
  }

  /** The fast case without padding: copies ranges and drops only the `=` of guards. */
  #follow(piece: Uint8Array, out: Uint8Array, at: number): {end: number; recordEnd: number} {
    const quote = this.#quote;
    const newline = this.#newline;
    const delimiter = this.#delimiter;
    const isGuarded = this.#isGuarded;
    let end = this.#held && piece.length > 0 ? this.#releaseEquals(piece[0]!, out, at) : at;
    let isQuoted = this.#isQuoted;
    let isCellStart = this.#isCellStart;
    let wasQuote = this.#wasQuote;
    let last = -1;
    let from = 0;
    const copy = (to: number) => {
      out.set(piece.subarray(from, to), end);
      end += to - from;
      from = to + 1;
    };
    for (let index = 0; index < piece.length; index++) {
      const byte = piece[index]!;
      if (isQuoted) {
        if (byte === quote) {
          isQuoted = false;
          wasQuote = true;
        }
      } else if (byte === quote) {
        isQuoted = isCellStart || wasQuote;
        isCellStart = wasQuote = false;
      } else if (isCellStart && isGuarded && byte === equals) {
        const next = piece[index + 1];
        if (next !== undefined && next !== quote) isCellStart = false;
        else copy(index);
        if (next === undefined) this.#held = equals;
      } else {
        wasQuote = false;
        isCellStart = byte === delimiter || byte === newline;
        if (byte === newline) last = end + index + 1 - from;
      }
    }
    this.#isQuoted = isQuoted;
    this.#isCellStart = isCellStart;
    this.#wasQuote = wasQuote;
    copy(piece.length);
    return {end, recordEnd: last};
  }

  /** Writes the `=` that ended the previous piece unless a guard's quote follows; returns the new end of `out`. */
  #releaseEquals(next: number, out: Uint8Array, at: number): number {
    this.#held = 0;
    if (next === this.#quote) return at;
    this.#isCellStart = false;
    out[at] = equals;
    return at + 1;
  }

  #rewrite(piece: Uint8Array, out: Uint8Array, at: number): {end: number; recordEnd: number} {
    let end = at;
    let recordEnd = -1;
    for (const byte of piece) {
      if (this.#held === blank && (byte === blank || byte === tab)) continue;
      if (this.#held) {
        // a held `=` is written unless a quote follows; a held blank unless the line ends or another blank follows
        if (this.#held === equals ? byte !== this.#quote : !this.#isBlankEnd(byte)) out[end++] = this.#held;
        if (this.#held === equals && byte !== this.#quote) this.#isCellStart = false;
        this.#held = 0;
      }
      if (this.#holds(byte)) continue;
      out[end++] = this.#isBlank && byte === tab && !this.#isQuoted ? blank : byte;
      if (this.#step(byte)) recordEnd = end;
    }
    return {end, recordEnd};
  }

  #holds(byte: number): boolean {
    if (this.#isQuoted || !this.#isCellStart) return this.#holdsBlank(byte);
    if (this.#isGuarded && byte === equals) this.#held = equals;
    else if (!this.#isBlank || (byte !== blank && byte !== tab)) return false;
    return true;
  }

  #holdsBlank(byte: number): boolean {
    if (!this.#isBlank || this.#isQuoted || (byte !== blank && byte !== tab)) return false;
    this.#held = blank;
    this.#isCellStart = true;
    this.#wasQuote = false;
    return true;
  }

  #isBlankEnd(byte: number): boolean {
    return byte === this.#newline || byte === carriageReturn;
  }

  /** Processes one byte; true when it ends a record. */
  #step(byte: number): boolean {
    if (this.#isQuoted) {
      if (byte === this.#quote) {
        this.#isQuoted = false;
        this.#wasQuote = true;
      }
      return false;
    }
    if (byte === this.#quote) {
      this.#isQuoted = this.#isCellStart || this.#wasQuote;
      this.#isCellStart = this.#wasQuote = false;
      return false;
    }
    this.#wasQuote = false;
    this.#isCellStart = byte === this.#delimiter || byte === this.#newline;
    return byte === this.#newline;
  }
}
