import {describe, expect, test} from "vitest";
import {AppError} from "../../src/base/errors";
import {toRows} from "../../src/base/table";
import type {Database} from "../../src/engine/database";
import {countAllChanges} from "../../src/ingest/changes";
import {rebuildStaging, removeSource} from "../../src/ingest/combine";
import {loadSource} from "../../src/ingest/load";
import type {ImportPlan, ImportReport} from "../../src/ingest/plan";
import {loadSources, type LoadResult} from "../../src/ingest/together";
import {openTestDatabase} from "../support/database";
import {csv, gb18030, planOf} from "./given";
import {row, taobaoItems10, taobaoOrders46} from "./layouts";

const header = "order_id,customer_id,ordered_at,status,sku,quantity,amount,province";
const line = (id: string, day: string, amount = "10.00", customer = "C1") =>
  `${id},${customer},2024-01-${day} 10:00:00,completed,A-1,1,${amount},浙江`;
const narrow = (...lines: string[]) => [header, ...lines].join("\n");

/** Daily files with what daily files have: rejects, an order twice in one, an order in two, no line end, a mark, a blank line. */
const days = [
  `${narrow(line("1", "01"), line("2", "01"), line("3", "xx"))}\n`,
  narrow(line("4", "02"), line("4", "02", "12.00"), line("2", "02", "11.00")),
  `\uFEFF${narrow(line("5", "03"), "", ",,,,,,,", line("6", "03", "no"))}\n`,
  `${narrow(line("7", "04"))}\n`
];

async function plansOf(texts: readonly (string | Uint8Array)[]): Promise<ImportPlan[]> {
  const plans = await Promise.all(texts.map((text, at) => planOf(text, {}, `day-${at}.csv`)));
  // one answer for all of them
  return plans.map((plan) => ({...plan, mapping: plans[0]!.mapping, isConfirmed: true}));
}

async function loadAll(db: Database, plans: readonly ImportPlan[], signal?: AbortSignal): Promise<LoadResult[]> {
  const results: LoadResult[] = [];
  for await (const result of loadSources(db, plans, {signal})) results.push(result);
  return results;
}

const timeless = (report: unknown) => ({...(report as ImportReport), milliseconds: 0});
const ids = (plans: readonly ImportPlan[]) => plans.map(({source}) => source.id);

async function staged(db: Database, plans: readonly ImportPlan[]) {
  await rebuildStaging(db, ids(plans));
  return {
    orders: toRows(await db.query("select * from stg_orders order by source_id, row_number")),
    lines: toRows(await db.query("select * from stg_lines order by source_id, row_number")),
    rejects: toRows(await db.query("select * from stg_rejects order by source_id, row_number")),
    changes: [
      ...(await countAllChanges(db, ids(plans), new Set(ids(plans)), {sourceIds: ids(plans), shops: new Map()}))
    ]
  };
}

const tablesIn = async (db: Database) =>
  toRows(
    await db.query("select table_name from duckdb_tables() where contains(table_name, '__') order by table_name")
  ).map((row) => String(row["table_name"]));

const itemHeader = "Invoice,StockCode,Description,Quantity,InvoiceDate,Unit price,Customer ID";
const item = (id: string, day: string, what: string, price = "2.50") =>
  `${id},${what.length}${id},${what},2,${day && `2024-01-${day} 10:00:00`},${price},C${id}`;
const items = (...lines: string[]) => [itemHeader, ...lines, ""].join("\n");

/**
 * Daily files with a row for each item: an order without a time, one that is in two files, a return, the last order of the second
 * going on in the third, and the lines of one order apart from each other.
 */
const itemDays = [
  items(item("1", "01", "cup"), item("1", "01", "plate"), item("2", "", "cup"), item("2", "", "jug")),
  items(item("3", "02", "cup"), item("4", "02", "cup"), item("3", "02", "bowl"), item("5", "02", "cup")),
  items(item("5", "02", "saucer"), item("6", "03", "cup", "x"), item("7", "03", "jug")),
  items(item("7", "03", "jug"), item("8", "04", "cup").replace(",2,", ",-2,"))
];

const taobao = (ids: string[]) =>
  csv([
    taobaoOrders46,
    ...ids.map((id) =>
      row(taobaoOrders46, {订单编号: `="${id}"`, 总金额: "100", 买家会员名: "甲", 订单创建时间: "2024-01-01 10:00:00"})
    )
  ]);

const taobaoLines = (...ids: string[]) =>
  csv([taobaoItems10, ...ids.map((id) => row(taobaoItems10, {订单编号: id, 标题: "围巾", 价格: "5", 购买数量: "1"}))]);

describe("files of one layout, loaded together", () => {
  test.each([
    ["plain files", days, ["orders", "rejects"]],
    [
      "guarded files in GB18030",
      [taobao(["1", "2"]), taobao(["3"]), taobao(["2", "合计"])].map(gb18030),
      ["orders", "rejects"]
    ],
    ["files with a row for each item", itemDays, ["edges", "lines", "orders", "rejects"]],
    ["item reports beside orders", [taobaoLines("1", "1", "2"), taobaoLines("2", "3")], ["edges", "lines", "rejects"]]
  ])("%s come to the same as each by itself", async (_, texts, shared) => {
    const plans = await plansOf(texts);
    const [together, apart] = [await openTestDatabase(), await openTestDatabase()];
    const results = await loadAll(together, plans);
    const reports: ImportReport[] = [];
    for (const plan of plans) reports.push(await loadSource(apart, plan));
    expect(results.map(({plan}) => plan)).toEqual(plans);
    expect(results.map(({result}) => timeless(result))).toEqual(reports.map(timeless));
    expect(await staged(together, plans)).toEqual(await staged(apart, plans));
    expect((await tablesIn(together)).flatMap((name) => /^stg_shared.*__(.*)/.exec(name)?.[1] ?? [])).toEqual(shared);
  });

  test("orders and items of files with a row for each item", async () => {
    const plans = await plansOf(itemDays);
    const db = await openTestDatabase();
    const results = await loadAll(db, plans);
    expect(results.map(({result}) => !(result instanceof AppError) && [result.rowsLoaded, result.lines])).toEqual([
      [2, 2],
      [4, 4],
      [2, 2],
      [2, 2]
    ]);
    const {orders, rejects, lines} = await staged(db, plans);
    const told = orders.map((each) => `${String(each["order_id"])} ${String(each["net_amount"])}`);
    expect(told.sort()).toEqual(["1 10", "3 10", "4 5", "5 10", "7 5", "8 -5"]);
    expect(rejects.map(({row_number: row, reason}) => `${Number(row)} ${String(reason)}`).sort()).toEqual([
      "2 bad_money",
      "3 bad_date",
      "4 bad_date"
    ]);
    const itemsOf = (id: string) => lines.filter((each) => each["order_id"] === id).map((each) => each["title"]);
    expect([itemsOf("3"), itemsOf("5").sort(), itemsOf("7")]).toEqual([["cup", "bowl"], ["cup", "saucer"], ["jug"]]);
    await removeSource(db, plans[2]!.source.id);
    const left = await staged(db, plans.toSpliced(2, 1));
    expect(left.orders.map((each) => each["order_id"]).sort()).toEqual(["1", "3", "4", "5", "7", "8"]);
    expect(left.lines.filter((each) => each["order_id"] === "5").map((each) => each["title"])).toEqual(["cup"]);
    for (const {source} of plans) await removeSource(db, source.id);
    expect(await tablesIn(db)).toEqual([]);
  });

  test("a file that DuckDB refuses is read by itself, and one without rows is told; the others stay", async () => {
    const broken = `${narrow(line("8", "05"), "9,only,three")}\n`;
    const plans = await plansOf([...days, broken, `${header}\n`, `${narrow(line("10", "06"), '"11,C1')}\n`]);
    const db = await openTestDatabase();
    const results = await loadAll(db, plans);
    const codes = results.map(({result}) => (result instanceof AppError ? result.code : result.path));
    expect(codes).toEqual(["fast", "fast", "fast", "fast", "careful", "ingest.no_rows", "careful"]);
    const {orders} = await staged(db, plans);
    expect(orders.map((each) => each["order_id"]).sort()).toEqual(["1", "10", "2", "4", "5", "7", "8"]);
  });

  test("one of them can be taken out, and read again in another way", async () => {
    const plans = await plansOf(days);
    const db = await openTestDatabase();
    await loadAll(db, plans);
    await removeSource(db, plans[0]!.source.id);
    expect((await staged(db, plans)).orders.map((each) => each["order_id"]).sort()).toEqual(["2", "4", "5", "7"]);
    const mapping = {...plans[3]!.mapping!, amountFrom: "none" as const};
    await loadSource(db, {...plans[3]!, mapping});
    const {orders} = await staged(db, plans);
    // without an amount an order has no money, not one yuan
    expect(orders.find((each) => each["order_id"] === "7")?.["paid_amount"]).toBeNull();
    for (const {source} of plans) await removeSource(db, source.id);
    expect(await tablesIn(db)).toEqual([]);
  });

  test("the same file twice in one drop is there once", async () => {
    const [plan] = await plansOf(days.slice(3));
    const db = await openTestDatabase();
    await loadAll(db, [plan!, plan!]);
    expect((await staged(db, [plan!])).orders).toHaveLength(1);
  });

  test("once cancelled, every file that was not loaded says so", async () => {
    const plans = await plansOf(days);
    const db = await openTestDatabase();
    const results = await loadAll(db, plans, AbortSignal.abort(new AppError("engine.cancelled")));
    expect(results.map(({result}) => result instanceof AppError && result.code)).toEqual(
      plans.map(() => "engine.cancelled")
    );
    expect(await tablesIn(db)).toEqual([]);
  });
});
