import {beforeAll, describe, expect, test} from "vitest";
import {toRows} from "../../src/base/table";
import type {Database} from "../../src/engine/database";
import {AppError} from "../../src/base/errors";
import type {Unpacked} from "../../src/ingest/container";
import {rebuildStaging} from "../../src/ingest/combine";
import type {ImportReport} from "../../src/ingest/plan";
import {findRejects} from "../../src/ingest/rejects";
import {unpackFile} from "../../src/ingest/archive/unpack";
import {loadPlan, planFile} from "../../src/shop/pipeline";
import {
  gridOf,
  gzipOf,
  handmade,
  htmlTable,
  oldChineseBook,
  parquetOf,
  plainZip,
  sheetOf,
  textRows,
  workbookOf,
  zipOf
} from "../support/containers";
import {openTestDatabase} from "../support/database";
import {order, report, sixOrders} from "../support/orders";
import {gb18030} from "./given";

const csv = report(sixOrders("35"));
const grid = gridOf(sixOrders("35"));
const utf8 = (text: string) => new TextEncoder().encode(text);

/** Unpacks with the answers that a person would give, one after another. */
function unpack(content: BlobPart, name: string, ...passwords: (string | null)[]): Promise<Unpacked> {
  return unpackFile(new File([content], name), {
    askPassword: () => {
      const next = passwords.shift();
      if (next === undefined) throw new Error("asked once too often");
      return Promise.resolve(next);
    }
  });
}

const said = ({texts, unread}: Unpacked) => ({
  texts: texts.map(({file}) => file.name),
  unread: unread.map(({name, error}) => [name, error.code])
});

const notes = ({texts}: Unpacked) =>
  texts.flatMap(({origin}) => origin?.notes ?? []).map(({code, details}) => [code, details]);

async function refusal(work: Promise<Unpacked>): Promise<string> {
  try {
    return `read ${(await work).texts.map(({file}) => file.name).join()}`;
  } catch (error) {
    AppError.assert(error);
    return error.code;
  }
}

let db: Database;
let twin: Shop;
beforeAll(async () => {
  db = await openTestDatabase();
  twin = await shopOf(await unpack(csv, "twin.csv"));
});

interface Shop {
  orders: Record<string, unknown>[];
  money: Record<string, unknown>;
  reports: ImportReport[];
}

/** What the texts come to: every order, and the sums. */
async function shopOf({texts}: Unpacked): Promise<Shop> {
  const reports: ImportReport[] = [];
  for (const {file, origin} of texts) reports.push(await loadPlan(db, await planFile({file, origin})));
  await rebuildStaging(
    db,
    reports.map(({sourceId}) => sourceId)
  );
  const own = "source_id, row_number";
  const orders = toRows(await db.query(`select * exclude (${own}) from stg_orders order by order_id`));
  const [money = {}] = toRows(
    await db.query(`select count(*) as orders, sum(gross_amount) as gross, sum(paid_amount) as paid,
    sum(refund_amount) as refunded, sum(net_amount) as net from stg_orders`)
  );
  return {orders, money, reports};
}

test("the orders that all these files hold are those that were written down by hand", () => {
  expect(twin.money).toEqual({orders: 6, gross: 480.4, paid: 400.4, refunded: 210, net: 190.4});
  expect(twin.orders.map(({customer_key: buyer}) => buyer)).toContain("王一");
});

describe("every container gives the very orders of its CSV twin", () => {
  const html = htmlTable(grid, "gb2312");
  const files: Readonly<Record<string, () => BlobPart | Promise<BlobPart>>> = {
    "tabs.txt": () => report(sixOrders("35")).replaceAll(/,(?=(?:[^"]*"[^"]*")*[^"]*$)/g, "\t"),
    "orders.xlsx": () => workbookOf({Sheet1: sheetOf(grid)}, "xlsx"),
    "macros.xlsm": () => workbookOf({Sheet1: sheetOf(grid)}, "xlsm"),
    "1904.xlsx": () => workbookOf({Sheet1: sheetOf(grid, {is1904: true})}, "xlsx", {is1904: true}),
    "texts.xlsx": () => handmade({sheets: {Sheet1: `<sheetData>${textRows(grid)}</sheetData>`}, formats: ["0.00"]}),
    "1997.xls": () => workbookOf({Sheet1: sheetOf(grid)}, "biff8"),
    "1995.xls": () => oldChineseBook(grid, gb18030),
    "binary.xlsb": () => workbookOf({Sheet1: sheetOf(grid)}, "xlsb"),
    "open.ods": () => workbookOf({Sheet1: sheetOf(grid)}, "ods"),
    "2003.xml": () => workbookOf({Sheet1: sheetOf(grid)}, "xlml"),
    "web.xls": () => gb18030(html) as BlobPart,
    "web-utf8.xls": () => `\uFEFF${htmlTable(grid, "utf-8")}`,
    "lying.xls": () => gb18030(htmlTable(grid, "utf-8")) as BlobPart,
    "orders.zip": () => zipOf({"orders.csv": csv}),
    "book.zip": async () => zipOf({"a/b/orders.xlsx": workbookOf({Sheet1: sheetOf(grid)}, "xlsx")}),
    "orders.csv.gz": () => gzipOf(csv),
    "orders.parquet": () => parquetOf(grid)
  };
  test.each(Object.keys(files))("%s", async (name) => {
    const shop = await shopOf(await unpack(await files[name]!(), name));
    expect(shop.orders).toEqual(twin.orders);
    expect(shop.money).toEqual(twin.money);
    expect(shop.reports.map(({rowsRead, rowsRejected}) => [rowsRead, rowsRejected])).toEqual([[6, 0]]);
  });
});

describe("a zip archive", () => {
  test("gives every file in it, one within another among them", async () => {
    const inner = new Uint8Array(await (await zipOf({"b.csv": csv})).arrayBuffer());
    const unpacked = await unpack(await zipOf({"a.csv": csv, "七月/c.csv": csv, "inner.zip": inner}), "六月.zip");
    expect(said(unpacked)).toEqual({
      texts: ["六月.zip › a.csv", "六月.zip › 七月/c.csv", "六月.zip › inner.zip › b.csv"],
      unread: []
    });
    for (const {file} of unpacked.texts) expect(await file.text()).toBe(csv);
    expect(unpacked.texts[0]!.origin).toEqual({path: ["六月.zip", "a.csv"], isSheet: false, notes: []});
  });

  test.each([
    ["ZipCrypto", true],
    ["AES", false]
  ])("locked by %s opens with its password, and asks again after a wrong one", async (_, zipCrypto) => {
    const locked = await zipOf({"a.csv": csv, "b.csv": csv}, {password: "1234", zipCrypto});
    const unpacked = await unpack(locked, "locked.zip", "4321", "", "1234");
    expect(said(unpacked)).toEqual({texts: ["locked.zip › a.csv", "locked.zip › b.csv"], unread: []});
    expect(await unpacked.texts[1]!.file.text()).toBe(csv);
    expect(await refusal(unpack(locked, "locked.zip", "4321", null))).toBe("ingest.password_missing");
  });

  test("of a Chinese Windows has readable names, and so has one of a Mac", async () => {
    const zip = plainZip([
      [gb18030("三月订单.csv"), utf8(csv)],
      [utf8("四月订单.csv"), utf8(csv)]
    ]);
    expect(said(await unpack(zip, "订单.zip")).texts).toEqual(["订单.zip › 三月订单.csv", "订单.zip › 四月订单.csv"]);
  });

  test("leaves out what a system put there, and says which files are no tables", async () => {
    const zip = await zipOf({
      "a.csv": csv,
      "__MACOSX/._a.csv": "x",
      ".DS_Store": "x",
      "子/.hidden.csv": csv,
      "Thumbs.db": "x",
      "~$a.xlsx": "x",
      "照片.png": new Uint8Array([0x89, 0x50, 0x4e, 0x47, 13, 10, 26, 10]),
      "说明.pdf": "%PDF-1.4"
    });
    const unpacked = await unpack(zip, "all.zip");
    expect(said(unpacked)).toEqual({texts: ["all.zip › a.csv"], unread: []});
    expect(notes(unpacked)).toEqual([["ingest.left_out", {names: "all.zip › 照片.png, all.zip › 说明.pdf", count: 2}]]);
  });

  test("of which nothing can be read says so of every file, and an empty one says that", async () => {
    const pictures = await zipOf({"a.pdf": "%PDF-1.4", "b.7z": new Uint8Array([0x37, 0x7a, 0xbc, 0xaf, 0x27, 0x1c])});
    expect(said(await unpack(pictures, "a.zip")).unread).toEqual([
      ["a.zip › a.pdf", "ingest.pdf"],
      ["a.zip › b.7z", "ingest.archive"]
    ]);
    expect(await refusal(unpack(await zipOf({}), "empty.zip"))).toBe("ingest.nothing_inside");
    expect(await refusal(unpack(await zipOf({".DS_Store": "x"}), "empty.zip"))).toBe("ingest.nothing_inside");
  });
});

describe("gzip", () => {
  test("names its file by its header, else by its own name", async () => {
    expect(said(await unpack(await gzipOf(csv), "六月.csv.gz")).texts).toEqual(["六月.csv.gz › 六月.csv"]);
    const named = await gzipOf(csv, gb18030("七月.csv"));
    expect(said(await unpack(named, "六月.csv.gz")).texts).toEqual(["六月.csv.gz › 七月.csv"]);
  });
});

describe("order numbers that Excel has cut", () => {
  const numbered = (ids: readonly string[], write: (id: string) => string) => {
    const rows = gridOf(ids.map((id) => order(id, "王一", "10.00", "2026-03-01")));
    const sheet = textRows(rows).replaceAll(
      /<c r="(A\d+)" t="inlineStr"><is><t>(\d+)<\/t><\/is><\/c>/g,
      (_, at: string, id: string) => `<c r="${at}"><v>${write(id)}</v></c>`
    );
    return handmade({sheets: {Sheet1: `<sheetData>${sheet}</sheetData>`}, formats: ["0"]});
  };
  const ids = ["351531314732935793", "351531314732946801", "351531314732957912"];

  test("are told as rounded", async () => {
    const cut = await numbered(ids, (id) => Number(Number(id).toPrecision(15)).toExponential());
    const {reports, orders} = await shopOf(await unpack(cut, "cut.xlsx"));
    expect(orders.map((each) => each["order_id"])).toEqual([
      "351531314732936000",
      "351531314732947000",
      "351531314732958000"
    ]);
    expect(reports[0]!.diagnostics.map(({code}) => code)).toContain("ingest.ids_rounded");
  });

  test("are whole where a program wrote them whole", async () => {
    const {reports, orders} = await shopOf(await unpack(await numbered(ids, String), "whole.xlsx"));
    expect(orders.map((each) => each["order_id"])).toEqual(ids);
    expect(reports[0]!.diagnostics.map(({code}) => code)).not.toContain("ingest.ids_rounded");
  });

  test("are told as ruined where they stand as texts", async () => {
    const rows = gridOf([
      order("3.51531E+17", "王一", "10.00", "2026-03-01"),
      order("35", "王一", "10.00", "2026-03-01")
    ]);
    const {reports} = await shopOf(await unpack(workbookOf({S: sheetOf(rows)}, "biff8"), "ruined.xls"));
    expect(reports[0]!.diagnostics.map(({code}) => code)).toContain("ingest.ids_ruined");
  });
});

test("rejected rows are told by their rows in the sheet, whatever line ends stand in its cells", async () => {
  const rows = gridOf([
    order("3501", "王一", "10.00", "2026-03-01", {订单备注: "两行\n的备注\r\n和一行"}),
    order("3502", "王一", "四十", "2026-03-02", {买家实际支付金额: "四十"}),
    order("3503", "王一", "20.00", "2026-03-03"),
    order("", "王一", "20.00", "2026-03-04")
  ]);
  // two blank rows and a title stand above, a blank row between
  const sheet = textRows([["三月订单", "甲店"]], 2) + textRows(rows.slice(0, 3), 4) + textRows(rows.slice(3), 9);
  const [text] = (await unpack(await handmade({sheets: {三月: `<sheetData>${sheet}</sheetData>`}}), "三月.xlsx")).texts;
  const plan = await planFile(text!);
  const report = await loadPlan(db, plan);
  expect([report.rowsRead, report.rowsLoaded, report.rowsRejected]).toEqual([4, 2, 2]);
  const rejected = await findRejects(plan, report);
  expect(rejected.map(({line, reason}) => [line, reason])).toEqual([
    [6, "bad_money"],
    [10, "missing_order_id"]
  ]);
});
