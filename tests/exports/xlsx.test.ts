import {BlobReader, configure, TextWriter, ZipReader, type FileEntry} from "@zip.js/zip.js/lib/zip-core-native.js";
import {JSDOM} from "jsdom";
import {beforeAll, expect, test} from "vitest";
import type {Database} from "../../src/engine/database";
import {toXlsxBlob} from "../../src/exports/xlsx";
import {openTestDatabase} from "../support/database";
import {hardRows, leaving} from "./leaving";

configure({useWebWorkers: false});

let db: Database;
beforeAll(async () => {
  db = await openTestDatabase();
  await db.exec(`create table hard as ${hardRows}`);
});

async function unpack(blob: Blob): Promise<Map<string, Document>> {
  const {DOMParser} = new JSDOM("").window;
  const entries = await new ZipReader(new BlobReader(blob)).getEntries();
  const texts = entries.map(async (entry) => {
    const text = await (entry as FileEntry).getData(new TextWriter());
    return [entry.filename, new DOMParser().parseFromString(text, "application/xml")] as const;
  });
  return new Map(await Promise.all(texts));
}

/** The cells of a sheet by their place: type, style and what stands in them. */
async function cellsOf(from: string): Promise<Record<string, {type: string; style: string; text: string}>> {
  const parts = await unpack(await toXlsxBlob(await leaving(db, from)));
  const sheet = parts.get("xl/worksheets/sheet1.xml")!;
  expect(sheet.querySelector("parsererror")).toBeNull();
  const cells = [...sheet.querySelectorAll("c")].map((cell) => [
    cell.getAttribute("r"),
    {type: cell.getAttribute("t") ?? "n", style: cell.getAttribute("s") ?? "0", text: cell.textContent}
  ]);
  return Object.fromEntries(cells);
}

test("a workbook has the parts that Excel asks for, all of them well formed", async () => {
  const parts = await unpack(await toXlsxBlob(await leaving(db, "hard")));
  expect([...parts.keys()]).toEqual([
    "[Content_Types].xml",
    "_rels/.rels",
    "xl/workbook.xml",
    "xl/_rels/workbook.xml.rels",
    "xl/styles.xml",
    "xl/worksheets/sheet1.xml"
  ]);
  for (const part of parts.values()) expect(part.querySelector("parsererror")).toBeNull();
  expect(parts.get("xl/worksheets/sheet1.xml")!.querySelectorAll("f")).toHaveLength(0);
});

test("texts stay texts, dates are days of Excel, numbers numbers", async () => {
  const cells = await cellsOf("hard");
  expect(cells.A1).toEqual({type: "inlineStr", style: "1", text: "whole"});
  expect(cells.A2).toEqual({type: "n", style: "0", text: "1"});
  expect(cells.B2).toEqual({type: "inlineStr", style: "0", text: "9007199254740993"});
  expect(cells.B5).toEqual({type: "n", style: "0", text: "20"});
  expect(cells.C2).toEqual({type: "n", style: "4", text: "12.34"});
  expect(cells.E2).toEqual({type: "b", style: "0", text: "1"});
  // 22 November 2026: 46,022 is the first of that year, and the day is its 326th
  expect(cells.F2).toEqual({type: "n", style: "2", text: String(46_023 + 325)});
  expect(cells.F3).toEqual({type: "inlineStr", style: "0", text: "1899-12-31"});
  expect(Number(cells.G5!.text)).toBeCloseTo(45_351 + 86_399 / 86_400, 6);
  expect(cells.H2).toEqual({type: "inlineStr", style: "0", text: "=1+1"});
  expect(cells.H7).toEqual({type: "inlineStr", style: "0", text: "00123"});
  expect(cells.A4).toBeUndefined();
});

test("characters that XML has no place for are written as Office does", async () => {
  await db.exec("create or replace table odd as select 'a' || chr(1) || '_x0001_<&>' || chr(13) as note");
  expect((await cellsOf("odd")).A2!.text).toBe("a_x0001__x005F_x0001_<&>_x000D_");
});

test("what Excel has no room for is refused before anything is written", async () => {
  const columns = [{name: "a", type: "INTEGER"}];
  const pages = async function* () {
    yield await db.query("select 1 as a");
    throw new Error("must not be read on");
  };
  await expect(toXlsxBlob({columns, totalRows: 1_048_576, pages})).rejects.toMatchObject({
    code: "exports.too_many_rows",
    details: {rows: 1_048_576, limit: 1_048_575}
  });
  await db.exec("create or replace table long as select repeat('x', 32768) as note");
  await expect(toXlsxBlob(await leaving(db, "long"))).rejects.toMatchObject({
    code: "exports.text_too_long",
    details: {column: "note", row: 2, limit: 32_767}
  });
});

test("columns are named on beyond Z", async () => {
  const names = Array.from({length: 30}, (_, index) => `${index} as column_${index}`).join(", ");
  await db.exec(`create or replace table wide as select ${names}`);
  expect((await cellsOf("wide")).AD2!.text).toBe("29");
});
