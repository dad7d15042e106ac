import {beforeAll, describe, expect, test} from "vitest";
import {toRows} from "../../src/base/table";
import {isIdentityByName, roleByName} from "../../src/exports/privacy/by-name";
import {TableFacts} from "../../src/exports/privacy/facts";
import {sharePage, type PageToShare} from "../../src/exports/page";
import {suppressTables, type SharedTable} from "../../src/exports/suppress";
import {shippedModels} from "../../src/models/library";
import {openShop} from "./sample";

/** The tables of a page by name, as if no header said anything: what their columns' names suggest. */
function sharedByName({notebook, outcomes, known}: PageToShare, shared: ReadonlyMap<string, SharedTable>) {
  const cells = new Map(
    notebook.cells.flatMap((cell) => {
      const name = cell.kind === "sql" ? cell.name : cell.kind === "chart" ? cell.spec?.from : undefined;
      return name !== undefined && shared.has(name) ? [[name, cell] as const] : [];
    })
  );
  const tables = [...cells].flatMap(([name, cell]) => {
    const {table = null, totalRows = 0} = outcomes.get(cell.id) ?? {};
    if (!table) return [];
    const indent = cell.kind === "chart" && typeof cell.spec?.indent === "string" ? cell.spec.indent : null;
    const columns = table.schema.fields.map((field) => field.name);
    return [{name, columns, rows: toRows(table), indent, isCut: totalRows > table.numRows}];
  });
  return suppressTables(tables, known);
}

/** Values that one shows and the other hides, as `table.column row`. */
function shownOnlyIn(one: ReadonlyMap<string, SharedTable>, other: ReadonlyMap<string, SharedTable>): string[] {
  return [...one].flatMap(([name, table]) =>
    table.rows.flatMap((row, at) =>
      table.columns.flatMap((column) => {
        const isShown = row[column] !== null && row[column] !== undefined;
        const there = other.get(name)?.rows[at]?.[column];
        return isShown && (there === null || there === undefined) ? [`${name}.${column} ${at}`] : [];
      })
    )
  );
}

describe.each([
  ["the sample shop", Infinity],
  ["a small shop", 300]
] as const)("of %s", (_, orders) => {
  let page: PageToShare;
  beforeAll(async () => {
    page = (await openShop({orders})).page("en");
  }, 120_000);

  test("the check-up leaves no more freely by the headers' tags than by the columns' names", () => {
    const charts = sharePage(page).charts;
    const byTags = new Map(charts.flatMap(({shared}) => (shared ? [[shared.name, shared] as const] : [])));
    const byNames = sharedByName(page, byTags);
    expect(byTags.size).toBeGreaterThan(15);
    expect(shownOnlyIn(byTags, byNames)).toEqual([]);
  });
});

describe("what the headers say", () => {
  const columns = [...shippedModels.values()].flatMap(({name, tags}) =>
    [...tags.columns.keys()].map((column) => ({name, column, facts: factsOf(name)}))
  );

  test("hides every identity that a name gives away", () => {
    expect(columns.length).toBeGreaterThan(500);
    const open = columns.filter(({column, facts}) => isIdentityByName(column) && !facts.isIdentity(column));
    expect(open.map(({name, column}) => `${name}.${column}`)).toEqual([]);
  });

  test("counts people wherever a name speaks of people", () => {
    const uncounted = columns.filter(
      ({column, facts}) => roleByName(column) === "people" && facts.role(column) !== "people"
    );
    expect(uncounted.map(({name, column}) => `${name}.${column}`)).toEqual([]);
  });

  test("decides alone for a shipped relation, and together with the names for somebody's own SQL", () => {
    const itself = factsOf("lifecycle");
    const own = new TableFacts({relations: ["lifecycle"], isItself: false});
    // no column of the relation is called so: the names' rules do not hold for it
    expect([itself.isIdentity("receiver_phone"), own.isIdentity("receiver_phone")]).toEqual([false, true]);
    expect([itself.isNestedAlong("days"), own.isNestedAlong("days")]).toEqual([false, true]);
    expect([itself.isApart("previous_customers"), own.isApart("previous_customers")]).toEqual([true, true]);
    expect(own.role("share_change")).toBe("change");
  });

  test("of single customers says nothing of groups that somebody's SQL makes of them", () => {
    const own = new TableFacts({relations: ["customers"], isItself: false});
    expect(own.isSpentByAll("net_amount")).toBe(true);
    expect(own.isWhole("net_amount", "customers")).toBe(true);
    expect(own.isIdentity("customer_key")).toBe(true);
  });
});

function factsOf(relation: string): TableFacts {
  return new TableFacts({relations: [relation], isItself: true});
}
