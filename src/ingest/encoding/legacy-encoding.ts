import type {Encoding} from "../plan";
import {westernEncoding, type WesternEncoding} from "./western-encoding";

/** Encodings before Unicode, told apart by how common their decoded characters are. */
export type LegacyEncoding = Extract<Encoding, "gb18030" | "big5" | "shift_jis"> | WesternEncoding;

/** One character as decoded by an encoding. */
interface Step {
  length: number;
  /** 1 for common characters, 0 for rare ones, −2 for invalid bytes */
  weight: number;
}

const isBetween = (byte: number | undefined, from: number, to: number) =>
  byte !== undefined && byte >= from && byte <= to;

/** GB 2312 level 1 (3,755 characters) counts as common. */
function gbStep(bytes: Uint8Array, at: number): Step {
  const [lead, trail] = [bytes[at]!, bytes[at + 1]];
  if (!isBetween(lead, 0x81, 0xfe)) return {length: 1, weight: -2};
  if (isBetween(trail, 0x30, 0x39)) {
    const isWhole = isBetween(bytes[at + 2], 0x81, 0xfe) && isBetween(bytes[at + 3], 0x30, 0x39);
    return {length: isWhole ? 4 : 1, weight: isWhole ? 0 : -2};
  }
  if (!isBetween(trail, 0x40, 0xfe) || trail === 0x7f) return {length: 1, weight: -2};
  if (isBetween(lead, 0xb0, 0xd7) && trail! >= 0xa1) return {length: 2, weight: 1};
  return {length: 2, weight: isBetween(lead, 0xa1, 0xa3) && trail! >= 0xa1 ? 0.8 : 0};
}

/** Big5 level 1 (5,401 characters) counts as common. */
function bigFiveStep(bytes: Uint8Array, at: number): Step {
  const [lead, trail] = [bytes[at]!, bytes[at + 1]];
  if (!isBetween(lead, 0x81, 0xfe) || !(isBetween(trail, 0x40, 0x7e) || isBetween(trail, 0xa1, 0xfe)))
    return {length: 1, weight: -2};
  if (isBetween(lead, 0xa4, 0xc6)) return {length: 2, weight: 1};
  return {length: 2, weight: isBetween(lead, 0xa1, 0xa3) ? 0.8 : isBetween(lead, 0xc9, 0xf9) ? 0 : -1};
}

/** Kana and JIS X 0208 level 1 count as common; single-byte half-width kana as rare. */
function shiftJisStep(bytes: Uint8Array, at: number): Step {
  const [lead, trail] = [bytes[at]!, bytes[at + 1]];
  if (isBetween(lead, 0xa1, 0xdf)) return {length: 1, weight: 0.1};
  const isPair = isBetween(lead, 0x81, 0x9f) || isBetween(lead, 0xe0, 0xfc);
  if (!isPair || !isBetween(trail, 0x40, 0xfc) || trail === 0x7f) return {length: 1, weight: -2};
  if (isBetween(lead, 0x82, 0x83) || isBetween(lead, 0x88, 0x97)) return {length: 2, weight: 1};
  return {length: 2, weight: lead === 0x81 ? 0.8 : 0};
}

const steps: readonly (readonly [LegacyEncoding, (bytes: Uint8Array, at: number) => Step])[] = [
  ["gb18030", gbStep],
  ["big5", bigFiveStep],
  ["shift_jis", shiftJisStep]
];

/** The old encoding in which the bytes have the most common characters. */
export function legacyEncoding(bytes: Uint8Array): LegacyEncoding {
  const western = westernEncoding(bytes);
  if (western !== null && (western.isCertain || !isMostlyPairs(bytes))) return western.encoding;
  const scored = steps.map(([encoding, step]) => ({encoding, score: everyday(bytes, step)}));
  return scored.reduce((a, b) => (b.score > a.score + 0.05 ? b : a)).encoding;
}

/** The mean weight of the non-ASCII characters. */
function everyday(bytes: Uint8Array, step: (bytes: Uint8Array, at: number) => Step): number {
  let sum = 0;
  let count = 0;
  for (let at = 0; at < bytes.length; at++) {
    if (bytes[at]! < 0x80) continue;
    const {length, weight} = step(bytes, at);
    // the last character may be cut off
    if (at + length > bytes.length || (at + 1 === bytes.length && weight < 0)) break;
    sum += weight;
    count++;
    at += length - 1;
  }
  return count === 0 ? 0 : sum / count;
}

/** Whether most non-ASCII bytes are pairs of common Chinese characters. */
function isMostlyPairs(bytes: Uint8Array): boolean {
  return everyday(bytes, gbStep) > 0.6 || everyday(bytes, bigFiveStep) > 0.75;
}
