import {expect, test} from "vitest";
import {
  bindInputs,
  findReferences,
  findBoundVariables,
  findVariables,
  offsetBeforeBinding,
  quoteIdentifier,
  quoteLiteral,
  tokenize,
  variableStatement
} from "../../src/engine/sql";
import {processorTime} from "../support/processor-time";

const words = (sql: string) => tokenize(sql).map(({text}) => text);

test("comments and white space are no words, also when comments nest or stay open", () => {
  expect(words("select 1 -- one ; drop\n, /* a /* b ; */ c ; */ 2 /* open ; drop")).toEqual(["select", "1", ",", "2"]);
});

test("a string is one word, whichever of DuckDB's quotes it is written in", () => {
  for (const text of ["'it''s; $x'", "E'it\\'s; $x'", "$$it's; $x$$", "$tag$ $$ it's $tag$", "$é1$ ; $é1$"]) {
    expect(tokenize(`select ${text}`).slice(1)).toEqual([{kind: "string", text, from: 7, to: 7 + text.length}]);
  }
});

test("a backslash ends nothing in a plain string, and escapes the quote in an E string", () => {
  expect(words(String.raw`select '\' ; drop`)).toContain("drop");
  expect(words(String.raw`select E'\' ; drop'`)).not.toContain("drop");
});

test("Chinese names are words, and an ideographic space parts them", () => {
  expect(words("select 金额　from 订单明细")).toEqual(["select", "金额", "from", "订单明细"]);
  expect(findReferences("select 金额 from 订单明细", new Set(["订单明细"]))).toEqual(["订单明细"]);
});

test("every word says where it stands in the text as written", () => {
  const sql = `select "a ""b""", 订单.x -- end`;
  const [, quoted, , table] = tokenize(sql);
  expect(quoted).toMatchObject({kind: "quoted", text: 'a "b"'});
  expect(sql.slice(quoted!.from, quoted!.to)).toBe('"a ""b"""');
  expect(sql.slice(table!.from, table!.to)).toBe("订单");
});

test("references are found in any case and in quotes, in order, but not in strings, comments or other words", () => {
  const known = new Set(["orders", "customers", "top buyers"]);
  const sql = `with x as (select 'orders' from CUSTOMERS) -- orders\n select orders_2 from "top buyers" join Orders using (id)`;
  expect(findReferences(sql, known)).toEqual(["customers", "top buyers", "orders"]);
});

test("a reference is found whatever its case and quotes, and named as it is known", () => {
  const known = new Set(["TopBuyers", "orders"]);
  expect(findReferences("from topbuyers", known)).toEqual(["TopBuyers"]);
  expect(findReferences("from \"ORDERS\" join 'TOPBUYERS' using (id)", known)).toEqual(["orders", "TopBuyers"]);
});

test("inputs become variables by name, never by value; strings and other dollars stay", () => {
  expect(bindInputs("select $cut, '$cut', a$b, $1 where x = $渠道")).toBe(
    "select getvariable('cut'), '$cut', a$b, $1 where x = getvariable('渠道')"
  );
  expect(findVariables("select $cut, getvariable('as_of'), $cut, '$no'")).toEqual(["cut", "as_of"]);
});

test("a variable that is only looked up when a plan is run is no part of the plan", () => {
  const sql = "select live_variable('cuts'), getvariable('as_of'), $days, live_variable('days')";
  expect(findVariables(sql)).toEqual(["cuts", "as_of", "days"]);
  expect(findBoundVariables(sql)).toEqual(["as_of", "days"]);
});

test("a place in the bound text leads back to the text as written", () => {
  const sql = "select $a + $b from nowhere";
  const bound = bindInputs(sql);
  expect(offsetBeforeBinding(sql, bound.indexOf("select"))).toBe(0);
  expect(offsetBeforeBinding(sql, bound.indexOf("'a'"))).toBe(sql.indexOf("$a"));
  expect(offsetBeforeBinding(sql, bound.indexOf("+"))).toBe(sql.indexOf("+"));
  expect(offsetBeforeBinding(sql, bound.indexOf("nowhere"))).toBe(sql.indexOf("nowhere"));
});

test("names and texts are quoted so that they end where they should", () => {
  expect(quoteIdentifier('a"; drop table x; --')).toBe('"a""; drop table x; --"');
  expect(quoteLiteral("O'Brien")).toBe("'O''Brien'");
  expect(variableStatement("cuts", [90, 180])).toBe('set variable "cuts" = [90, 180]');
  expect(variableStatement("day", new Date("2026-11-20"))).toBe("set variable \"day\" = date '2026-11-20'");
  expect(variableStatement("none", null)).toBe('set variable "none" = null');
});

test("fifty thousand adversarial characters are split in less than a second", () => {
  for (const piece of ["'", "$a$", "/*", '"', "E'\\", "$", "(", "a$", "1e"]) {
    const start = processorTime();
    tokenize(piece.repeat(50_000 / piece.length));
    expect(processorTime() - start).toBeLessThan(1000);
  }
});
