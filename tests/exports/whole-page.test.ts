import {describe, expect, test} from "vitest";
import {toRows, type Row} from "../../src/base/table";
import {sharePage, type SharedPage} from "../../src/exports/page";
import {openShop, type OpenShop} from "./sample";

/** The tables of the check-up that cut today's customers, by the select of whom a row counts. */
const cuts: Readonly<Record<string, (row: Row) => string | null>> = {
  stage_table: ({stage}) => `stage = '${String(stage)}'`,
  sleeping_table: ({definition}) =>
    definition === "stage_sleeping" ? "stage = 'sleeping'" : definition === "dormant" ? "stage <> 'active'" : null,
  tier_table: ({tier}) => `tier = '${String(tier)}' or tier_group = '${String(tier)}'`
};

async function idsOf(shop: OpenShop, where: string): Promise<Set<number>> {
  const rows = toRows(await shop.db.query(`select customer_id from customers where ${where}`));
  return new Set(rows.map(({customer_id: id}) => Number(id)));
}

async function shownSets(shop: OpenShop, shared: SharedPage): Promise<[string, Set<number>][]> {
  const sets: [string, Set<number>][] = [["everyone", await idsOf(shop, "true")]];
  for (const [name, whereOf] of Object.entries(cuts)) {
    const chart = shared.charts.find(({cell}) => cell.name === name);
    for (const row of chart?.table ? toRows(chart.table) : []) {
      const where = row.customers === null ? null : whereOf(row);
      if (where === null) continue;
      const ids = await idsOf(shop, where);
      // the oracle counts what the table counts
      expect([name, row.customers]).toEqual([name, ids.size]);
      sets.push([`${name} ${Object.values(row).join(" ")}`, ids]);
    }
  }
  return sets;
}

/** What is left of a set when up to three others that it holds are taken away, where that is a few. */
function findFew(sets: readonly [string, Set<number>][]): string[] {
  const told: string[] = [];
  const look = (rest: ReadonlySet<number>, path: string, depth: number) => {
    if (rest.size > 0 && rest.size < 10) told.push(`${path}: ${rest.size}`);
    if (depth === 0) return;
    for (const [name, part] of sets) {
      if (part.size >= rest.size || ![...part].every((id) => rest.has(id))) continue;
      look(new Set([...rest].filter((id) => !part.has(id))), `${path} − ${name}`, depth - 1);
    }
  };
  for (const [name, set] of sets) look(set, name, 3);
  return told;
}

describe.each([105, 220])("the check-up of every %ith order", (every) => {
  test("tells of no group under ten, whichever counts are subtracted from others", async () => {
    const shop = await openShop({every});
    const page = shop.page("en");
    const sets = await shownSets(shop, sharePage(page));
    expect(sets.length).toBeGreaterThan(3);
    expect(findFew(sets)).toEqual([]);
    // each table alone is safe, and yet there would be something to find
    const apart = {...page, known: {...page.known, populations: []}};
    expect(findFew(await shownSets(shop, sharePage(apart))).length).toBeGreaterThan(0);
  }, 180_000);
});

test("the oracle finds a hidden five", () => {
  const range = (from: number, to: number) => new Set(Array.from({length: to - from}, (_, at) => from + at));
  const sets: [string, Set<number>][] = [
    ["everyone", range(0, 150)],
    ["active", range(0, 119)],
    ["sleeping", range(124, 150)]
  ];
  expect(findFew(sets)).toEqual(["everyone − active − sleeping: 5", "everyone − sleeping − active: 5"]);
});
