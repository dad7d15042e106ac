import {beforeAll, describe, expect, test} from "vitest";
import {toRows} from "../../src/base/table";
import {sharePage, type PageToShare, type SharedPage} from "../../src/exports/page";
import {buildPicture} from "../../src/exports/picture";
import {findProbing, findTelling, type Population} from "../../src/exports/privacy/released";
import {buildReport} from "../../src/exports/report";
import {parseNotebook} from "../../src/notebook/parse";
import {openShop, type OpenShop} from "./sample";

/** Questions about names of which the answer is the same as without names: that it leaves would be the answer. */
const asked: Readonly<Record<string, string>> = {
  is_customer: "select count(*) as customers from customers where customer_key <> 'no customer of this shop'",
  first_letter:
    "select count(*) as customers from customers where not (net_amount > 4000 and substr(customer_key, 1, 1) = '#')",
  counted_few:
    "select stage, count(*) as customers, count(*) filter (where customers.\"customer_key\" = '#') as few from customers group by stage",
  grouped: "select customer_key like '#%' as is_few, count(*) as customers from customers group by 1",
  whole_row: "select count(*) as customers from customers as c where cast(c as varchar) not like '%#%'",
  whole_row_quoted: "select count(*) as customers from customers where not \"customers\"::varchar like '%#%'",
  narrowed: "select * from customers where customer_key not like '#%'",
  narrowed_counts: "select stage, count(*) as customers from narrowed group by stage",
  ordered: "select * from customers order by customer_key limit 200",
  ordered_counts: "select stage, count(*) as customers from ordered group by stage"
};

/** Sums that leave one customer when they are subtracted from one another, over customers, orders and purchases. */
const sums: Readonly<Record<string, string>> = {
  of_orders: "select sum(net_amount) as net_sales from orders where is_valid and customer_id is not null",
  of_small_orders: "select sum(net_amount) as net_sales from customer_orders where net_amount < 4000",
  of_purchases: "select sum(net_amount) as net_sales from purchases where net_amount < 4000",
  of_customers: "select sum(net_amount) as net_sales from customers where net_amount < 4000",
  of_early_orders:
    "select sum(net_amount) as net_sales from orders where is_valid and customer_id is not null and ordered_date < date '2026-10-01'",
  of_early_customers:
    "select sum(net_amount) as net_sales from customers where last_date < date '2026-10-01' and net_amount < 4000"
};

/** Selects of groups by numbers that are hidden: whether a group is among them may not show. */
const picked: Readonly<Record<string, string>> = {
  small_tier: "select * from tiers where tier = 'important_value' and net_sales > 1",
  no_tier: "select * from tiers where tier = 'important_value' and net_sales > 1e9",
  beside_small: "select * from tiers where is_total or (tier = 'important_value' and net_sales > 1)",
  beside_none: "select * from tiers where is_total or (tier = 'important_value' and net_sales > 1e9)",
  having_one:
    "select stage, count(*) as customers from customers where net_amount > 4000 group by stage having sum(net_amount) > 1",
  having_none:
    "select stage, count(*) as customers from customers where net_amount > 4000 group by stage having sum(net_amount) > 1e9",
  nobody: "select count(*) as customers from customers where net_amount > 1e9",
  somebody: "select count(*) as customers from customers where net_amount > 4000",
  stopped: "select stage, count(*) as customers from customers group by stage having error('stopped') is null"
};

/** What belongs to nobody, and must leave. */
const honest: Readonly<Record<string, string>> = {
  stages: "select stage, count(*) as customers, sum(net_amount) as net_sales from customers group by stage",
  known_only: "select count(distinct customer_id) as customers from orders where is_valid and customer_id is not null",
  newest_months: "select * from months where not is_unfinished order by month_date desc limit 12",
  numbers: "select stage, list(customer_id::bigint) as ids, count(*) as customers from customers group by stage"
};

const odd: Readonly<Record<string, string>> = {
  named_like_ours: "select stage, tier, 500 as huitou_people, count(*) as customers from customers group by stage, tier"
};

const cellOf = ([name, sql]: [string, string]) =>
  `\`\`\`sql ${name}\n${sql}\n\`\`\`\n\n\`\`\`chart show_${name}\nkind: table\nfrom: ${name}\n\`\`\`\n`;
const relations = ["int_repurchase_counts", "int_recency_days", "duckdb_tables", "duckdb_columns"];
const prose = Object.keys(picked).map((name) => `{{${name}.customers | sum}} {{${name}.customers | count}}`);
const text = [
  "---\ntitle: Stranger\n---\n\n## All\n",
  ...Object.entries({...asked, ...sums, ...picked, ...honest, ...odd}).map(cellOf),
  ...relations.map((name) => `\`\`\`chart show_${name}\nkind: table\nfrom: ${name}\n\`\`\`\n`),
  prose.join("\n\n")
].join("\n");

let shop: OpenShop;
let page: PageToShare;
let shared: SharedPage;

beforeAll(async () => {
  shop = await openShop({every: 40, notebook: parseNotebook(text)});
  page = shop.page("en");
  shared = sharePage(page);
}, 180_000);

const itemOf = (name: string) => shared.charts.find(({cell}) => cell.name === `show_${name}`)!;
const rowsOf = (name: string) => {
  const {table} = itemOf(name);
  return table ? toRows(table) : [];
};

test.each(Object.keys(asked))("a question about names is not answered by whether %s leaves", (name) => {
  expect(itemOf(name).table).toBeNull();
});

test("no sum is left of one customer when sums over customers, orders and purchases are subtracted", async () => {
  const [row] = toRows(await shop.db.query("select max(net_amount)::double as most from customers"));
  const told = Object.keys(sums).flatMap((name) => rowsOf(name).map(({net_sales: sum}) => Number(sum)));
  expect(told.length).toBeGreaterThan(1);
  const differences = told.flatMap((a) => told.map((b) => Math.abs(a - b)));
  expect(differences.filter((rest) => Math.abs(rest - Number(row!.most)) < 0.01)).toEqual([]);
});

describe("groups picked by a hidden number", () => {
  test.each([
    ["small_tier", "no_tier"],
    ["beside_small", "beside_none"],
    ["having_one", "having_none"],
    ["somebody", "nobody"],
    ["somebody", "stopped"]
  ])("look the same in all that leaves: %s and %s", async (one, none) => {
    expect(rowsOf(one)).toEqual(rowsOf(none));
    const {document: report} = await buildReport(page);
    const figures = [...report.querySelectorAll("figure.chart")];
    const figureOf = (name: string) => {
      const at = shared.charts.indexOf(itemOf(name));
      return figures[at]!.textContent;
    };
    expect(figureOf(one)).toBe(figureOf(none));
    const sentences = [...report.querySelectorAll(".prose")].map(({textContent}) => textContent);
    const sentenceOf = (name: string) => sentences[Object.keys(picked).indexOf(name)];
    expect(sentenceOf(one)).toBe(sentenceOf(none));
  });

  test("in the picture it is not told either how many are hidden", async () => {
    const {svg} = await buildPicture(page);
    expect(svg).not.toContain("every group has fewer than ten");
    expect(svg).toContain("Left out of what is shared.");
  });

  test("of a whole table, what leaves of it leaves of each choice", () => {
    expect(rowsOf("beside_none")).toMatchObject([{is_total: true}, {is_total: true}]);
    expect(rowsOf("newest_months").length).toBeGreaterThan(3);
  });
});

test.each(relations)("what others are made of, or belongs to the engine, does not leave: %s", (name) => {
  expect(itemOf(name).table).toBeNull();
});

test("columns called like those that we count with do not make a group large", () => {
  expect(itemOf("named_like_ours").table).toBeNull();
});

test("what belongs to nobody leaves", () => {
  expect(rowsOf("stages").length).toBeGreaterThan(3);
  expect(rowsOf("known_only")).toHaveLength(1);
  // a list of large whole numbers stops nothing
  expect(itemOf("numbers").instead!.key).toBe("sharing.withheld_identities");
});

test("what one customer spent is not spelled by which of many questions leave nobody out", async () => {
  // each leaves out the customer who spent most if and only if one binary digit of the amount is one
  const digits = Array.from({length: 14}, (_, at) => 2 ** at);
  const cells = digits.map(
    (digit) =>
      [
        `digit_${digit}`,
        `select count(*) as customers from customers where not (net_amount > 4000 and floor(net_amount / ${digit}) % 2 = 1)`
      ] as [string, string]
  );
  const notebook = parseNotebook(["---\ntitle: Digits\n---\n", ...cells.map(cellOf)].join("\n"));
  const {charts} = sharePage((await openShop({every: 40, notebook})).page("en"));
  expect(charts.filter(({table}) => table !== null)).toEqual([]);
}, 180_000);

test("a few questions that leave nobody out may be answered, and one asked many times", () => {
  const asking = (questions: readonly string[]): Population => ({
    sets: [null, ...questions.map((question, at) => ({table: `table ${at}`, row: 0, column: null, question}))],
    atoms: [{sets: [0, ...questions.map((_, at) => at + 1)], people: 200, few: null}]
  });
  const numbered = (count: number) => Array.from({length: count}, (_, at) => `net_amount < ${at}`);
  expect(findProbing([asking(numbered(8))])).toEqual([]);
  expect(findProbing([asking(numbered(9))])).toHaveLength(9);
  expect(findProbing([asking(Array.from({length: 20}, () => "net_amount < 9"))])).toEqual([]);
});

describe("what is known anyway", () => {
  const set = (table: string) => ({table, row: 0, column: null});
  const atom = (sets: number[], people: number) => ({
    sets,
    people,
    few: people < 10 ? Array.from({length: people}, (_, at) => `${sets.join()} ${at}`) : null
  });

  test("and tells of a few by itself does not end the search", () => {
    // five orders are not valid; three valid ones are in no table but that of all
    const population: Population = {
      sets: [null, null, set("small"), set("large")],
      atoms: [atom([0], 5), atom([0, 1], 3), atom([0, 1, 3], 40), atom([0, 1, 2, 3], 60)]
    };
    expect(findTelling(population, () => false)).toEqual([set("large")]);
  });

  test("and leaves nobody few hides nothing", () => {
    const population: Population = {
      sets: [null, null, set("small")],
      atoms: [atom([0], 5), atom([0, 1], 30), atom([0, 1, 2], 60)]
    };
    expect(findTelling(population, () => false)).toEqual([]);
  });
});
