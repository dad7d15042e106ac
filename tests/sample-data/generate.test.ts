import {createHash} from "node:crypto";
import {readFileSync} from "node:fs";
import {describe, expect, test} from "vitest";
import {sampleFiles} from "../../sample-data/files";
import {Gb18030Encoder} from "../../sample-data/gb18030";

const folder = new URL("../../sample-data/", import.meta.url);
const read = (name: string) => readFileSync(new URL(name, folder));
const gb18030 = (name: string) => new TextDecoder("gb18030", {fatal: true}).decode(read(name));
const known = JSON.parse(read("known-numbers.json").toString("utf8"));

/** Records of a CSV by the rules of RFC 4180, and nothing of the product. */
function records(text: string): string[][] {
  const pattern = /(?:"((?:[^"]|"")*)"|([^,\r\n]*))(,|\r\n|\n|$)/gy;
  const found: string[][] = [];
  let record: string[] = [];
  for (const [, quoted, plain, end] of text.matchAll(pattern)) {
    record.push(quoted === undefined ? plain! : quoted.replaceAll('""', '"'));
    if (end === ",") continue;
    if (record.length > 1) found.push(record);
    record = [];
  }
  return found;
}

function rowsOf(text: string): Record<string, string>[] {
  const [header, ...rest] = records(text);
  return rest.map((cells) => Object.fromEntries(header!.map((name, place) => [name.trim(), cells[place]!])));
}

function groupBy<Item>(items: Item[], keyOf: (item: Item) => string): Map<string, Item[]> {
  const groups = new Map<string, Item[]>();
  for (const item of items) groups.set(keyOf(item), [...(groups.get(keyOf(item)) ?? []), item]);
  return groups;
}

const cents = (text: string) => Math.round(Number(text) * 100);
const sum = (rows: Record<string, string>[], column: string) =>
  rows.reduce((total, row) => total + cents(row[column]!), 0);

describe("the generator", () => {
  test("writes the files of the folder again, byte for byte", () => {
    for (const [name, bytes] of sampleFiles()) {
      expect(createHash("sha256").update(bytes).digest("hex"), name).toBe(
        createHash("sha256").update(read(name)).digest("hex")
      );
    }
  });

  test("fingerprints the files it writes", () => {
    for (const name of ["taobao-orders.csv", "taobao-items.csv", "shopify-orders.csv"]) {
      expect(createHash("sha256").update(read(name)).digest("hex")).toBe(known[name].sha256);
      expect(read(name).length).toBeLessThan(7_000_000);
    }
  });

  test("encodes GB18030 so that it reads back, whether one, two or four bytes long", () => {
    const text = "A木棉，€ȃ🌿";
    const bytes = new Gb18030Encoder().encode(text);
    expect(new TextDecoder("gb18030", {fatal: true}).decode(bytes)).toBe(text);
    expect([...new Gb18030Encoder().encode("中")]).toEqual([0xd6, 0xd0]);
    expect([...new Gb18030Encoder().encode("💩")]).toEqual([0x94, 0x39, 0xda, 0x33]);
  });
});

describe("the order report", () => {
  const rows = rowsOf(gb18030("taobao-orders.csv"));
  const numbers = known["taobao-orders.csv"];

  test("has as many orders as it is known to have, each number once", () => {
    expect(rows).toHaveLength(numbers.orders);
    expect(new Set(rows.map((row) => row["订单编号"])).size).toBe(numbers.orders);
    expect(rows.every((row) => /^="\d{19}"$/.test(row["订单编号"]!))).toBe(true);
  });

  test("really paid is the total without the refund, for every paid order", () => {
    const paid = rows.filter((row) => row["订单付款时间"] !== "");
    expect(paid).toHaveLength(numbers.paidOrders);
    for (const row of paid) {
      expect(cents(row["买家实际支付金额"]!)).toBe(cents(row["总金额"]!) - cents(row["退款金额"]!));
    }
    expect(sum(paid, "总金额")).toBe(Math.round(numbers.money.paid * 100));
    expect(sum(rows, "买家实际支付金额")).toBe(Math.round(numbers.money.net * 100));
    expect(sum(rows, "退款金额")).toBe(Math.round(numbers.money.refunded * 100));
  });

  test("uses every word the platform has for an order's state", () => {
    const words = Object.keys(numbers.ordersByStatus);
    for (const word of [
      "等待买家付款",
      "付款确认中",
      "外卡支付付款确认中",
      "余额宝0元购合约中",
      "未创建支付宝交易",
      "没有创建外部交易",
      "买家已付款，等待卖家发货",
      "等待卖家发货",
      "卖家部分发货",
      "卖家已发货，等待买家确认",
      "等待买家确认收货",
      "买家已签收",
      "交易成功",
      "交易关闭",
      "交易被淘宝关闭",
      "付款以后用户退款成功，交易自动关闭"
    ]) {
      expect(words).toContain(word);
      expect(rows.filter((row) => row["订单状态"] === word)).toHaveLength(numbers.ordersByStatus[word]);
    }
  });

  test("nothing leaves the shop around Spring Festival", () => {
    const shipped = rows.map((row) => row["发货时间"]!.slice(0, 10));
    expect(shipped.filter((day) => day >= "2026-02-12" && day < "2026-02-23")).toEqual([]);
  });

  test("Double 11 is the year's best day", () => {
    for (const year of ["2025", "2026"]) {
      const days = rows.map((row) => row["订单创建时间"]!.slice(0, 10)).filter((day) => day.startsWith(year));
      const counts = groupBy(days, (day) => day);
      const best = [...counts].sort((a, b) => b[1].length - a[1].length)[0]![0];
      expect(best).toBe(`${year}-11-11`);
    }
  });

  test("names nobody: every phone begins with 100, every receiver has stars", () => {
    expect(rows.filter((row) => !/^'100(\d{8}|\*{4}\d{4})$/.test(row["联系手机"]!))).toEqual([]);
    expect(rows.filter((row) => !/^\p{Script=Han}\*{1,2}$/u.test(row["收货人姓名"]!))).toEqual([]);
    expect(rows.filter((row) => !row["收货地址"]!.includes("样例路"))).toEqual([]);
    expect(gb18030("taobao-orders.csv")).not.toMatch(/\b1[3-9]\d{9}\b/);
  });
});

describe("the item report", () => {
  const rows = rowsOf(gb18030("taobao-items.csv"));
  const orders = rowsOf(gb18030("taobao-orders.csv"));

  test("its lines come to what the orders are billed, order by order", () => {
    expect(rows).toHaveLength(known["taobao-items.csv"].records);
    const lines = groupBy(rows, (row) => row["主订单编号"]!);
    for (const order of orders) {
      const own = lines.get(order["订单编号"]!)!;
      expect(sum(own, "买家应付货款")).toBe(cents(order["买家应付货款"]!));
      expect(own.length).toBe(Number(order["宝贝种类"]));
    }
  });

  test("every line has a number of its own", () => {
    expect(new Set(rows.map((row) => row["子订单编号"])).size).toBe(rows.length);
  });
});

describe("the overseas export", () => {
  const rows = rowsOf(read("shopify-orders.csv").toString("utf8"));
  const numbers = known["shopify-orders.csv"];

  test("has the cells of an order in the first row of it only", () => {
    expect(rows).toHaveLength(numbers.records);
    expect(rows.filter((row) => row["Financial Status"] !== "")).toHaveLength(numbers.orders);
    expect(new Set(rows.map((row) => row["Name"])).size).toBe(numbers.orders);
  });

  test("total and refunded come to the known sums, status by status", () => {
    for (const [status, {total, refunded}] of Object.entries<{total: number; refunded: number}>(
      numbers.byFinancialStatus
    )) {
      const own = rows.filter((row) => row["Financial Status"] === status);
      expect(sum(own, "Total")).toBe(Math.round(total * 100));
      expect(sum(own, "Refunded Amount")).toBe(Math.round(refunded * 100));
    }
  });

  test("names nobody: addresses at example.com, numbers that belong to nobody", () => {
    const text = read("shopify-orders.csv").toString("utf8");
    expect(rows.filter((row) => row["Email"] !== "" && !row["Email"]!.endsWith("@example.com"))).toEqual([]);
    expect([...text.matchAll(/@[a-z.]+/gi)].every(([domain]) => domain === "@example.com")).toBe(true);
    expect([...text.matchAll(/\+1\d{10}/g)].every(([phone]) => /^\+1\d{3}55501\d\d$/.test(phone))).toBe(true);
  });
});
