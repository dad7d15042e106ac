import {write, utils, type BookType, type CellObject, type WorkSheet} from "@e965/xlsx";
import {BlobWriter, TextReader, Uint8ArrayReader, ZipWriter} from "@zip.js/zip.js/lib/zip-core-native.js";
import {parquetWriteBuffer} from "hyparquet-writer";
import {orderColumns, type Cells} from "./orders";

/** Orders as a grid of texts under their header: what a sheet shows. */
export function gridOf(rows: readonly Cells[], columns: readonly string[] = orderColumns): string[][] {
  const shown = (text: string) => text.replace(/^="(.*)"$/, "$1");
  return [[...columns], ...rows.map((cells) => columns.map((column) => shown(cells[column.trim()] ?? "")))];
}

/** A grid as a sheet of the library: money as numbers, times as dates with a format, all else as text. */
export function sheetOf(grid: readonly (readonly string[])[], {is1904 = false} = {}): WorkSheet {
  const sheet: WorkSheet = {};
  grid.forEach((cells, row) =>
    cells.forEach((text, column) => {
      if (text !== "") sheet[utils.encode_cell({r: row, c: column})] = typed(text, is1904);
    })
  );
  sheet["!ref"] = utils.encode_range({s: {r: 0, c: 0}, e: {r: grid.length - 1, c: (grid[0]?.length ?? 1) - 1}});
  return sheet;
}

function typed(text: string, is1904: boolean): CellObject {
  if (/^-?\d+\.\d\d$/.test(text)) return {t: "n", v: Number(text), z: "#,##0.00"};
  if (/^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d$/.test(text))
    return {t: "n", v: serialOf(text) - (is1904 ? 1462 : 0), z: "yyyy/m/d h:mm:ss"};
  return {t: "s", v: text};
}

/** A time as a spreadsheet counts it: days since 30 December 1899. */
export function serialOf(text: string): number {
  return (Date.parse(`${text.replace(" ", "T")}Z`) - Date.UTC(1899, 11, 30)) / 86_400_000;
}

/** A workbook as the library writes it. */
export function workbookOf(
  sheets: Readonly<Record<string, WorkSheet>>,
  bookType: BookType,
  {hidden = [], is1904 = false}: {hidden?: readonly string[]; is1904?: boolean} = {}
): Uint8Array<ArrayBuffer> {
  const book = utils.book_new();
  for (const [name, sheet] of Object.entries(sheets)) utils.book_append_sheet(book, sheet, name);
  book.Workbook = {
    Sheets: Object.keys(sheets).map((name) => ({name, Hidden: hidden.includes(name) ? 1 : 0})),
    WBProps: {date1904: is1904}
  };
  return new Uint8Array(write(book, {type: "array", bookType}) as ArrayBuffer);
}

/** A zip archive; its files are locked where a password is given. */
export async function zipOf(
  files: Readonly<Record<string, string | Uint8Array>>,
  options: {password?: string; zipCrypto?: boolean; level?: number} = {}
): Promise<Blob> {
  const zip = new ZipWriter(new BlobWriter(), options);
  for (const [name, content] of Object.entries(files))
    await zip.add(name, typeof content === "string" ? new TextReader(content) : new Uint8ArrayReader(content));
  return zip.close();
}

const main = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"';
const relations = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";

/** Parts of a workbook written by hand, for what no library writes; `sheets` hold what stands inside `worksheet`. */
export interface HandmadeBook {
  sheets: Readonly<Record<string, string>>;
  /** codes of number formats; cells name them by their position from 1 on, 0 is the general one */
  formats?: readonly string[];
  sharedStrings?: string;
  workbook?: string;
  more?: Readonly<Record<string, string>>;
}

/** A workbook from its XML. */
export function handmade({sheets, formats = [], sharedStrings, workbook = "", more = {}}: HandmadeBook): Promise<Blob> {
  const names = Object.keys(sheets);
  const listed = names.map((name, index) => `<sheet name="${name}" sheetId="${index + 1}" r:id="rId${index + 1}"/>`);
  const targets = names.map(
    (_, index) =>
      `<Relationship Id="rId${index + 1}" Type="${relations}/worksheet" Target="worksheets/sheet${index + 1}.xml"/>`
  );
  const numFmts = formats.map((code, index) => `<numFmt numFmtId="${170 + index}" formatCode="${code}"/>`);
  const xfs = ['<xf numFmtId="0"/>', ...formats.map((_, index) => `<xf numFmtId="${170 + index}"/>`)];
  return zipOf({
    "[Content_Types].xml": '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>',
    "xl/workbook.xml": `<workbook ${main} xmlns:r="${relations}">${workbook}<sheets>${listed.join("")}</sheets></workbook>`,
    "xl/_rels/workbook.xml.rels": `<Relationships>${targets.join("")}</Relationships>`,
    "xl/styles.xml": `<styleSheet ${main}><numFmts>${numFmts.join("")}</numFmts><cellStyleXfs><xf numFmtId="14"/></cellStyleXfs><cellXfs>${xfs.join("")}</cellXfs></styleSheet>`,
    ...(sharedStrings !== undefined && {"xl/sharedStrings.xml": `<sst ${main}>${sharedStrings}</sst>`}),
    ...Object.fromEntries(
      names.map((name, index) => [
        `xl/worksheets/sheet${index + 1}.xml`,
        `<?xml version="1.0" encoding="UTF-8"?>\n<worksheet ${main}>${sheets[name]}</worksheet>`
      ])
    ),
    ...more
  });
}

/** The rows of a handmade sheet whose cells are all texts. */
export function textRows(grid: readonly (readonly string[])[], firstRow = 1): string {
  const rows = grid.map((cells, row) => {
    const written = cells.map((text, column) => {
      const at = utils.encode_cell({r: row + firstRow - 1, c: column});
      return text === "" ? `<c r="${at}" s="1"/>` : `<c r="${at}" t="inlineStr"><is><t>${escaped(text)}</t></is></c>`;
    });
    return `<row r="${row + firstRow}">${written.join("")}</row>`;
  });
  return rows.join("");
}

/** A text as XML and HTML hold it. */
export function escaped(text: string): string {
  return text.replace(/[&<>"]/g, (character) => `&#${character.charCodeAt(0)};`);
}

/** A table of HTML, as many back ends give it under the name of `.xls`. */
export function htmlTable(grid: readonly (readonly string[])[], charset: string): string {
  const rows = grid.map((cells) => `<tr>${cells.map((text) => `<td>${escaped(text)}</td>`).join("")}</tr>`);
  const head = `<meta http-equiv="Content-Type" content="text/html; charset=${charset}"><style>td{mso-number-format:"\\@"}</style>`;
  return `<html xmlns:x="urn:schemas-microsoft-com:office:excel"><head>${head}</head><body><table border="1">${rows.join("\n")}</table></body></html>`;
}

/** A grid of texts as a Parquet file. */
export function parquetOf(grid: readonly (readonly string[])[]): ArrayBuffer {
  const [names = [], ...rows] = grid;
  const columnData = names.map((name, column) => ({
    name,
    type: "STRING" as const,
    data: rows.map((cells) => cells[column] || null)
  }));
  return parquetWriteBuffer({columnData});
}

/** Bytes packed by gzip, with a name in the header where one is given. */
export async function gzipOf(text: string, name?: Uint8Array): Promise<Uint8Array<ArrayBuffer>> {
  const packed = new Blob([text]).stream().pipeThrough(new CompressionStream("gzip"));
  const bytes = new Uint8Array(await new Response(packed).arrayBuffer());
  if (!name) return bytes;
  const head = bytes.slice(0, 10);
  head[3] = 8;
  return new Uint8Array([...head, ...name, 0, ...bytes.subarray(10)]);
}

/** A zip archive written byte by byte, stored: its names are what they are, and nothing says in which encoding. */
export function plainZip(
  files: readonly (readonly [name: Uint8Array, content: Uint8Array])[]
): Uint8Array<ArrayBuffer> {
  const out: number[] = [];
  const directory: number[] = [];
  const two = (value: number) => [value & 255, (value >> 8) & 255];
  const four = (value: number) => [...two(value & 0xffff), ...two(value >>> 16)];
  for (const [name, content] of files) {
    const sizes = [...four(crc32(content)), ...four(content.length), ...four(content.length), ...two(name.length)];
    const common = [...two(20), ...two(0), ...two(0), ...two(0), ...two(0x21), ...sizes, ...two(0)];
    const at = out.length;
    out.push(...four(0x04034b50), ...common, ...name, ...content);
    directory.push(
      ...four(0x02014b50),
      ...two(20),
      ...common,
      ...two(0),
      ...two(0),
      ...two(0),
      ...four(0),
      ...four(at),
      ...name
    );
  }
  const counts = [
    ...two(files.length),
    ...two(files.length),
    ...four(directory.length),
    ...four(out.length),
    ...two(0)
  ];
  return new Uint8Array([...out, ...directory, ...four(0x06054b50), ...two(0), ...two(0), ...counts]);
}

function crc32(bytes: Uint8Array): number {
  let crc = ~0;
  for (const byte of bytes) {
    crc ^= byte;
    for (let bit = 0; bit < 8; bit++) crc = (crc >>> 1) ^ (crc & 1 ? 0xedb88320 : 0);
  }
  return ~crc >>> 0;
}

/**
 * A workbook of 1995, whose texts are bytes of a code page: no library writes Chinese ones, so they are put in place of
 * stand-ins of their length.
 */
export function oldChineseBook(
  grid: readonly (readonly string[])[],
  gbk: (text: string) => Uint8Array
): Uint8Array<ArrayBuffer> {
  const standIns = new Map<string, string>();
  const standIn = (text: string) => {
    const {length} = gbk(text);
    if (length === text.length) return text;
    if (!standIns.has(text)) standIns.set(text, `~${standIns.size.toString(36)}`.padEnd(length, "~"));
    return standIns.get(text)!;
  };
  const latin = (bytes: Uint8Array) => Array.from(bytes, (byte) => String.fromCharCode(byte)).join("");
  let bytes = latin(workbookOf({Sheet1: sheetOf(grid.map((cells) => cells.map(standIn)))}, "biff5"));
  const longestFirst = [...standIns].sort(([, a], [, b]) => b.length - a.length);
  for (const [text, placed] of longestFirst) bytes = bytes.replaceAll(placed, latin(gbk(text)));
  // the record that names the code page: 936 in place of 1252
  bytes = bytes.replace("\x42\x00\x02\x00\xe4\x04", "\x42\x00\x02\x00\xa8\x03");
  return Uint8Array.from(bytes, (character) => character.charCodeAt(0));
}
