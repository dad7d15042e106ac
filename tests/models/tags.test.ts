import {beforeAll, describe, expect, test} from "vitest";
import {parseHeader} from "../../src/base/header";
import type {Database} from "../../src/engine/database";
import {buildModels} from "../../src/models/build";
import {readCatalog, type Catalog, type CatalogRelation} from "../../src/models/catalog";
import {readMeasures} from "../../src/models/library";
import {inheritTags, measureOf, parseTags, strayColumns} from "../../src/models/tags";
import {openTestDatabase} from "../support/database";
import {emptyStaging} from "../support/given";

const parse = (...lines: string[]) => parseTags("told", parseHeader(lines.map((line) => `-- ${line}`).join("\n")));

describe("the tags of a header", () => {
  const tags = parse(
    "One row per week.",
    "@metric F20, F23",
    "@counts buyers",
    "@rows nested days by rate",
    "@part new_buyers, old_buyers of buyers",
    "@apart earlier_buyers",
    "@whole net_sales",
    "@spent net_sales",
    "@edge from_amount",
    "@identity order_id",
    "@masked buyer_name",
    "@unit money: net_sales, from_amount",
    "@unit change: net_sales_change",
    "@good higher: net_sales, net_sales_change",
    "@good lower: refunds",
    "@unit customers: new_buyers",
    "@series new: new_buyers"
  );

  test("say which metrics, what is counted and how rows stand to each other", () => {
    expect(tags.metrics).toEqual(["F20", "F23"]);
    expect(tags.counts).toBe("buyers");
    expect(tags.rows).toEqual({kind: "nested", along: "days", reached: "rate"});
  });

  test("say what each column is", () => {
    expect(tags.columns.get("new_buyers")).toMatchObject({partOf: "buyers", isApart: false});
    expect(tags.columns.get("earlier_buyers")).toMatchObject({isApart: true, partOf: null});
    expect(tags.columns.get("net_sales")).toMatchObject({unit: "money", isWhole: true, isSpent: true, good: "higher"});
    expect(tags.columns.get("from_amount")).toMatchObject({isEdge: true, isWhole: false});
    expect(tags.columns.get("order_id")).toMatchObject({isIdentity: true, isMasked: false});
    expect(tags.columns.get("buyer_name")).toMatchObject({isIdentity: true, isMasked: true});
    expect(tags.columns.get("refunds")).toMatchObject({good: "lower", unit: null});
  });

  test("say how numbers are written", () => {
    expect(measureOf(tags.columns.get("net_sales_change")!)).toEqual({
      unit: "percent",
      isChange: true,
      good: "higher",
      series: null
    });
    expect(measureOf(tags.columns.get("net_sales")!)).toEqual({
      unit: "money",
      isChange: false,
      good: "higher",
      series: null
    });
    expect(measureOf(tags.columns.get("refunds")!)).toBeNull();
    expect(measureOf(tags.columns.get("new_buyers")!)).toMatchObject({unit: "count", series: "new"});
  });

  test("say that a relation shows no metric, which is not the same as saying nothing", () => {
    expect(parse("Rows.", "@metric none").metrics).toEqual([]);
    expect(parse("Rows.").metrics).toBeNull();
  });

  test.each([
    ["a tag that nobody knows", "@units money: a"],
    ["a group of buyers that nobody knows", "@series old: a"],
    ["a unit that nobody knows", "@unit yuan: a"],
    ["a unit of nothing", "@unit money"],
    ["a direction that nobody knows", "@good up: a"],
    ["a part of nothing", "@part a"],
    ["a metric that is no number of the dictionary", "@metric recency"],
    ["rows that stand in no known way", "@rows mixed"],
    ["rows nested along nothing", "@rows nested"],
    ["more words than there are places", "@rows apart days"]
  ])("refuse %s", (_, line) => {
    expect(() => parse("Rows.", line)).toThrow(expect.objectContaining({code: "models.bad_tag"}));
  });

  test("are kept by columns that are passed on, but for what concerns the group of a row", () => {
    const kept = inheritTags(parse("Rows.", "@whole net_sales", "@unit text: refunds"), [tags]);
    expect(kept.columns.get("buyer_name")).toMatchObject({isIdentity: true, isMasked: true});
    expect(kept.columns.get("net_sales")).toMatchObject({unit: "money", isWhole: true, isSpent: false, good: "higher"});
    expect(kept.columns.get("refunds")).toMatchObject({unit: "text", good: null});
    expect(kept.columns.get("new_buyers")).toMatchObject({partOf: null});
  });

  test("name columns that a relation lacks", () => {
    const has = new Set(["buyers", "new_buyers", "days", "rate", "net_sales", "from_amount"]);
    expect(strayColumns(tags, has).sort()).toEqual(["earlier_buyers", "old_buyers"]);
  });
});

describe("every shipped relation", () => {
  let db: Database;
  let catalog: Catalog;
  beforeAll(async () => {
    db = await openTestDatabase();
    await emptyStaging(db);
    await buildModels(db);
    catalog = await readCatalog(db);
  });

  const all = (find: (relation: CatalogRelation) => readonly string[]) =>
    [...catalog.values()].flatMap((relation) => find(relation).map((what) => `${relation.name}: ${what}`));
  const namesOf = ({columns}: CatalogRelation) => columns.map(({name}) => name);

  test("is described by a header", () => {
    expect(catalog.size).toBeGreaterThan(90);
    expect(all(({tags}) => (tags === null ? ["no header"] : []))).toEqual([]);
  });

  test("names its metrics or says that it shows none", () => {
    expect(all(({tags}) => (tags!.metrics === null ? ["silent"] : []))).toEqual([]);
  });

  test("says what counts a row's group, and the column is there", () => {
    expect(all(({tags}) => (tags!.counts === null ? ["silent"] : []))).toEqual([]);
    expect(all((relation) => strayColumns(relation.tags!, new Set(namesOf(relation))))).toEqual([]);
  });

  test("has a unit for each of its columns", () => {
    expect(all((relation) => namesOf(relation).filter((name) => !relation.tags!.columns.get(name)?.unit))).toEqual([]);
  });

  test("tags no column that neither it nor what it reads has", () => {
    const strays = all(({name, tags, references, columns}) => {
      const near = [name, ...references].flatMap((each) => catalog.get(each)?.columns ?? []);
      const known = new Set([...columns, ...near].map((column) => column.name));
      // what came from further below was checked there
      const own = [...tags!.columns].filter(([, facts]) => facts.partOf !== null || facts.isWhole || facts.isSpent);
      return own.map(([column]) => column).filter((column) => !known.has(column));
    });
    expect(strays).toEqual([]);
  });

  test("gives a name one unit, one direction and one secrecy, wherever it stands", () => {
    const found = new Map<string, Set<string>>();
    for (const relation of catalog.values())
      for (const name of namesOf(relation)) {
        const {unit, isIdentity, isMasked} = relation.tags!.columns.get(name)!;
        found.set(name, (found.get(name) ?? new Set()).add(`${unit} ${isIdentity} ${isMasked}`));
      }
    expect([...found].filter(([, said]) => said.size > 1).map(([name, said]) => [name, ...said])).toEqual([]);
    expect(new Set(readMeasures().keys())).toEqual(new Set(found.keys()));
  });

  test("says of every column that begins with a group of buyers that it is of that group", () => {
    const groups = [...readMeasures()].flatMap(([name, {series}]) => {
      const group = /^(new|returning|unknown)_/.exec(name)?.[1];
      return group ? [[name, series, group]] : [];
    });
    expect(groups.length).toBeGreaterThan(10);
    expect(groups.filter(([, series, group]) => series !== group)).toEqual([]);
  });

  test("counts in whole numbers, tells truth in flags, and writes days as days", () => {
    const fits: Readonly<Record<string, RegExp>> = {
      flag: /^BOOLEAN$/,
      date: /^(DATE|TIMESTAMP)/,
      month: /^DATE$/,
      text: /^VARCHAR/,
      customers: /INT/,
      orders: /INT/,
      purchases: /INT/,
      money: /^(DECIMAL|DOUBLE)/
    };
    const wrong = all(({columns, tags}) =>
      columns.flatMap(({name, type}) => {
        const unit = tags!.columns.get(name)?.unit ?? "";
        return fits[unit] && !fits[unit].test(type) ? [`${name} is ${type}, not ${unit}`] : [];
      })
    );
    expect(wrong).toEqual([]);
  });

  test("marks what identifies a person or an order", () => {
    const names = /^(customer|order|refund)_(id|key)$|^buyer_(name|phone|email)$|^contact(_mark)?$|^birth/;
    const open = all(({columns, tags}) =>
      columns.map(({name}) => name).filter((name) => names.test(name) && !tags!.columns.get(name)?.isIdentity)
    );
    expect(open).toEqual([]);
  });
});
