import {readFileSync} from "node:fs";
import Papa from "papaparse";
import {beforeAll, describe, expect, test} from "vitest";
import {Gb18030Encoder} from "../../sample-data/gb18030";
import {toRows} from "../../src/base/table";
import type {Database} from "../../src/engine/database";
import {decodeChunks, type Decode} from "../../src/ingest/encoding/decode";
import {rebuild} from "../../src/shop/pipeline";
import {shippedModels} from "../../src/models/library";
import {openTestDatabase} from "../support/database";
import {soakCases} from "../support/soak";
import {legacy, load, utf16} from "./given";

/**
 * A shop's numbers must not depend on how its files were written. Each case writes the same shop in another way, drawn from
 * a seed, loads it, builds every model, and compares every row of every mart and report.
 */

let db: Database;
beforeAll(async () => {
  db = await openTestDatabase();
});

type Row = readonly string[];

/** A shop's files as tables of cells, the header first. */
type Shop = readonly {rows: readonly Row[]; orderColumn: string}[];

const seeded = (seed: number) => () => {
  seed = (seed * 1664525 + 1013904223) % 4294967296;
  return seed / 4294967296;
};

function table(name: string, encoding: string): Row[] {
  const bytes = readFileSync(new URL(`../../sample-data/${name}`, import.meta.url));
  const text = new TextDecoder(encoding).decode(bytes).replace(/(^|[\n,])="/g, '$1"');
  return Papa.parse<string[]>(text, {skipEmptyLines: true}).data;
}

/** The header, and the rows of a column's first so many values. */
function some([header = [], ...rows]: Row[], column: string, count: number): Row[] {
  const place = header.indexOf(column);
  const kept = new Set(rows.map((cells) => cells[place]!).filter((value) => value !== ""));
  const first = new Set([...kept].slice(0, count));
  return [header, ...rows.filter((cells) => first.has(cells[place]!))];
}

function taobao(): Shop {
  const orders = some(table("taobao-orders.csv", "gb18030"), "买家会员名", 70);
  const ids = new Set(orders.map((cells) => cells[0]));
  const [header = [], ...items] = table("taobao-items.csv", "gb18030");
  const place = header.indexOf("主订单编号");
  const kept = items.filter((cells) => ids.has(cells[place]));
  return [
    {rows: orders, orderColumn: orders[0]![0]!},
    {rows: [header, ...kept], orderColumn: "主订单编号"}
  ];
}

/** Further rows of an order repeat its e-mail, so that an order stays whole. */
const shopify = (): Shop => [{rows: some(table("shopify-orders.csv", "utf-8"), "Email", 60), orderColumn: "Name"}];

/** How a till writes its table, in one language. */
interface Tongue {
  /** receipt, member, day, item, pieces, price of one, total of the receipt */
  header: readonly string[];
  member: string;
  items: readonly string[];
}

const english: Tongue = {
  header: ["Receipt No", "Member No", "Sale Date", "Item", "Qty", "Unit Price", "Receipt Total"],
  member: "member",
  items: ["item", "Owner's choice"]
};
/** Languages whose older encodings are still written, with characters that only they have. */
const tongues = {
  big5: {
    header: ["訂單編號", "會員編號", "訂單日期", "商品名稱", "數量", "單價", "訂單金額"],
    member: "會員",
    items: ["手工圍巾 藍色", "臺灣烏龍茶，禮盒", "許功蓋的陶瓷杯"]
  },
  shift_jis: {
    header: ["注文番号", "会員番号", "注文日", "商品名", "数量", "単価", "注文金額"],
    member: "会員",
    items: ["手編みのマフラー", "ソーダ水・表示価格", "抹茶の和菓子（詰合せ）"]
  },
  "windows-1252": {
    header: ["Bestellnummer", "Kundennummer", "Bestelldatum", "Artikel", "Menge", "Einzelpreis", "Gesamtbetrag"],
    member: "Käufer",
    items: ["Größe L, süß", "Crème brûlée, Zoë", "Müsli für 3 €"]
  }
} as const satisfies Record<string, Tongue>;

/** A table that only a mapping can read: receipts of several lines, their totals again on each. */
function till({header, member, items}: Tongue = english): Shop {
  const chance = seeded(7);
  const rows = Array.from({length: 140}, (_, receipt) => {
    const lines = Array.from({length: 1 + Math.floor(chance() * 3)}, (_, line) => ({
      item: `${items[receipt % items.length]} ${receipt % 9} ${line}`,
      quantity: 1 + Math.floor(chance() * 3),
      cents: 150 + Math.floor(chance() * 900)
    }));
    const total = lines.reduce((sum, {quantity, cents}) => sum + quantity * cents, 0);
    const day = new Date(Date.UTC(2024, 0, 1 + receipt * 2)).toISOString().slice(0, 10);
    return lines.map(({item, quantity, cents}) => [
      `R${5000 + receipt}`,
      `${member} ${receipt % 31}`,
      day,
      item,
      String(quantity),
      (cents / 100).toFixed(2),
      (total / 100).toFixed(2)
    ]);
  });
  return [{rows: [header, ...rows.flat()], orderColumn: header[0]!}];
}

/** Encodings that can say everything. */
const universal = ["utf-8", "utf-8 marked", "utf-16le", "utf-16be", "utf-16le bare", "gb18030"] as const;

/** How a file is written. */
interface Form {
  encoding: (typeof universal)[number] | keyof typeof tongues;
  delimiter: "," | "\t" | ";" | "|";
  quoting: "needed" | "all" | "single" | "guarded";
  newline: "\n" | "\r\n" | "\r";
  /** bytes at once where the text is decoded by us */
  chunkBytes: number;
  isShuffled: boolean;
  /** where the rows are cut in two files: not at all, at an order's end, within an order */
  cut: "whole" | "between" | "within";
  isSwapped: boolean;
}

const choices: {[Part in keyof Omit<Form, "encoding">]: readonly Form[Part][]} = {
  delimiter: [",", "\t", ";", "|"],
  quoting: ["needed", "all", "single", "guarded"],
  newline: ["\n", "\r\n", "\r"],
  chunkBytes: [64 * 1024, 40_000, 17_001],
  isShuffled: [false, true],
  cut: ["whole", "between", "within"],
  isSwapped: [false, true]
};

function drawForm(chance: () => number, index: number, encodings: readonly Form["encoding"][]): Form {
  const draw = <Value>(values: readonly Value[]): Value => values[Math.floor(chance() * values.length)]!;
  const drawn = Object.fromEntries(Object.entries(choices).map(([part, values]) => [part, draw<unknown>(values)]));
  // each encoding, quoting and cut in turn, the rest as it comes
  const {quoting, cut} = choices;
  const turn = <Value>(values: readonly Value[]): Value => values[index % values.length]!;
  return {...(drawn as unknown as Form), encoding: turn(encodings), quoting: turn(quoting), cut: turn(cut)};
}

function shuffled(rows: readonly Row[], chance: () => number): Row[] {
  const order = rows[0]!.map((_, place) => ({place, key: chance()})).sort((a, b) => a.key - b.key);
  return rows.map((cells) => order.map(({place}) => cells[place] ?? ""));
}

/** The rows in one file or two, each with the header. */
function cutUp(rows: readonly Row[], orderColumn: string, cut: Form["cut"], chance: () => number): (readonly Row[])[] {
  const [header = [], ...body] = rows;
  const place = header.indexOf(orderColumn);
  const isWithin = (at: number) => body[at - 1]![place] === body[at]![place];
  const places = body.map((_, at) => at).filter((at) => at > 0 && isWithin(at) === (cut === "within"));
  if (cut === "whole" || places.length === 0) return [rows];
  const at = places[Math.floor(chance() * places.length)]!;
  return [
    [header, ...body.slice(0, at)],
    [header, ...body.slice(at)]
  ];
}

function text(rows: readonly Row[], {delimiter, quoting, newline}: Form): string {
  const quote = quoting === "single" ? "'" : '"';
  const quoted = (cell: string) => `${quote}${cell.replaceAll(quote, quote + quote)}${quote}`;
  const cell = (value: string, isHeader: boolean) => {
    if (quoting === "guarded" && !isHeader && /^\d{12,}$/.test(value)) return `=${quoted(value)}`;
    return quoting === "all" || quoting === "single" || /["\r\n]/.test(value) || value.includes(delimiter)
      ? quoted(value)
      : value;
  };
  return rows.map((cells, row) => cells.map((value) => cell(value, row === 0)).join(delimiter) + newline).join("");
}

const gb18030 = new Gb18030Encoder();

function bytes(content: string, encoding: Form["encoding"]): Uint8Array {
  if (encoding in tongues) return legacy(content, encoding as keyof typeof tongues);
  if (encoding === "gb18030") return gb18030.encode(content);
  if (encoding.startsWith("utf-16")) return utf16(content, encoding === "utf-16be", encoding !== "utf-16le bare");
  return new TextEncoder().encode(encoding === "utf-8 marked" ? `\uFEFF${content}` : content);
}

/** Loads a shop as written, and tells what every mart and report says. */
async function metricsOf(files: readonly Uint8Array[], chunkBytes = 64 * 1024): Promise<Record<string, unknown>> {
  const decode: Decode = (blob, options, signal) =>
    decodeChunks(blob, {...options, chunkBytes, readBytes: chunkBytes}, signal);
  const ids: string[] = [];
  for (const [index, content] of files.entries()) {
    const {plan} = await load(db, content, {name: `${index}.csv`, decode});
    ids.push(plan.source.id);
  }
  await rebuild(db, {sourceIds: ids, shops: new Map()});
  const relations = [...shippedModels.values()].filter(({layer}) => layer === "marts" || layer === "reports");
  const said: Record<string, unknown> = {};
  for (const {name} of relations) {
    const rows = await db.query(
      `select relation_row::varchar as row_text from "${name}" as relation_row order by row_text`
    );
    said[name] = toRows(rows).map(({row_text: row}) => rounded(String(row)));
  }
  return said;
}

/** Shares and means are summed in another order when rows come in another; money is exact. */
function rounded(row: string): string {
  return row.replace(/-?\d+\.\d{9,}(e-?\d+)?/g, (number) => String(Number(Number(number).toPrecision(9))));
}

const plain: Form = {
  encoding: "utf-8",
  delimiter: ",",
  quoting: "needed",
  newline: "\r\n",
  chunkBytes: 65536,
  isShuffled: false,
  cut: "whole",
  isSwapped: false
};

describe.each([
  ["Taobao's orders and items", taobao(), 6, universal, {orders: 1, purchases: 1, order_lines: 1}],
  ["Shopify's orders", shopify(), 6, universal, {orders: 1, purchases: 1, order_lines: 1}],
  ["a till that nobody described", till(), 6, universal, {orders: 140, purchases: 140, order_lines: 1}],
  ...(Object.keys(tongues) as (keyof typeof tongues)[]).map(
    (encoding) =>
      [`a till that writes ${encoding}`, till(tongues[encoding]), 4, [encoding], {orders: 140, purchases: 140}] as const
  )
] as const)("%s", (_, shop, count, encodings, least) => {
  let expected: Record<string, unknown>;
  beforeAll(async () => {
    expected = await metricsOf(shop.map(({rows}) => bytes(text(rows, plain), "utf-8")));
  });

  test("there is something to compare", () => {
    for (const [name, rows] of Object.entries(least))
      expect((expected[name] as unknown[]).length).toBeGreaterThanOrEqual(rows);
    expect(Object.keys(expected).length).toBeGreaterThan(20);
  });

  const chance = seeded(20261126);
  const forms = Array.from({length: count}, (_, index) => drawForm(chance, index, encodings));
  const told = forms.map((form) => ({form, what: JSON.stringify(form)}));
  // the share is another form for each shop
  const from = shop[0]!.rows.length % count;
  test.each(soakCases(told, 1, from))("$what", async ({form}) => {
    const draw = seeded(forms.indexOf(form) + 1);
    const files = shop.flatMap(({rows, orderColumn}) =>
      cutUp(form.isShuffled ? shuffled(rows, draw) : rows, orderColumn, form.cut, draw)
    );
    const written = files.map((rows) => bytes(text(rows, form), form.encoding));
    expect(await metricsOf(form.isSwapped ? written.reverse() : written, form.chunkBytes)).toEqual(expected);
  });
});

test.each(soakCases([1, 2, 3, 5, 64, 333, 4096], 2, 3))(
  "read %i bytes at once, characters cut wherever",
  async (chunkBytes) => {
    const [orders] = taobao();
    const rows = orders!.rows.slice(0, 25);
    const expected = await metricsOf([bytes(text(rows, plain), "utf-8")]);
    const encoding = chunkBytes % 2 ? "gb18030" : "utf-16le";
    const form: Form = {...plain, quoting: "guarded", encoding};
    expect(await metricsOf([bytes(text(rows, form), encoding)], chunkBytes)).toEqual(expected);
  }
);
