import Papa from "papaparse";
import {beforeAll, describe, expect, test} from "vitest";
import type {Database} from "../../src/engine/database";
import {convertToCsv} from "../../src/ingest/convert";
import {faultOf, tableShape} from "../../src/ingest/csv/judge";
import {readRecords, type FileRecord} from "../../src/ingest/csv/record-reader";
import {loadSource} from "../../src/ingest/load";
import type {ImportPlan, ImportReport} from "../../src/ingest/plan";
import {layoutOf} from "../../src/ingest/columns/layout";
import {previewPlan} from "../../src/ingest/preview";
import {readBodyRecords} from "../../src/ingest/sniff";
import {openTestDatabase} from "../support/database";
import {pollute} from "../support/pollution";
import {soakCases} from "../support/soak";
import type {Sample} from "../samples/sample";
import {file, gb18030, planOf} from "./given";

let db: Database;
beforeAll(async () => {
  db = await openTestDatabase();
});

/** The rows of a table under its header, as conversion, preview and import read them. */
interface Readings {
  plan: ImportPlan;
  header: string[];
  converted: string[][];
  previewed: string[][];
  imported: string[][];
}

async function readingsOf(content: Uint8Array | string, name?: string): Promise<Readings> {
  let text = "";
  for await (const piece of convertToCsv(file(content))) text += piece;
  const [header = [], ...converted] = Papa.parse<string[]>(text, {
    newline: "\n",
    delimiter: ",",
    skipEmptyLines: true
  }).data;
  const plan = await planOf(content, {}, name);
  const shape = tableShape(plan, layoutOf(plan));
  const records: FileRecord[] = [];
  for await (const batch of readRecords(plan.source, plan.dialect, plan.header.length)) records.push(...batch);
  const cellsOf = (each: readonly FileRecord[]) =>
    each.filter((record) => faultOf(record, shape) !== "blank_row").map(({cells}) => cells);
  const body = readBodyRecords(plan.source, plan.dialect, plan.header.length, 5000);
  return {plan, header, converted, previewed: cellsOf(body), imported: cellsOf(records)};
}

/** Records with anything in them. */
function filled(rows: readonly (readonly string[])[]): string[][] {
  return rows.filter((cells) => cells.filter((cell) => cell.trim() !== "").length > 1).map((cells) => [...cells]);
}

/** What an import comes to, by DuckDB's reader where that accepts the text, and record by record. */
async function importedBothWays(plan: ImportPlan): Promise<[ImportReport, ImportReport]> {
  const first = await loadSource(db, plan);
  const careful = {...plan, dialect: {...plan.dialect, escape: ""}};
  return [first, await loadSource(db, careful)];
}

function resultOf({rowsRead, rowsLoaded, rejectedByReason, orders, lines, money, days}: ImportReport) {
  return {rowsRead, rowsLoaded, rejectedByReason, orders, lines, money, days};
}

const modules = import.meta.glob<{default: readonly Sample[]}>("../samples/shops/*.ts", {eager: true});
const samples = Object.values(modules).flatMap(({default: each}) => each);

test.each(samples.map((sample) => [sample.file, sample] as const))(
  "%s has the same header and rows in conversion, preview and import",
  async (name, {text, encoding}) => {
    const {plan, header, converted, previewed, imported} = await readingsOf(
      encoding === "gb18030" ? gb18030(text) : text,
      name
    );
    expect(header.map((cell) => cell.trim()).filter((cell) => cell !== "")).toEqual(
      expect.arrayContaining(plan.header.filter((cell) => !/_\d+$/.test(cell)))
    );
    expect(filled(previewed)).toEqual(filled(imported));
    expect(filled(converted)).toEqual(expect.arrayContaining(filled(imported)));
    const [usual, careful] = await importedBothWays(plan);
    expect(resultOf(careful)).toEqual(resultOf(usual));
  }
);

/** A market stall's sales, with commas, quotes and line ends in some of its cells. */
function sales(count: number): string[][] {
  const goods = ["Mug", "Bowl, large", 'Frame 8"', '"Blue" plate', "陶壶"];
  const remarks = ["", "ring first", 'they said "later"', "two lines\nof words"];
  const rows = Array.from({length: count}, (_, at) => [
    `S${100 + at}`,
    `guest ${at % 6}`,
    `2024-0${1 + (at % 6)}-${String(1 + (at % 27)).padStart(2, "0")}`,
    goods[at % goods.length]!,
    (at * 1.5 + 3).toFixed(2),
    remarks[at % remarks.length]!
  ]);
  return [["Sale", "Guest", "Date", "Goods", "Total", "Remark"], ...rows];
}

const polluted = [...pollute(sales(30)), ...pollute(sales(30), {isQuotedThroughout: true})];

test("every dirty file has the same rows in conversion, preview and import", async () => {
  const different: string[] = [];
  for (const {name, bytes} of polluted) {
    const {converted, previewed, imported, header, plan} = await readingsOf(bytes).catch(() => ({}) as Readings);
    if (!plan) continue;
    const whole = plan.dialect.headerRow < 0 ? [header, ...converted] : converted;
    // of two tables in one file the conversion keeps both, the import that of the header
    const all = name.startsWith("a first table") ? whole.slice(-imported.length) : whole;
    const isSame =
      JSON.stringify(filled(previewed)) === JSON.stringify(filled(imported)) &&
      JSON.stringify(filled(all)) === JSON.stringify(filled(imported));
    if (!isSame) different.push(name);
  }
  expect(different).toEqual([]);
});

test("dirty files come to the same by DuckDB's reader and record by record", async () => {
  for (const {bytes} of soakCases(polluted, 12, 20)) {
    const plan = await planOf(bytes).catch(() => null);
    if (!plan?.mapping?.columns.ordered_at) continue;
    const [usual, careful] = await importedBothWays(plan);
    expect(resultOf(careful)).toEqual(resultOf(usual));
    expect(usual.rowsLoaded + usual.rowsRejected).toBe(usual.rowsRead);
  }
});

describe("quoted words, inches and headings that begin with #", () => {
  const goods = ["mug", '"Blue" plate', '"Blue" frame 8" high', 'lid 5"', '"Old" and "new" bowls'];
  const row = (at: number) => [
    `S${at}`,
    `guest ${at % 4}`,
    `2024-03-${10 + at}`,
    goods[at % goods.length]!,
    `${at + 2}.50`
  ];
  const rows = Array.from({length: 15}, (_, at) => row(at));

  test.each([
    ["tabs", "\t"],
    ["commas", ","],
    ["semicolons", ";"],
    ["bars", "|"]
  ])("between %s are cells like others in all three", async (_, delimiter) => {
    const content = [["Sale", "Guest", "Date", "Goods", "Total"], ...rows]
      .map((cells) => cells.join(delimiter))
      .join("\n");
    const {plan, converted, previewed, imported} = await readingsOf(`${content}\n`);
    expect(converted).toEqual(rows);
    expect(previewed).toEqual(rows);
    expect(imported).toEqual(rows);
    const report = await loadSource(db, plan);
    expect(report).toMatchObject({rowsRead: 15, rowsLoaded: 15, rowsRejected: 0, orders: 15});
    expect(report.money.paid).toBe(rows.reduce((sum, cells) => sum + Number(cells[4]), 0));
    const {estimate} = await previewPlan(db, plan);
    expect(estimate).toMatchObject({rows: 15, orders: 15, sums: [{paid: report.money.paid}], rejected: []});
  });

  test("a quote that is never closed is rejected by the import, and the preview says so", async () => {
    const content = `Sale,Guest,Date,Goods,Total\n${rows
      .slice(0, 3)
      .map((cells) => cells.join(","))
      .join("\n")}\nS9,guest 1,2024-03-09,"blue plate,4.00\n`;
    const plan = await planOf(content);
    const rejected = [{reason: "unclosed_quote", rows: 1}];
    expect((await previewPlan(db, plan)).estimate).toMatchObject({rows: 4, orders: 3, rejected});
    expect(await loadSource(db, plan)).toMatchObject({rowsRead: 4, rowsLoaded: 3, rejectedByReason: rejected});
  });

  test("a first heading of # is no comment", async () => {
    const content = `#,Date,Guest,Total\n${rows.map(([id, guest, day, , total]) => [id!.slice(1), day, guest, total].join(",")).join("\n")}\n`;
    const {plan, header, converted} = await readingsOf(content);
    expect(header).toEqual(["#", "Date", "Guest", "Total"]);
    expect(plan.header).toEqual(header);
    expect(converted).toHaveLength(15);
  });

  test("comments above a table are no header, even as wide as it is", async () => {
    const content =
      "# stall, spring, both days, all goods\n#\nSale,Guest,Date,Total\n1,ann,2024-03-01,5\n2,bob,2024-03-02,6\n3,bob,2024-03-03,6\n";
    const {plan, header, converted, imported} = await readingsOf(content);
    expect(header).toEqual(["Sale", "Guest", "Date", "Total"]);
    expect(plan.header).toEqual(header);
    expect([converted.length, imported.length]).toEqual([3, 3]);
  });
});
