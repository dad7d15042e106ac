import {afterAll, beforeAll, expect, inject, test} from "vitest";
import {closeBrowser, openPage, refusal, sql, type OpenPage} from "../support/browser";

let opened: OpenPage;
beforeAll(async () => {
  opened = await openPage();
});
afterAll(closeBrowser);

test("the page starts below a sub-path of a server without headers, with no violation and no error", () => {
  expect(new URL(inject("pageUrl")).pathname).not.toBe("/");
  expect(opened.violations).toEqual([]);
  expect(opened.errors).toEqual([]);
});

test("everything it loads comes from beside the page", () => {
  expect(opened.requests.length).toBeGreaterThan(3);
  for (const url of opened.requests) expect(url.startsWith(inject("pageUrl")), url).toBe(true);
});

test("decimals and big integers arrive as numbers, dates as dates, and money to the cent", async () => {
  const {page} = opened;
  const [row] = await sql(page, "select 12.34::decimal(18, 2) as amount, 9999999999 as big, date '2024-02-29' as day");
  expect(row).toEqual({amount: 12.34, big: 9999999999, day: new Date("2024-02-29")});
});

test("at most as many rows come as were asked for", async () => {
  expect(await sql(opened.page, "from range(20000)")).toHaveLength(10_000);
  expect(await sql(opened.page, "from range(20000)", {maxRows: 3})).toHaveLength(3);
});

test("a cross join of ten thousand million rows is cancelled within three seconds, and the page answers", async () => {
  const {code, milliseconds} = await cancelled("select sum(a.range * b.range) from range(100000) a, range(100000) b");
  expect(code).toBe("engine.cancelled");
  expect(milliseconds).toBeLessThan(3000);
  expect(await sql(opened.page, "select 42 as answer")).toEqual([{answer: 42}]);
});

test("a query that cannot be cancelled ends with its engine, and a fresh locked one answers without a request", async () => {
  const engineRequests = () => opened.requests.filter((url) => url.includes("/duckdb/")).length;
  const before = engineRequests();
  const nestedLoop = "select count(*) from range(100000) a, range(100000) b where a.range + b.range = 7";
  const {code, milliseconds} = await cancelled(nestedLoop);
  expect(code).toBe("engine.stopped");
  expect(milliseconds).toBeLessThan(3000);
  expect(await sql(opened.page, "select 42 as answer")).toEqual([{answer: 42}]);
  expect(await refusal(opened.page, "from read_text('/etc/passwd')")).toBe("engine.permission");
  expect(engineRequests()).toBe(before);
});

test("a query in the queue that is cancelled never starts, and the one before it is left alone", async () => {
  const codes = await opened.page.evaluate(async () => {
    const abort = new AbortController();
    const first = window.huitou!.sql("select sum(hash(range)) > 0 as done from range(20000000)");
    const second = window.huitou!.sql("select 1 as one", {signal: abort.signal});
    abort.abort();
    const outcome = await second.catch((error: {code: string}) => error.code);
    return [await first, outcome];
  });
  expect(codes).toEqual([[{done: true}], "engine.cancelled"]);
});

test("too much memory is a message, not the end", async () => {
  expect(await refusal(opened.page, "select string_agg(repeat('x', 1000)) from range(10000000)")).toBe(
    "engine.out_of_memory"
  );
  expect(await sql(opened.page, "select 42 as answer")).toEqual([{answer: 42}]);
});

test("deep nesting is refused before it takes long", async () => {
  const deep = `select ${"[".repeat(400)}${"]".repeat(400)}`;
  expect(await refusal(opened.page, deep)).toMatch(/^engine\./);
  expect(await sql(opened.page, "select 42 as answer")).toEqual([{answer: 42}]);
});

test("nobody's data shows up in the console, not even when a query fails", async () => {
  const said: string[] = [];
  opened.page.on("console", (message) => said.push(message.text()));
  expect(await refusal(opened.page, "select 'Zhang San 13812345678'::int")).toBe("engine.conversion");
  expect(said.join("\n")).not.toContain("13812345678");
});

/** Runs a select, aborts it after 300 ms, and says how it ended and how long that took. */
function cancelled(select: string): Promise<{code: string; milliseconds: number}> {
  return opened.page.evaluate(async (text) => {
    const abort = new AbortController();
    setTimeout(() => abort.abort(), 300);
    const start = performance.now();
    const code = await window.huitou!.sql(text, {signal: abort.signal}).then(
      () => "answered",
      (error: {code?: string}) => error.code ?? String(error)
    );
    return {code, milliseconds: performance.now() - start - 300};
  }, select);
}
