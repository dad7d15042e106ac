import type {Encoding} from "../plan";
import {textDecoder} from "./transcode";

/** Encodings of one byte a character for Western Europe: of Windows, MS-DOS and the old Macintosh. */
export type WesternEncoding = Extract<Encoding, "windows-1252" | "ibm850" | "ibm437" | "macintosh">;

const westernEncodings: readonly WesternEncoding[] = ["windows-1252", "ibm850", "ibm437", "macintosh"];

/** The least share of characters that must be likely where they stand. */
const leastFit = 0.8;
/** From so many characters on, hardly any of them unlikely, the bytes cannot be East Asian. */
const certainCount = 8;
const certainFit = 0.95;

/**
 * The Western encoding in which the non-ASCII bytes are letters that fit the ASCII letters around them: `M\u00FCller`, not
 * `M\u201Dller` or `M\u00DCller`. Null where none is likely, as for East Asian text, whose non-ASCII bytes stand in long runs.
 */
export function westernEncoding(bytes: Uint8Array): {encoding: WesternEncoding; isCertain: boolean} | null {
  const places = nonAscii(bytes);
  if (places.length === 0) return null;
  const scored = westernEncodings.map((encoding) => ({encoding, fit: fitOf(bytes, places, encoding)}));
  const best = scored.reduce((a, b) => (b.fit > a.fit + 1e-9 ? b : a));
  if (best.fit < leastFit) return null;
  return {encoding: best.encoding, isCertain: places.length >= certainCount && best.fit >= certainFit};
}

/** Offsets of at most the first 4,000 non-ASCII bytes. */
function nonAscii(bytes: Uint8Array): number[] {
  const places: number[] = [];
  for (let at = 0; at < bytes.length && places.length < 4000; at++) if (bytes[at]! >= 0x80) places.push(at);
  return places;
}

function fitOf(bytes: Uint8Array, places: readonly number[], encoding: WesternEncoding): number {
  const letters = textDecoder(encoding).decode(Uint8Array.from({length: 128}, (_, at) => at + 0x80));
  const weights = places.map((at) => weightOf(bytes, at, letters[bytes[at]! - 0x80] ?? "\uFFFD"));
  return weights.reduce((sum, weight) => sum + weight, 0) / weights.length;
}

const commonLetters = /[äöüßéèêëáàâíîïóôúñçåæøãõœ]/i;
const rareLetters = /[ùûìòýþðÿšžºª]/i;
const signs = /[€£§°©®«»–—’‘“”…·½¿¡¢¥\u00A0]/;

/** How likely a character is where it stands: 1 for a common letter, −1 for what does not occur there. */
function weightOf(bytes: Uint8Array, at: number, character: string): number {
  const [before, after] = [bytes[at - 1], bytes[at + 1]];
  if (isRunOf(bytes, at)) return -1;
  const isNextToLetter = isLetter(before) || isLetter(after);
  const isPair = (before ?? 0) >= 0x80 || (after ?? 0) >= 0x80;
  if (signs.test(character))
    return isNextToLetter && character !== "’" && isLetter(before) && isLetter(after) ? -1 : 0.9;
  const weight = commonLetters.test(character) ? 1 : rareLetters.test(character) ? 0.85 : -1;
  if (weight < 0 || (isPair && !isNextToLetter)) return -1;
  const isUpper = character !== character.toLowerCase();
  // a capital follows no small letter, and no capital follows a small one
  if (isUpper && isBetween(before, 0x61, 0x7a)) return -1;
  if (!isUpper && isBetween(after, 0x41, 0x5a) && !isBetween(before, 0x41, 0x5a)) return -1;
  return weight;
}

/** Whether a byte is one of more than two non-ASCII ones in a row. */
function isRunOf(bytes: Uint8Array, at: number): boolean {
  const isHigh = (place: number) => (bytes[place] ?? 0) >= 0x80;
  return (isHigh(at - 1) && isHigh(at - 2)) || (isHigh(at - 1) && isHigh(at + 1)) || (isHigh(at + 1) && isHigh(at + 2));
}

function isLetter(byte: number | undefined): boolean {
  return isBetween(byte, 0x61, 0x7a) || isBetween(byte, 0x41, 0x5a);
}

function isBetween(byte: number | undefined, from: number, to: number): boolean {
  return byte !== undefined && byte >= from && byte <= to;
}
