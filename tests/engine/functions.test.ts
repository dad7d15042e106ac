import {beforeAll, expect, test} from "vitest";
import {readFunctions, type EngineFunction} from "../../src/engine/functions";
import {openTestDatabase} from "../support/database";

let functions: Map<string, EngineFunction>;
beforeAll(async () => {
  const db = await openTestDatabase();
  await db.exec("create macro stage_by(recency_days) as case when recency_days <= 90 then 'active' else 'silent' end");
  const found = await readFunctions(db);
  functions = new Map(found.map((each) => [each.name, each]));
  expect(functions.size).toBe(found.length);
});

test.each(
  (
    "count sum avg mean min max median mode quantile_cont stddev string_agg list any_value arg_max bool_or coalesce nullif " +
    "greatest least abs round ceil floor ln sqrt length len lower upper trim replace substr left right starts_with contains " +
    "regexp_matches regexp_extract date_trunc date_diff date_part year month day last_day strftime strptime dayname " +
    "list_contains unnest range generate_series row_number lag lead first_value ntile rank histogram corr regr_slope"
  ).split(" ")
)("an analyst finds %s", (name) => {
  expect(functions.get(name)).toMatchObject({name});
});

test("a function says what it takes and what it does", () => {
  expect(functions.get("date_trunc")).toEqual({
    name: "date_trunc",
    kind: "scalar",
    parameters: ["part", "timestamp"],
    required: 2,
    description: "Truncate to specified precision",
    isOwn: false
  });
  // round(3.14159) and round(3.14159, 2) are both allowed
  expect(functions.get("round")).toMatchObject({parameters: ["x", "precision"], required: 1});
  expect(functions.get("sum")?.kind).toBe("aggregate");
  expect(functions.get("unnest")?.kind).toBe("table");
});

test("a formula of ours is one too, and known as ours", () => {
  expect(functions.get("stage_by")).toMatchObject({kind: "scalar", parameters: ["recency_days"], isOwn: true});
});

test.each([
  "query",
  "enable_logging",
  "pg_sleep",
  "duckdb_settings",
  "read_csv",
  "+",
  "__internal_compress_string_ubigint"
])("%s is not offered", (name) => expect(functions.has(name)).toBe(false));

test("every one that DuckDB explains keeps its explanation", () => {
  const silent = [...functions.values()].filter(({description, isOwn}) => description === "" && !isOwn);
  expect(silent.length / functions.size).toBeLessThan(0.3);
});
