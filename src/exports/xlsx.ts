import {BlobReader, BlobWriter, configure, ZipWriter} from "@zip.js/zip.js/lib/zip-core-native.js";
import {AppError} from "../base/errors";
import {leave, type LeaveOptions, type LeavingTable} from "./table";
import {columnWidth, headXml, rowXml, sheetEnd, sheetStart} from "./files/sheet";
import {workbookParts} from "./files/workbook";

// the browser's own streams do the work; a worker of the library's would need a policy of its own
configure({useWebWorkers: false, useCompressionStream: true});

/** Rows that a sheet of Excel holds, its heading left out. */
export const sheetRows = 1_048_575;
/** Columns that a sheet of Excel holds. */
export const sheetColumns = 16_384;

/**
 * A workbook of one sheet: texts stay texts and are never formulas, dates are dates, numbers as exact as Excel's own. Throws
 * `exports.too_many_rows`, `exports.too_many_columns` or `exports.text_too_long` where Excel has no room.
 */
export async function toXlsxBlob(table: LeavingTable, options?: LeaveOptions): Promise<Blob> {
  const {totalRows, columns} = table;
  if (totalRows > sheetRows) throw new AppError("exports.too_many_rows", {rows: totalRows, limit: sheetRows});
  if (columns.length > sheetColumns) {
    throw new AppError("exports.too_many_columns", {columns: columns.length, limit: sheetColumns});
  }
  const sheet = await sheetBlob(table, options);
  const zip = new ZipWriter(new BlobWriter("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"), {
    level: 6,
    extendedTimestamp: false,
    signal: options?.signal
  });
  try {
    for (const [path, text] of workbookParts()) await zip.add(path, new BlobReader(new Blob([text])));
    await zip.add("xl/worksheets/sheet1.xml", new BlobReader(sheet));
    return await zip.close();
  } catch (error) {
    throw options?.signal?.aborted ? new AppError("exports.cancelled", {}, {cause: error}) : error;
  }
}

async function sheetBlob(table: LeavingTable, options?: LeaveOptions): Promise<Blob> {
  const names = table.columns.map(({name}) => name);
  const pieces: Blob[] = [new Blob([sheetStart(table.columns.map(columnWidth)), headXml(names)])];
  let number = 2;
  for await (const {count, cells} of leave(table, options)) {
    const lines: string[] = [];
    for (let row = 0; row < count; row += 1) {
      const values = cells.map((read) => read(row));
      lines.push(rowXml(number, values, names));
      number += 1;
    }
    pieces.push(new Blob([lines.join("")]));
  }
  return new Blob([...pieces, sheetEnd(names.length, number - 1)]);
}
