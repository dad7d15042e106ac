import {beforeAll, describe, expect, test} from "vitest";
import {toRows} from "../../src/base/table";
import type {Database} from "../../src/engine/database";
import type {EarlierFile, Shop} from "../../src/shop/shop";
import type {ShopSnapshot} from "../../src/shop/snapshot";
import {openTestDatabase} from "../support/database";
import {relationLines} from "../support/numbers";
import {makeShop} from "../support/shop";

const header = "订单编号,买家会员名,总金额,买家实际支付金额,订单状态,订单创建时间,订单付款时间,退款金额";
const never = new AbortController().signal;

/** Orders by number, one an hour from the first of 2025 on, of every eleventh buyer again and again. */
function month(name: string, from: number, to: number, extra: readonly string[] = []): File {
  const lines = Array.from({length: to - from}, (_, at) => {
    const id = from + at;
    const time = new Date(Date.UTC(2025, 0, 1, id)).toISOString().slice(0, 19).replace("T", " ");
    return `${900_000_000 + id},buyer${id % 997},${10 + (id % 90)}.50,${10 + (id % 90)}.50,交易成功,${time},${time},${id % 5 === 0 ? "1.00" : "0.00"}`;
  });
  return new File([[header, ...lines, ...extra, ""].join("\n")], name);
}

const first = month("first.csv", 0, 6000, ["900009999,nobody,x,1.00,交易成功,yesterday,,0.00"]);
/** holds a thousand of the orders of the first file again */
const second = month("second.csv", 5000, 11_000);
const third = month("third.csv", 11_000, 11_500);

/** A shop of an engine of its own. */
interface Opened {
  db: Database;
  shop: Shop;
}

async function open(): Promise<Opened> {
  const db = await openTestDatabase();
  return {db, shop: makeShop(db)};
}

/** What a browser keeps of the files of a shop. */
const kept = ({shop}: Opened): EarlierFile[] =>
  shop.files.map(({plan, arrival, shop: name, changes, isReplacement}) => ({
    file: plan.source.file as File,
    mapping: plan.mapping,
    origin: null,
    facts: {arrival, shop: name, changes, isReplacement}
  }));

/** All that a person could tell two shops by, times left out. */
async function everything({db, shop}: Opened): Promise<unknown> {
  const {imports, failures, summary, capabilities, diagnostics} = shop.state;
  const files = imports.files.map(({plan, report, ...facts}) => {
    const {file, ...source} = plan.source;
    return {...facts, plan: {...plan, source, size: file.size}, report: {...report, milliseconds: 0}};
  });
  const past = imports.past.map((list) => list.map(({plan}) => plan.source.name));
  return {files, past, failures, summary, capabilities, diagnostics, relations: await relationLines(db)};
}

/** Rows and contents of what lies at both ends of the way: the files' orders, and what the first screen says. */
async function ends({db}: Opened): Promise<unknown> {
  const hash = "select count(*) as rows, bit_xor(hash(r))::varchar as hash from";
  const names = ["stg_orders", "stg_rejects", "orders", "customers", "verdicts"];
  return Promise.all(names.map(async (name) => toRows(await db.query(`${hash} (select * from ${name}) as r`))));
}

const attachedIn = async ({db}: Opened) =>
  toRows(await db.query("select 1 as one from duckdb_databases() where database_name = 'saved'")).length > 0;

/** the shop whose files were read */
let read: Opened;
/** the same, opened from a snapshot */
let again: Opened;
let snapshot: ShopSnapshot;
beforeAll(async () => {
  [read, again] = await Promise.all([open(), open()]);
  await read.shop.add([first]);
  await read.shop.add([second]);
  await relationLines(read.db);
  snapshot = (await read.shop.save(never))!;
}, 180_000);

describe("a shop opened from a snapshot", () => {
  test("is the shop that was saved: files, reports, undo, every relation", async () => {
    expect(await again.shop.restore(kept(read), structuredClone(snapshot))).toBe(true);
    expect(await attachedIn(again)).toBe(true);
    expect(await everything(again)).toEqual(await everything(read));
    expect(again.shop.state.summary).toMatchObject({valid_orders: 11_000});
  }, 180_000);

  test("made nothing anew that was in it", async () => {
    const made = toRows(
      await again.db.query("select table_name as name from duckdb_tables() where database_name = 'memory'")
    );
    const names = made.map(({name}) => String(name));
    expect(snapshot.content.models).toContain("orders");
    expect(names.filter((name) => snapshot.content.models.includes(name))).toEqual([]);
    expect(names.filter((name) => snapshot.content.sources.includes(name))).toEqual([]);
  });

  test("can be saved again while it is read from one", async () => {
    const other = await again.shop.save(never);
    expect(other?.content).toEqual(snapshot.content);
    expect(other?.bytes.length).toBe(snapshot.bytes.length);
  });

  test("follows a setting: what depends on it is made anew", async () => {
    for (const isJoining of [false, true]) {
      for (const {shop} of [read, again]) await shop.setJoining({...shop.state.joining, isJoining});
      expect(await ends(again)).toEqual(await ends(read));
    }
  });

  test("tells its rejected rows", async () => {
    expect(await again.shop.rejects(again.shop.files[0]!)).toEqual(await read.shop.rejects(read.shop.files[0]!));
  });

  test("takes a name for a file, and forgets it again", async () => {
    for (const {shop} of [read, again]) await shop.nameShop(shop.files[0]!, "North");
    const orders = "select count(*) as orders from stg_orders where shop = 'North'";
    expect(toRows(await again.db.query(orders))).toEqual(toRows(await read.db.query(orders)));
    for (const {shop} of [read, again]) await shop.undo();
    expect(again.shop.files.map((file) => file.shop)).toEqual([null, null]);
  });

  test("takes next month's file, gives it back, and has let go of the snapshot", async () => {
    for (const {shop} of [read, again]) await shop.add([third]);
    expect(again.shop.state.summary).toMatchObject({valid_orders: 11_500});
    expect(await attachedIn(again)).toBe(false);
    expect(await ends(again)).toEqual(await ends(read));
    for (const {shop} of [read, again]) await shop.undo();
    expect(again.shop.state.summary).toMatchObject({valid_orders: 11_000});
  });
});

/** Opens a snapshot in a fresh engine; whether it was used. */
async function reopen(files: readonly EarlierFile[], given: ShopSnapshot): Promise<boolean> {
  await again.db.restart();
  again = {db: again.db, shop: makeShop(again.db)};
  const isResumed = await again.shop.restore(files, given);
  expect(again.shop.state.failures).toEqual([]);
  return isResumed;
}

describe("a shop opened from a snapshot", () => {
  test("loses a file that is removed, and nothing else", async () => {
    expect(await reopen(kept(read), snapshot)).toBe(true);
    await again.shop.remove(again.shop.files[0]!);
    expect(again.shop.state.summary).toMatchObject({valid_orders: 6000});
    expect(await attachedIn(again)).toBe(false);
  });

  test("reads its files again in a fresh engine", async () => {
    expect(await reopen(kept(read), snapshot)).toBe(true);
    await again.db.restart();
    await again.shop.reload();
    expect(again.shop.state.failures).toEqual([]);
    expect(await attachedIn(again)).toBe(false);
    expect(await ends(again)).toEqual(await ends(read));
  });

  test("has the same rows where it was saved with other settings, and makes all else anew", async () => {
    const {bytes, content} = snapshot;
    expect(await reopen(kept(read), {bytes, content: {...content, variables: "[]"}})).toBe(true);
    expect(again.shop.isAsSaved).toBe(false);
    expect(await ends(again)).toEqual(await ends(read));
  });
});

describe("a snapshot that does not fit is left aside, and the files are read:", () => {
  const misfits: readonly (readonly [string, () => [readonly EarlierFile[], ShopSnapshot]])[] = [
    [
      "of a file that has changed",
      () => [[{...kept(read)[0]!, file: month("first.csv", 0, 6000)}, kept(read)[1]!], snapshot]
    ],
    ["of a file more", () => [kept(read).slice(1), snapshot]],
    [
      "without a table",
      () => [kept(read), {...snapshot, content: {...snapshot.content, sources: [...snapshot.content.sources, "stg_x"]}}]
    ],
    ["that is no database", () => [kept(read), {...snapshot, bytes: new TextEncoder().encode("no database")}]]
  ];
  test.each(misfits)("one %s", async (_, make) => {
    const [files, given] = make();
    expect(await reopen(files, given)).toBe(false);
    expect(await attachedIn(again)).toBe(false);
    expect(again.shop.state.summary).toMatchObject({valid_orders: files.length === 2 ? 11_000 : 6000});
  });
});

test("a small shop, a sample and an aborted wish are not saved", async () => {
  const {shop} = again;
  const abort = AbortSignal.abort();
  await expect(read.shop.save(abort)).rejects.toMatchObject({code: "engine.cancelled"});
  await shop.addSample(month("sample.csv", 0, 10_000));
  expect(await shop.save(never)).toBeNull();
  await shop.add([third]);
  expect(await shop.save(never)).toBeNull();
});
