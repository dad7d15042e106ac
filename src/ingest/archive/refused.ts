import {AppError} from "../../base/errors";
import type {Dropped} from "../container";
import {packageKind} from "./package";

type Refusal = readonly [code: string, bytes: readonly number[], at?: number];

const ascii = (text: string) => [...text].map((character) => character.charCodeAt(0));

/** Signatures of files that contain no table, or none that can be read here. */
const refusals: readonly Refusal[] = [
  ["ingest.archive", [0x37, 0x7a, 0xbc, 0xaf, 0x27, 0x1c]], // 7z
  ["ingest.archive", ascii("Rar!")],
  ["ingest.archive", [0xfd, ...ascii("7zXZ")]],
  ["ingest.archive", ascii("BZh")],
  ["ingest.archive", [0x28, 0xb5, 0x2f, 0xfd]], // zstd
  ["ingest.archive", ascii("ustar"), 257],
  ["ingest.pdf", ascii("%PDF")],
  ["ingest.picture", [0x89, ...ascii("PNG")]],
  ["ingest.picture", [0xff, 0xd8, 0xff]], // jpeg
  ["ingest.picture", ascii("GIF8")],
  ["ingest.picture", ascii("WEBP"), 8],
  ["ingest.picture", ascii("ftypheic"), 4],
  ["ingest.document", ascii("{\\rtf")]
];

/** Why a file cannot be read, with advice; null for one that may be a table. */
export function refusalOf({head, entries}: Dropped): AppError | null {
  const found = refusals.find(([, bytes, at = 0]) => bytes.every((byte, index) => head[at + index] === byte));
  if (found) return new AppError(found[0]);
  const kind = entries === null ? null : packageKind(entries);
  return kind === "numbers" || kind === "document" ? new AppError(`ingest.${kind}`) : null;
}

/** Signatures of files that are not plain text: compressed, binary or markup. */
const wrapped: readonly (readonly number[])[] = [
  ascii("PK"),
  [0x1f, 0x8b], // gzip
  [0xd0, 0xcf, 0x11, 0xe0], // documents of old Office
  [0x09, 0x00, 0x04, 0x00], // workbooks still older
  [0x09, 0x02, 0x06, 0x00],
  [0x09, 0x04, 0x06, 0x00],
  [0x09, 0x08],
  ascii("PAR1")
];

/** Whether a file has to be unpacked or refused; others are read as text. */
export function isWrapped(head: Uint8Array): boolean {
  return (
    wrapped.some((bytes) => bytes.every((byte, index) => head[index] === byte)) ||
    isMarkup(head) ||
    refusalOf({path: [], file: new Blob(), head, entries: null}) !== null
  );
}

/** Whether bytes begin like HTML or XML. */
export function isMarkup(head: Uint8Array): boolean {
  const isWide = (head[0] === 0xff && head[1] === 0xfe) || (head[0] === 0xfe && head[1] === 0xff);
  const start = new TextDecoder(isWide ? (head[0] === 0xff ? "utf-16le" : "utf-16be") : "latin1")
    .decode(head.subarray(0, 2048))
    .replace(/^\u00ef\u00bb\u00bf/, "")
    .trimStart();
  return /^<(!doctype html|html|head|meta|body|table|style|div|!--|\?xml)\b/i.test(start);
}
