import {beforeAll, expect, test} from "vitest";
import {toRows} from "../../src/base/table";
import type {Database} from "../../src/engine/database";
import {rebuildStaging} from "../../src/ingest/combine";
import {decodeChunks, type Decode} from "../../src/ingest/encoding/decode";
import {openTestDatabase} from "../support/database";
import {soakCases} from "../support/soak";
import {gb18030, load, utf16} from "./given";
import {row, taobaoOrders46} from "./layouts";

/** One shop's orders; written in many ways, they must come to the same. */
const records = Array.from({length: 300}, (_, index) => {
  const isPaid = index % 7 !== 0;
  const refund = isPaid && index % 5 === 0 ? (index % 10 === 0 ? 10 + index : 1.25) : 0;
  return row(taobaoOrders46, {
    订单编号: `3515313147329${String(index).padStart(5, "0")}`,
    买家会员名: `买家${index % 40}`,
    总金额: `${10 + index}.00`,
    买家实际支付金额: isPaid ? (10 + index - refund).toFixed(2) : "0.00",
    退款金额: refund.toFixed(2),
    订单创建时间: `2024-0${1 + (index % 6)}-${String(1 + (index % 28)).padStart(2, "0")} 10:00:00`,
    订单付款时间: isPaid ? `2024-0${1 + (index % 6)}-${String(1 + (index % 28)).padStart(2, "0")} 10:00:09` : "",
    宝贝标题: index % 3 === 0 ? "毛衣，围巾, 手套" : "毛衣",
    订单备注: index % 11 === 0 ? '第一行\n第二行 "急"，谢谢' : "",
    店铺名称: "甲店"
  });
});

interface Form {
  delimiter?: string;
  newline?: string;
  quoteAll?: boolean;
  guard?: boolean;
}

function written({delimiter = ",", newline = "\r\n", quoteAll = false, guard = false}: Form, rows = records): string {
  const cell = (text: string, index: number) => {
    if (guard && index === 0 && text !== taobaoOrders46[0]) return `="${text}"`;
    return quoteAll || /["\r\n]/.test(text) || text.includes(delimiter) ? `"${text.replaceAll('"', '""')}"` : text;
  };
  return [taobaoOrders46, ...rows].map((cells) => cells.map(cell).join(delimiter) + newline).join("");
}

let db: Database;
let expected: Record<string, unknown>;
beforeAll(async () => {
  db = await openTestDatabase();
  expected = await sums([(await load(db, written({}))).plan.source.id]);
});

async function sums(ids: readonly string[]): Promise<Record<string, unknown>> {
  await rebuildStaging(db, ids);
  const [row] = toRows(
    await db.query(`select count(*) as orders, count(distinct customer_key) as customers, sum(gross_amount) as gross,
    sum(paid_amount) as paid, sum(refund_amount) as refunded, sum(net_amount) as net, min(ordered_at) as first_time,
    max(paid_at) as last_time, count(*) filter (where status = 'refunded_full') as refunded_orders,
    md5(string_agg(order_id || status || title, '|' order by order_id)) as fingerprint
from stg_orders`)
  );
  return row!;
}

test("the sums are those of the records", () => {
  const paid = records.filter((_, index) => index % 7 !== 0);
  const gross = paid.reduce((sum, cells) => sum + Number(cells[taobaoOrders46.indexOf("总金额")]), 0);
  expect(expected).toMatchObject({orders: 300, customers: 40, paid: gross});
});

const utf8 = (text: string) => new TextEncoder().encode(text);
const forms: [string, Uint8Array][] = [
  ["UTF-8 with a byte order mark", utf8(`\uFEFF${written({})}`)],
  ["GB18030", gb18030(written({}))],
  ["UTF-16, little end first", utf16(written({}), false, true)],
  ["UTF-16, big end first, unmarked", utf16(written({}), true, false)],
  ["tabs", utf8(written({delimiter: "\t"}))],
  ["semicolons", utf8(written({delimiter: ";"}))],
  ["every cell in quotes", utf8(written({quoteAll: true}))],
  ["line feeds", utf8(written({newline: "\n"}))],
  ["carriage returns", utf8(written({newline: "\r"}))],
  ["guarded order numbers", utf8(written({guard: true}))],
  ["guarded, in GB18030, with line feeds", gb18030(written({guard: true, newline: "\n"}))],
  ["no line end at the end", utf8(written({}).trimEnd())],
  ["an empty line at the end", utf8(`${written({})}\r\n`)]
];

test.each(forms)("%s: the sums stay", async (_, bytes) => {
  const {plan, report} = await load(db, bytes);
  expect(report).toMatchObject({rowsRead: 300, rowsLoaded: 300, path: "fast"});
  expect(await sums([plan.source.id])).toEqual(expected);
});

test.each(soakCases([500, 4096, 100_000], 2, 1))("chunks of %i bytes: the sums stay", async (chunkBytes) => {
  const decode: Decode = (blob, options, signal) =>
    decodeChunks(blob, {...options, chunkBytes, readBytes: 333}, signal);
  const {plan, report} = await load(db, gb18030(written({guard: true})), {decode});
  expect(report).toMatchObject({rowsLoaded: 300, path: "fast"});
  expect(await sums([plan.source.id])).toEqual(expected);
});

test("read record by record: the sums stay", async () => {
  const {plan, report} = await load(db, `${written({})}short row\r\n`);
  expect(report).toMatchObject({rowsRead: 301, rowsLoaded: 300, path: "careful"});
  expect(await sums([plan.source.id])).toEqual(expected);
});

test("split into files, overlapping or not, in any order: the sums stay", async () => {
  const ids: string[] = [];
  for (const [from, to] of [
    [0, 120],
    [100, 210],
    [210, 300]
  ] as const) {
    ids.push((await load(db, written({}, records.slice(from, to)))).plan.source.id);
  }
  expect(await sums(ids)).toEqual(expected);
  expect(await sums(ids.toReversed())).toEqual(expected);
});

test("columns in another order, and without those that are not read: the sums stay", async () => {
  const kept = taobaoOrders46
    .map((word, index) => ({word, index}))
    .filter(({word}) => !/积分|服务费|是否上传|物流/.test(word))
    .reverse();
  const lines = [taobaoOrders46, ...records].map((cells) =>
    kept.map(({index}) => `"${cells[index]!.replaceAll('"', '""')}"`).join(",")
  );
  const {plan} = await load(db, lines.join("\n"));
  expect(await sums([plan.source.id])).toEqual(expected);
});
