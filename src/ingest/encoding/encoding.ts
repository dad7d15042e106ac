import {AppError} from "../../base/errors";
import {bytesReader, type ReadBytes} from "./bytes";
import {legacyEncoding} from "./legacy-encoding";
import {asUtf8, linesOf} from "./mixed";
import {textDecoder} from "./transcode";
import type {Encoding} from "../plan";

const kilobyte = 1024;
const windowBytes = 64 * kilobyte;
const windowCount = 12;

/** A detected encoding. */
export interface DetectedEncoding {
  encoding: Encoding;
  hasBom: boolean;
}

/**
 * Detects a file's encoding: by byte order mark, else UTF-16 by its zero bytes, else UTF-8 if samples from the whole
 * file are valid UTF-8, else the old encoding with the most everyday characters. Throws `ingest.empty`, `ingest.spreadsheet`, `ingest.archive` or `ingest.not_text`.
 */
export async function detectEncoding(file: Blob, read = bytesReader(file)): Promise<DetectedEncoding> {
  if (file.size === 0) throw new AppError("ingest.empty");
  const head = await read(0, windowBytes);
  refuseBinary(head);
  const marked = byMark(head);
  if (marked) return {encoding: marked, hasBom: true};
  const wide = byZeros(head);
  if (wide) return {encoding: wide, hasBom: false};
  return {encoding: (await isUtf8Throughout(file, read)) ? "utf-8" : await legacy(file, head), hasBom: false};
}

/** The same without the check that the bytes are text. */
export async function encodingOfText(file: Blob): Promise<DetectedEncoding> {
  const read = bytesReader(file);
  const head = await read(0, windowBytes);
  const marked = byMark(head);
  if (marked) return {encoding: marked, hasBom: true};
  const wide = sideOfZeros(head);
  if (wide) return {encoding: wide, hasBom: false};
  return {
    encoding: (await isUtf8Throughout(file, read)) ? "utf-8" : otherEncoding(await foreign(file)),
    hasBom: false
  };
}

function byMark([first, second, third]: Uint8Array): Encoding | null {
  if (first === 0xef && second === 0xbb && third === 0xbf) return "utf-8";
  if (first === 0xff && second === 0xfe) return "utf-16le";
  if (first === 0xfe && second === 0xff) return "utf-16be";
  return null;
}

const signatures: readonly (readonly [readonly number[], "archive" | "spreadsheet" | "not_text"])[] = [
  [[0xd0, 0xcf, 0x11, 0xe0], "spreadsheet"], // .xls
  [[0x1f, 0x8b], "archive"], // gzip
  [[0x37, 0x7a, 0xbc, 0xaf], "archive"], // 7z
  [[0x52, 0x61, 0x72, 0x21], "archive"], // rar
  [[0x25, 0x50, 0x44, 0x46], "not_text"] // pdf
];

function refuseBinary(head: Uint8Array): void {
  if (startsWith(head, [0x50, 0x4b, 0x03, 0x04])) {
    const names = new TextDecoder("latin1").decode(head.subarray(0, 4 * kilobyte));
    throw new AppError(
      /\[Content_Types\]|xl\/|mimetypeapplication\/vnd/.test(names) ? "ingest.spreadsheet" : "ingest.archive"
    );
  }
  const found = signatures.find(([bytes]) => startsWith(head, bytes));
  if (found) throw new AppError(`ingest.${found[1]}`);
  if (/^\s*(<!doctype html|<html|<table|<\?xml)/i.test(new TextDecoder().decode(head.subarray(0, 512))))
    throw new AppError("ingest.spreadsheet");
}

function startsWith(bytes: Uint8Array, prefix: readonly number[]): boolean {
  return prefix.every((byte, index) => bytes[index] === byte);
}

/**
 * Delimiters, digits and line ends are ASCII in every export, so UTF-16 has zeros on one side of most pairs; a few
 * characters (一, U+4E00) have one on the other.
 */
function byZeros(head: Uint8Array): Encoding | null {
  const found = sideOfZeros(head);
  if (found === null && head.includes(0) && damagedShare(head) > mostDamaged) throw new AppError("ingest.not_text");
  return found;
}

/** The largest share of lines with control characters in a text of which some rows are damaged. */
const mostDamaged = 0.5;
/** The least share of control characters in a damaged line; a zero byte in a cell makes no row unreadable. */
const leastControls = 0.05;

/** Share of bytes that stand in lines with many control characters. */
function damagedShare(bytes: Uint8Array): number {
  let damaged = 0;
  for (const line of linesOf(bytes)) {
    const controls = line.reduce((count, byte) => count + Number(byte < 0x20 && (byte < 0x09 || byte > 0x0d)), 0);
    if (controls > line.length * leastControls) damaged += line.length;
  }
  return damaged / Math.max(1, bytes.length);
}

function sideOfZeros(head: Uint8Array): Encoding | null {
  const zeros = [0, 0];
  head.forEach((byte, index) => {
    if (byte === 0) zeros[index % 2]!++;
  });
  const [even = 0, odd = 0] = zeros;
  if (even + odd === 0) return null;
  const pairs = head.length / 2;
  if (odd > pairs * 0.05 && even < odd / 3 && isLikely(head, "utf-16le")) return "utf-16le";
  return even > pairs * 0.05 && odd < even / 3 && isLikely(head, "utf-16be") ? "utf-16be" : null;
}

/** ASCII, Latin letters, punctuation, kana, Chinese and Korean characters, and what is beyond the first plane. */
const usualSigns =
  /[\t\n\r -~\u00A0-\u024F\u2010-\u2122\u3000-\u301F\u3040-\u30FF\u4E00-\u9FFF\uAC00-\uD7A3\uFF00-\uFFEF\u{10000}-\u{10FFFF}]/u;

/** Whether bytes are text in an encoding of two bytes: digits and delimiters of one byte make characters that nobody uses. */
function isLikely(head: Uint8Array, encoding: "utf-16le" | "utf-16be"): boolean {
  const text = [...new TextDecoder(encoding).decode(head.subarray(0, 16 * kilobyte))];
  return text.filter((sign) => usualSigns.test(sign)).length >= text.length * 0.9;
}

async function isUtf8Throughout({size}: Blob, read: ReadBytes): Promise<boolean> {
  // where the windows would cover all
  if (size <= windowCount * windowBytes) return isUtf8Window(await read(0, size));
  for (let index = 0; index < windowCount; index++) {
    const from = Math.floor(((size - windowBytes) * index) / (windowCount - 1));
    if (!isUtf8Window(await read(from, windowBytes))) return false;
  }
  return true;
}

/** Whether a range of bytes is valid UTF-8, apart from characters cut at its edges. */
export function isUtf8Window(bytes: Uint8Array): boolean {
  let from = 0;
  while (from < 3 && isContinuation(bytes[from])) from++;
  const decoder = new TextDecoder("utf-8", {fatal: true});
  try {
    decoder.decode(bytes.subarray(from), {stream: true});
    return true;
  } catch {
    return false;
  }
}

function isContinuation(byte: number | undefined): boolean {
  return byte !== undefined && (byte & 0xc0) === 0x80;
}

/** Old encodings accept nearly any bytes; what none can decode is not text. */
async function legacy(file: Blob, head: Uint8Array): Promise<Encoding> {
  const encoding = otherEncoding(await foreign(file));
  const text = textDecoder(encoding).decode(head);
  // eslint-disable-next-line no-control-regex
  const strange = text.match(/[\uFFFD\u0001-\u0008\u000E-\u001F]/g)?.length ?? 0;
  if (strange > text.length * 0.02) throw new AppError("ingest.not_text");
  return encoding;
}

/** The encoding of bytes that are not all UTF-8; some lines of them may be. */
function otherEncoding(bytes: Uint8Array): Encoding {
  const foreignLines = [...linesOf(bytes)].filter((line) => line.some((byte) => byte >= 0x80));
  const others = foreignLines.filter((line) => asUtf8(line, false) === null);
  const encoding = legacyEncoding(joined(others.length > 0 ? others : foreignLines));
  const isMixed = foreignLines.some((line) => asUtf8(line, encoding === "gb18030") !== null);
  return isMixed && (encoding === "gb18030" || encoding === "windows-1252") ? `utf-8+${encoding}` : encoding;
}

function joined(lines: readonly Uint8Array[]): Uint8Array {
  const whole = new Uint8Array(lines.reduce((length, line) => length + line.length, 0));
  let at = 0;
  for (const line of lines) {
    whole.set(line, at);
    at += line.length;
  }
  return whole;
}

/** The first range of bytes that is not all ASCII, which may be far down in a file of numbers. */
async function foreign(file: Blob): Promise<Uint8Array> {
  const read = bytesReader(file);
  for (let from = 0; from < file.size; from += windowBytes) {
    const bytes = await read(from, windowBytes);
    if (bytes.some((byte) => byte >= 0x80)) return bytes;
  }
  return new Uint8Array();
}

/** Whether a whole file is valid UTF-8; reads all of it. */
export async function isStrictUtf8(file: Blob): Promise<boolean> {
  const decoder = new TextDecoder("utf-8", {fatal: true});
  const read = bytesReader(file);
  try {
    for (let from = 0; from < file.size; from += 64 * windowBytes)
      decoder.decode(await read(from, 64 * windowBytes), {stream: true});
    decoder.decode();
    return true;
  } catch {
    return false;
  }
}
