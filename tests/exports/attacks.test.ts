import {beforeAll, describe, expect, test} from "vitest";
import {toRows, type Row} from "../../src/base/table";
import {sharePage, type PageToShare, type SharedPage} from "../../src/exports/page";
import {buildPicture} from "../../src/exports/picture";
import {buildReport} from "../../src/exports/report";
import {parseNotebook} from "../../src/notebook/parse";
import {openShop, type OpenShop} from "./sample";

/** Selects that carry names, or a number made of them, in some wrapping. */
const wrappings: Readonly<Record<string, string>> = {
  in_list:
    "select tier, count(*) as customers, list(customer_key order by net_amount) as who from customers group by tier",
  in_struct: "select tier, count(*) as customers, {'best': max(customer_key)} as who from customers group by tier",
  in_map: "select 100 as customers, map([max_by(customer_key, net_amount)], [1]) as who from customers",
  in_sentence: "select 150 as customers, max_by(customer_key, net_amount) || ' leads' as note from customers",
  as_segment:
    "select 'top ' || customer_key as segment, 100 as customers from customers order by net_amount desc limit 9",
  cut_up:
    "select left(customer_key, 2) || '.' || substr(customer_key, 3) as segment, 100 as customers from customers limit 9",
  backwards: "select reverse(customer_key) as segment, 100 as customers from customers limit 9",
  in_hex: "select hex(customer_key) as segment, 100 as customers from customers limit 9",
  in_codes:
    "select list_transform(string_split(customer_key, ''), lambda letter: unicode(letter)) as codes, 100 as customers from customers limit 9",
  first_code: "select tier, count(*) as customers, sum(unicode(customer_key)) as checksum from customers group by tier",
  as_sum: "select count(*) as customers, sum(unicode(substr(customer_key, 2, 1))) as total from customers",
  hashed: "select count(*) as customers, bit_xor(hash(customer_key)) as mark from customers",
  ordered: "select tier, count(*) as customers from customers group by tier order by max(customer_key)",
  filtered: "select count(*) filter (where customer_key >= 'm') as customers from customers",
  asked: "select stage, count(*) as customers from customers where customer_key like '%a%' group by stage",
  numbered: "select (customer_id * 7 + 3) as reference, 100 as customers from customers limit 9",
  order_numbers: "select order_id::bigint % 1000000 as reference, 100 as customers from orders limit 9",
  through_a_cell: "select who, 100 as customers from in_list",
  from_the_file: "select buyer_name as who, count(*) as customers from stg_orders group by 1",
  quoted: 'select "buyer_name" as who, 100 as customers from "stg_orders" limit 9',
  by_schema: "select max(customer_key) as who, 100 as customers from main.customers",
  few: "select * from customers where stage <> 'silent' limit 400",
  few_listed: "select customer_key as who, 100 as customers from few limit 9",
  by_text: "select customer_key as who, 100 as customers from 'customers' limit 9",
  in_common:
    "with few as (select customer_key as name from customers limit 9) select name as who, 100 as customers from few"
};

/** Selects that carry what single buyers spent, without any name. */
const single: Readonly<Record<string, string>> = {
  largest: "select tier, count(*) as customers, max(net_amount) as top_amount from customers group by tier",
  smallest: "select tier, count(*) as customers, min(net_amount) as low_amount from customers group by tier",
  any: "select tier, count(*) as customers, any_value(net_amount) as an_amount from customers group by tier",
  list: "select tier, count(*) as customers, list(net_amount) as amounts from customers group by tier",
  most_frequent: "select tier, count(*) as customers, mode(net_amount) as an_amount from customers group by tier",
  quantile:
    "select tier, count(*) as customers, quantile_disc(net_amount, 0.999) as q_amount from customers group by tier",
  power: "select count(*) as customers, sum(power(net_amount, 40)) as total from customers",
  one_row: "select 100 as customers, net_amount as total from customers order by net_amount desc limit 1",
  one_sum:
    "select 100 as customers, sum(net_amount) as total from (select net_amount from customers order by 1 desc limit 1)",
  windowed:
    "select distinct 100 as customers, first_value(net_amount) over (order by net_amount desc) as total from customers",
  by_amount: "select net_amount as amount, 100 as customers from customers group by net_amount",
  rich: "select 100 as customers, sum(net_amount) filter (where net_amount > 3000) as total from customers",
  unnamed_group: "select customers, net_sales from lifecycle where stage = 'silent'",
  many_times: "select stage, count(*) * 20 as customers, sum(net_amount) as net_sales from customers group by stage"
};

/** Honest counts, which together tell of small groups. */
const partitions: Readonly<Record<string, string>> = {
  stages: "select stage, count(*) as customers from customers group by stage",
  everyone: "select count(*) as customers from customers",
  alive:
    "select case when stage in ('active', 'silent') then 'alive' else 'gone' end as state, count(*) as customers from customers group by 1",
  lost: "select case when stage in ('lost', 'long_lost') then 'gone' else stage end as state, count(*) as customers from customers group by all",
  near: "select stage = 'long_lost' as is_far, count(*) as customers from customers group by stage = 'long_lost'",
  without: "select count(*) filter (where stage <> 'silent') as customers from customers",
  early: "select recency_days <= 20 as is_early, count(*) as customers from customers group by is_early",
  later: "select recency_days <= 23 as is_early, count(*) as customers from customers group by is_early",
  tier_counts:
    "select c.tier, count(*) as customers, avg(c.net_amount) as mean_amount from customers as c group by c.tier",
  buyers: "select count(distinct customer_id) as customers from orders where is_valid",
  of_few: "select tier, count(*) as customers, avg(net_amount) as mean_amount from few group by tier",
  // a rule of whom a column counts is a shipped one, or none: this would run as it stands
  ruled:
    "-- @people customers: from customers) as a) as b; create table main.broken_in as (select 1); --\nselect * from lifecycle",
  cents: "select purchases, count(*) as customers from customers group by purchases",
  repeaters: "select count(*) filter (where purchases > 1) as repeaters, count(*) as customers from customers"
};

const cellOf = ([name, sql]: [string, string]) =>
  `\`\`\`sql ${name}\n${sql}\n\`\`\`\n\n\`\`\`chart show_${name}\nkind: table\nfrom: ${name}\n\`\`\`\n`;
const all = {...wrappings, ...single, ...partitions};
const prose = Object.keys(all).map(
  (name) => `{{${name}.customers | first}} {{${name}.who | first}} {{${name}.total | first}}`
);
const text = `---\ntitle: Attack\n---\n\n${Object.entries(all).map(cellOf).join("\n")}\n${prose.join("\n\n")}\n`;

let shop: OpenShop;
let page: PageToShare;
let shared: SharedPage;

beforeAll(async () => {
  shop = await openShop({every: 40, notebook: parseNotebook(text)});
  page = shop.page("en");
  shared = sharePage(page);
}, 180_000);

const itemOf = (name: string) => shared.charts.find(({cell}) => cell.name === `show_${name}`)!;

describe("names", () => {
  test.each(Object.keys(wrappings))("do not leave in %s", (name) => {
    const {table, instead} = itemOf(name);
    expect(table).toBeNull();
    expect(instead!.key).toMatch(/withheld_(identities|unjudged)|no_result/);
  });

  test("stand nowhere in report or picture, of any language", async () => {
    const rows = toRows(
      await shop.db.query(
        "select customer_key as name from customers union select order_id from orders union select buyer_name from stg_orders"
      )
    );
    const names = rows.flatMap(({name}) => (typeof name === "string" && name.length > 1 ? [name] : []));
    expect(names.length).toBeGreaterThan(200);
    for (const locale of ["en", "zh-Hans"] as const) {
      const {html} = await buildReport(shop.page(locale));
      const {svg} = await buildPicture(shop.page(locale));
      expect(names.filter((name) => html.includes(name) || svg.includes(name))).toEqual([]);
    }
  });
});

describe("what one buyer spent", () => {
  test.each(Object.keys(single))("does not leave in %s", async (name) => {
    const {table} = itemOf(name);
    // an amount that ten customers spent is nobody's
    const amounts = toRows(
      await shop.db.query("select net_amount::double as amount from customers group by net_amount having count(*) < 10")
    );
    const known = new Set(amounts.map(({amount}) => Number(amount)));
    const shown = table ? toRows(table).flatMap((row) => Object.values(row)) : [];
    expect(shown.filter((value) => typeof value === "number" && known.has(value) && value > 50)).toEqual([]);
    if (!["by_amount", "rich", "many_times"].includes(name)) expect(table).toBeNull();
  });

  test("an invented count makes no group large", () => {
    const {shared: told} = itemOf("many_times");
    const counts = told!.shown.map(({customers}) => Number(customers));
    for (const count of counts) expect(count).toBeGreaterThanOrEqual(200);
  });
});

/** The customers behind every number that is shown, by a select of the test's own. */
async function shownSets(): Promise<Set<number>[]> {
  const ids = async (from: string, where: string) => {
    const rows = toRows(await shop.db.query(`select distinct customer_id from ${from} where ${where}`));
    return new Set(rows.map(({customer_id: id}) => Number(id)));
  };
  const text = (value: unknown) => (typeof value === "string" ? `'${value}'` : String(value));
  const keys: Record<string, string> = {
    stages: "stage",
    alive: "case when stage in ('active', 'silent') then 'alive' else 'gone' end",
    lost: "case when stage in ('lost', 'long_lost') then 'gone' else stage end",
    near: "stage = 'long_lost'",
    early: "recency_days <= 20",
    later: "recency_days <= 23",
    tier_counts: "tier",
    cents: "purchases",
    unnamed_group: "select customers, net_sales from lifecycle where stage = 'silent'",
    many_times: "stage"
  };
  const sets = [await ids("customers", "true")];
  for (const [name, key] of Object.entries(keys)) {
    for (const row of itemOf(name).shared!.shown as Row[])
      sets.push(await ids("customers", `(${key}) = ${text(Object.values(row)[0])}`));
  }
  const isTold = (name: string, column: string) => {
    const [row] = itemOf(name).shared!.shown;
    return row !== undefined && row[column] !== null;
  };
  for (const {tier} of itemOf("of_few").shared!.shown) sets.push(await ids("notebook.few", `tier = ${text(tier)}`));
  if (isTold("without", "customers")) sets.push(await ids("customers", "stage <> 'silent'"));
  if (isTold("buyers", "customers")) sets.push(await ids("orders", "is_valid and customer_id is not null"));
  if (isTold("repeaters", "repeaters")) sets.push(await ids("customers", "purchases > 1"));
  return sets;
}

describe("counts of several tables", () => {
  test("still leave where nothing can be worked out", () => {
    for (const name of ["stages", "everyone", "tier_counts", "of_few"]) expect(itemOf(name).table, name).not.toBeNull();
  });

  test("leave nobody in a group under ten, alone or by subtraction of up to three others", async () => {
    const sets = await shownSets();
    expect(sets.length).toBeGreaterThan(6);
    const isSubset = (part: Set<number>, whole: Set<number>) => [...part].every((each) => whole.has(each));
    const minus = (whole: Set<number>, part: Set<number>) => new Set([...whole].filter((each) => !part.has(each)));
    const told: string[] = [];
    const look = (rest: Set<number>, depth: number, path: string) => {
      if (rest.size > 0 && rest.size < 10) told.push(`${path} leaves ${rest.size}`);
      if (depth === 0) return;
      sets.forEach((part, at) => {
        if (part.size > 0 && part.size < rest.size && isSubset(part, rest))
          look(minus(rest, part), depth - 1, `${path}-${at}`);
      });
    };
    sets.forEach((whole, at) => look(whole, 3, String(at)));
    expect(told).toEqual([]);
  });
});

test("a rule in a comment of somebody's cell is not run", async () => {
  expect(itemOf("ruled").table).not.toBeNull();
  const found = await shop.db.query("select table_name from duckdb_tables() where table_name = 'broken_in'");
  expect(toRows(found)).toEqual([]);
});

describe("a cell that a person has looked at", () => {
  test("is let out as it is, and no other", () => {
    const letOut = new Set(["largest"]);
    const released = sharePage({...page, known: {...page.known, letOut}});
    const [largest, smallest] = ["largest", "smallest"].map((name) =>
      released.charts.find(({cell}) => cell.name === `show_${name}`)!
    );
    expect(largest!.table!.numRows).toBe(page.outcomes.get("largest")!.table!.numRows);
    expect(smallest!.table).toBeNull();
  });

  test("can be looked at only where names do not change it", async () => {
    const {manifest} = await buildReport(page);
    const looks = manifest.items.flatMap(({look}) => (look ? [look.cell] : []));
    expect(looks).toContain("largest");
    expect(
      looks.filter((name) => Object.hasOwn(wrappings, name) && !["by_schema", "by_text", "ordered"].includes(name))
    ).toEqual([]);
  });
});

describe("a report for oneself", () => {
  test("is whole, with names, and says on every page that it is not for sharing", async () => {
    const {html, document} = await buildReport({...page, known: undefined, isPrivate: true});
    const mark = document.querySelector("body > .private");
    expect(mark?.textContent).toBe("Not for sharing: with names and single customers, for the shop's owner alone.");
    expect(html).toMatch(/@media print \{\s*\.private \{\s*position: fixed/);
    expect(html).toContain(page.summary.shop);
    const [row] = toRows(
      await shop.db.query("select max_by(customer_key, net_amount) || ' leads' as note from customers")
    );
    expect(html).toContain(String(row!.note));
    expect((await buildReport(page)).document.querySelector(".private")).toBeNull();
  });
});
