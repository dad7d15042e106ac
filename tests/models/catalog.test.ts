import {beforeAll, describe, expect, test} from "vitest";
import type {Database} from "../../src/engine/database";
import {buildModels} from "../../src/models/build";
import {readCatalog, type Catalog} from "../../src/models/catalog";
import {shippedModels, variablesOf} from "../../src/models/library";
import english from "../../src/i18n/messages/en/models.json";
import chinese from "../../src/i18n/messages/zh-Hans/models.json";
import {openTestDatabase} from "../support/database";
import {emptyStaging} from "../support/given";

const languages: Readonly<Record<string, Readonly<Record<string, string>>>> = {en: english, "zh-Hans": chinese};
const shown = [...shippedModels.values()].filter(({layer}) => layer === "marts" || layer === "reports");

let db: Database;
let catalog: Catalog;
beforeAll(async () => {
  db = await openTestDatabase();
  await emptyStaging(db);
  await buildModels(db);
  catalog = await readCatalog(db);
});

describe.each(Object.keys(languages))("in %s", (language) => {
  const messages = languages[language] ?? {};

  test.each(shown.map(({name}) => name))("%s has a title and a definition", (name) => {
    expect(messages[`relation.${name}.title`]).toBeTruthy();
    expect(messages[`relation.${name}.doc`]).toBeTruthy();
  });

  test("every column that a reader can see has a heading", () => {
    const columns = shown.flatMap(({name}) => catalog.get(name)?.columns.map((column) => column.name) ?? []);
    expect(columns.length).toBeGreaterThan(100);
    expect([...new Set(columns)].filter((name) => !messages[`column.${name}`])).toEqual([]);
  });

  test("every code that the models write has words", () => {
    const listed = (column: string): string[] => {
      const check = shippedModels.get("verdicts")!.checks.find((each) => each.includes(`${column} in (`)) ?? "";
      return [...check.matchAll(/'(\w+)'/g)].map(([, code]) => code ?? "");
    };
    const parts = listed("code").flatMap((code) => ["title", "facts"].map((part) => `verdict.${code}.${part}`));
    const advice = listed("advice").map((code) => `advice.${code}`);
    expect(Math.min(parts.length, advice.length)).toBeGreaterThan(10);
    expect([...parts, ...advice].filter((key) => !messages[key])).toEqual([]);
    const notices = [...shippedModels.get("notices")!.sql.matchAll(/select '(\w+)'/g)].map(([, code]) => code);
    expect(notices.filter((code) => !messages[`notice.${code}`])).toEqual([]);
  });
});

test("both languages say the same things", () => {
  expect(Object.keys(english).sort()).toEqual(Object.keys(chinese).sort());
});

test("every documented column exists in its relation", () => {
  const strays = [...shippedModels.values()].flatMap(({name, layer, columns}) => {
    const known = new Set(catalog.get(name)?.columns.map((column) => column.name));
    return layer === "macros"
      ? []
      : [...columns.keys()].filter((column) => !known.has(column)).map((c) => `${name}.${c}`);
  });
  expect(strays).toEqual([]);
});

test("every mart and report of more than one row has a key", () => {
  const keyless = shown.filter(({key, description}) => key.length === 0 && !description.startsWith("One row:"));
  expect(keyless.map(({name}) => name)).toEqual([]);
});

test("the cuts reach only what they cut while nothing is selected, and the selection while something is", () => {
  const nothing = (variable: string): boolean => variable !== "stage" && variable !== "tier";
  expect(variablesOf("weeks", shippedModels, nothing)).not.toContain("cuts");
  expect(variablesOf("weeks")).toContain("cuts");
  expect(variablesOf("lifecycle", shippedModels, nothing)).toContain("cuts");
});

test("no kept table depends on a slider or a selection", () => {
  const tables = [...shippedModels.values()].filter(({materialization}) => materialization === "table");
  const sliders = ["cuts", "stage", "tier", "sleeping_months", "industry_share", "repurchase_days"];
  expect(tables.filter(({name}) => variablesOf(name).some((v) => sliders.includes(v))).map(({name}) => name)).toEqual(
    []
  );
});
