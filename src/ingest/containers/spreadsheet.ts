import {read, set_cptable, type CellObject, type ParsingOptions, type WorkBook, type WorkSheet} from "@e965/xlsx";
import {BlobWriter, Uint8ArrayReader, ZipWriter} from "@zip.js/zip.js/lib/zip-core-native.js";
import {AppError} from "../../base/errors";
import {CsvWriter, formOf, numberCell, textCell} from "../spreadsheets/cells";
import {decodeCodepage} from "../spreadsheets/codepages";
import {limits} from "../archive/limits";
import type {Container, Dropped, Unpacking} from "../container";
import {markupText} from "../spreadsheets/markup";
import {MergeFiller} from "../spreadsheets/merged";
import {RepeatWatcher} from "../spreadsheets/ods";
import {packageKind} from "../archive/package";
import {isMarkup} from "../archive/refused";
import {headRows, sheetTexts, type Sheet} from "../spreadsheets/sheets";
import {mostColumns, mostRows, xmlSink, type Merge, type SheetRow} from "../spreadsheets/xlsx";
import {blobOf, type ZipEntry} from "../archive/zip";

const options: ParsingOptions = {
  dense: true,
  raw: true,
  cellNF: true,
  cellFormula: false,
  cellHTML: false,
  cellText: false
};

/** Formats read by SheetJS: old Excel, OpenDocument, binary Excel, and HTML or XML tables saved as `.xls`. */
const spreadsheet: Container = {
  name: "spreadsheet",
  recognises: ({head, entries}) =>
    entries === null ? isOldWorkbook(head) || isMarkup(head) : /^(xlsb|ods)$/.test(packageKind(entries) ?? ""),

  async unpack(dropped, context) {
    const workbook = await open(dropped, context);
    const {Sheets: listed = [], WBProps} = workbook.Workbook ?? {};
    const sheets = workbook.SheetNames.map((name, index) =>
      sheetOf({
        name,
        isHidden: (listed[index]?.Hidden ?? 0) !== 0,
        sheet: workbook.Sheets[name]!,
        is1904: WBProps?.date1904 ?? false,
        count: (bytes) => context.budget.take(bytes)
      })
    );
    return sheetTexts(dropped.path, sheets);
  }
};

export default spreadsheet;

/** Whether a file is an old Office document or an even older workbook. */
function isOldWorkbook([first, second, third, fourth]: Uint8Array): boolean {
  if (first === 0xd0) return second === 0xcf && third === 0x11 && fourth === 0xe0;
  return first === 0x09 && (second === 0x08 || (second! <= 0x04 && (third === 0x04 || third === 0x06) && fourth === 0));
}

async function open({file, head, entries}: Dropped, context: Unpacking): Promise<WorkBook> {
  if (file.size > limits.wholeBytes) throw tooLarge();
  if (entries?.some(({isEncrypted}) => isEncrypted)) throw new AppError("ingest.workbook_locked");
  const bytes = new Uint8Array(await (entries ? await unpacked(entries, context) : file).arrayBuffer());
  try {
    if (isMarkup(head)) return read(markupText(bytes).trimStart(), {...options, type: "string"});
    set_cptable({utils: {decode: decodeCodepage}});
    return read(bytes, {...options, type: "array"});
  } catch (cause) {
    throw new AppError(codeOf(String(cause)), {}, {cause});
  }
}

function codeOf(message: string): string {
  if (/password|encrypt/i.test(message)) return "ingest.workbook_locked";
  if (/could not find <table>/i.test(message)) return "ingest.no_table";
  return /cannot find workbook|unsupported|not a spreadsheet/i.test(message) ? "ingest.document" : "ingest.damaged";
}

function tooLarge(): AppError {
  return new AppError("ingest.too_large_whole", {megabytes: limits.wholeBytes / 1024 ** 2});
}

/** Unpacks an archive under our own limits and repacks it, since the library would trust the sizes in it. */
async function unpacked(entries: readonly ZipEntry[], {budget, signal}: Unpacking): Promise<Blob> {
  const zip = new ZipWriter(new BlobWriter(), {level: 0, dataDescriptor: false, extendedTimestamp: false});
  let left = limits.wholeBytes;
  for (const entry of entries.filter(({path}) => /\.(xml|bin|rels)$/i.test(path))) {
    const meter = budget.meter(entry.packedSize);
    const count = (bytes: number) => {
      meter(bytes);
      if ((left -= bytes) < 0) throw tooLarge();
    };
    const content = new Uint8Array(await (await blobOf(entry, count, {signal})).arrayBuffer());
    if (entry.path === "content.xml") xmlSink(new RepeatWatcher())(content);
    await zip.add(entry.path, new Uint8ArrayReader(content));
  }
  return zip.close();
}

interface OpenSheet {
  name: string;
  isHidden: boolean;
  sheet: WorkSheet;
  is1904: boolean;
  count: (bytes: number) => void;
}

function sheetOf({name, isHidden, sheet, is1904, count}: OpenSheet): Sheet {
  const found = (sheet["!data"] ?? []).slice(0, mostRows);
  const rows = found.flatMap((cells, index) => rowOf(cells.slice(0, mostColumns), index + 1, is1904));
  const filler = new MergeFiller(mergesOf(sheet));
  for (const row of rows) filler.fill(row);
  const width = rows.reduce((widest, {cells}) => Math.max(widest, cells.length), 0);
  return {
    name,
    isHidden,
    weight: rows.length * width,
    head: async () => rows.slice(0, headRows).map(({cells}) => Array.from(cells, (cell) => cell ?? "")),
    text: async () => {
      const csv = new CsvWriter(width, count);
      for (const {number, cells} of rows) csv.add(number, cells);
      return csv.toBlob();
    }
  };
}

function rowOf(found: readonly (CellObject | undefined)[], number: number, is1904: boolean): SheetRow | [] {
  const cells: string[] = [];
  found.forEach((cell, column) => {
    const text = cell ? cellText(cell, is1904) : "";
    if (text.trim() !== "") cells[column] = text;
  });
  const isText = (column: number) => found[column]?.t !== "n" || isTime(found[column]);
  return cells.length === 0 ? [] : {number, cells, isText};
}

function isTime({z}: CellObject): boolean {
  return !/^(number|percent)$/.test(formOf(String(z ?? "General")));
}

function cellText({t, v, z}: CellObject, is1904: boolean): string {
  if (t === "n") return numberCell(Number(v), formOf(String(z ?? "General")), is1904);
  if (t === "b") return v ? "TRUE" : "FALSE";
  return t === "s" ? textCell(String(v ?? "")) : "";
}

function mergesOf(sheet: WorkSheet): Merge[] {
  const merged = (sheet["!merges"] ?? []).filter(({s, e}) => e.r > s.r);
  return merged.map(({s, e}) => ({column: s.c, firstRow: s.r, lastRow: e.r}));
}
