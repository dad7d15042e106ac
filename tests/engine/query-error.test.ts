import {expect, test} from "vitest";
import english from "../../src/i18n/messages/en/engine.json";
import chinese from "../../src/i18n/messages/zh-Hans/engine.json";
import {isFatal, placeAt, toQueryError, type QueryErrorCode} from "../../src/engine/query-error";

const codes: Record<QueryErrorCode, true> = {
  "engine.cancelled": true,
  "engine.column_not_found": true,
  "engine.table_not_found": true,
  "engine.function_not_found": true,
  "engine.function_refused": true,
  "engine.extension_needed": true,
  "engine.not_grouped": true,
  "engine.arguments": true,
  "engine.syntax": true,
  "engine.permission": true,
  "engine.out_of_memory": true,
  "engine.conversion": true,
  "engine.not_a_select": true,
  "engine.timeout": true,
  "engine.stopped": true,
  "engine.failed": true
};

test("every code has a sentence in both languages", () => {
  expect(Object.keys(english)).toEqual(expect.arrayContaining(Object.keys(codes)));
  expect(Object.keys(chinese)).toEqual(Object.keys(english));
});

test("DuckDB's position in bytes becomes a place in the text", () => {
  const sql = "select '金额',\nx";
  const bytes = new TextEncoder().encode("select '金额',\n").length;
  const said = {exception_type: "Binder", exception_message: "no", error_subtype: "COLUMN_NOT_FOUND", name: "x"};
  const error = toQueryError(new Error(JSON.stringify({...said, position: String(bytes)})), sql);
  expect(error.place).toEqual({offset: 13, line: 2, column: 1});
  expect(error.details).toMatchObject({name: "x", line: 2});
});

test("a message that is no JSON is kept as it is", () => {
  const error = toQueryError(new Error("something {odd"), "select 1");
  expect(error.code).toBe("engine.failed");
  expect(error.details.message).toBe("something {odd");
});

test("of a message as long as a line of 30 MB its kind and its beginning are kept", () => {
  const line = `CSV Error on Line: 2001\nOriginal Line: ${"a".repeat(30_000_000)}`;
  const error = toQueryError(
    new Error(JSON.stringify({exception_type: "Invalid Input", exception_message: line})),
    "select 1"
  );
  expect([error.code, error.details.message]).toEqual(["engine.conversion", "CSV Error on Line: 2001"]);
});

test("a trap in WebAssembly ends the engine, a failed query does not", () => {
  expect(isFatal(new WebAssembly.RuntimeError("table index is out of bounds"))).toBe(true);
  expect(isFatal(new RangeError("Maximum call stack size exceeded"))).toBe(true);
  expect(isFatal(new Error('{"exception_type":"INTERNAL","exception_message":"x"}'))).toBe(true);
  expect(isFatal(new Error('{"exception_type":"Binder","exception_message":"x"}'))).toBe(false);
});

test("lines and columns count from one", () => {
  expect(placeAt("ab\ncd", 0)).toEqual({offset: 0, line: 1, column: 1});
  expect(placeAt("ab\ncd", 4)).toEqual({offset: 4, line: 2, column: 2});
});

test.each([
  ["Could not convert string 'ananfei03' to INT32", "select k::integer", "Could not convert string 'an···3' to INT32"],
  ["Could not convert string 'o'hara b' to INT32", "select k", "Could not convert string 'o'···b' to INT32"],
  ["Could not convert string '12,50' to DOUBLE", "select k", "Could not convert string '12,50' to DOUBLE"],
  ["Could not convert string 'abc' to INT32", "select 'abc'::integer", "Could not convert string 'abc' to INT32"],
  ['invalid date field format: "ananfei03", expected', "select k", 'invalid date field format: "an···3", expected'],
  ["Could not convert string '13912345678' to DATE", "select k", "Could not convert string '13···8' to DATE"],
  ["Could not convert string 'ann@mail.com' to INT32", "select k", "Could not convert string 'an···m' to INT32"],
  ["Overflow (4010000304231011428 * 2)!", "select k * 2", "Overflow (40···8 * 2)!"]
])("a value of the data in a message keeps its ends only: %s", (message, sql, expected) => {
  const said = new Error(JSON.stringify({exception_type: "Conversion", exception_message: message}));
  expect(toQueryError(said, sql).details.message).toBe(expected);
});
