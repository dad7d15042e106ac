import {beforeAll, describe, expect, test} from "vitest";
import {JSDOM} from "jsdom";
import {toRows} from "../../src/base/table";
import {parseNotebook} from "../../src/notebook/parse";
import {buildPicture, planPicture} from "../../src/exports/picture";
import {buildReport} from "../../src/exports/report";
import {openShop, type OpenShop} from "./sample";

// a small shop, so that there is something to hide
const text = [
  "---",
  "title: <script>alert(1)</script>",
  "---",
  "## Groups <img src=x onerror=alert(1)>",
  "",
  "{{stages.customers | sum}} customers, {{one.total}} of them secret. See [this](https://evil.example/x).",
  "",
  "```sql stages",
  "select stage, count(*) as customers, sum(net_amount)::double as net_sales from customers group by stage",
  "```",
  "",
  "```sql one",
  "select max(net_amount)::double as total from customers where customer_key is not null",
  "```",
  "",
  "```chart bars",
  "kind: bar",
  "from: stages",
  "x: stage",
  "y: customers",
  "title: 'By \"stage\" </style><script>'",
  "```",
  "",
  "```sql buyers",
  "select customer_key as who, orders from customers order by orders desc limit 5",
  "```",
  "",
  "```chart names",
  "kind: table",
  "from: buyers",
  "```",
  "",
  "```chart rows",
  "kind: table",
  "from: customers",
  "```",
  "",
  "```sql receivers",
  "select buyer_name as who, count(*) as orders from stg_orders group by buyer_name order by orders desc, who limit 5",
  "```",
  "",
  "```chart shares",
  "kind: bar",
  "from: receivers",
  "x: who",
  "y: orders",
  "```",
  "",
  "```sql contacts",
  "select count(*) as orders, buyer_phone from stg_orders where buyer_phone is not null group by buyer_phone limit 5",
  "```",
  "",
  "```chart phones",
  "kind: table",
  "from: contacts",
  "```",
  ""
].join("\n");

let shop: OpenShop;
let html: string;
let names: string[];

beforeAll(async () => {
  shop = await openShop({orders: 300, notebook: parseNotebook(text)});
  html = (await buildReport(shop.page("en"))).html;
  const named = `select customer_key as name from customers
    union select buyer_name from stg_orders union select buyer_phone from stg_orders union select buyer_email from stg_orders`;
  const rows = toRows(await shop.db.query(`select name from (${named}) where name is not null`));
  names = rows.map((row) => String(row.name));
});

describe("a report", () => {
  test("is one valid page in its language that loads and runs nothing", () => {
    const {document} = new JSDOM(html, {runScripts: "dangerously"}).window;
    expect(document.documentElement.lang).toBe("en");
    expect(document.querySelectorAll("script, link, iframe, object, img, a, form, input, button")).toHaveLength(0);
    expect(document.querySelector("meta[http-equiv]")?.getAttribute("content")).toBe(
      "default-src 'none'; style-src 'unsafe-inline'; img-src data:"
    );
    expect(document.querySelector("h1")?.textContent).toBe("<script>alert(1)</script>");
    expect(document.querySelectorAll("h1")).toHaveLength(1);
    expect(html).not.toMatch(/(?:src|href|action)="(?!#)|@import|url\((?!#)/);
    for (const element of document.querySelectorAll("*"))
      for (const {name} of element.attributes) expect(name).not.toMatch(/^on/);
  });

  test("holds no buyer, no order, no file name and no SQL", () => {
    expect(names.length).toBeGreaterThan(100);
    expect(names.filter((name) => html.includes(name))).toEqual([]);
    expect(html).not.toMatch(/taobao-orders|select stage|count\(\*\)|(?<![\d.])\d{11,}/);
  });

  test("says what it left out", async () => {
    const {manifest} = await buildReport(shop.page("en"));
    expect(manifest.items.map(({title, instead}) => [title, instead?.key ?? null])).toEqual([
      ['By "stage" </style><script>', null],
      ["names", "sharing.withheld_identities"],
      ["rows", "sharing.withheld_identities"],
      ["shares", "sharing.withheld_identities"],
      ["phones", "sharing.withheld_identities"],
      // only a sentence shows it
      ["one", "sharing.withheld_unjudged"]
    ]);
    expect(manifest.items.at(-1)!.look?.cell).toBe("one");
    // what may be a single customer's is a dash
    expect(new JSDOM(html).window.document.querySelector("main")?.textContent).toContain("–\u2060 of them secret");
  });

  test("does not begin with what it does not show, and still says that it was left out", async () => {
    const page = shop.page("en");
    const {cells} = page.notebook;
    const names = cells.find(({id}) => id === "names")!;
    const notebook = {...page.notebook, cells: [names, ...cells.filter((cell) => cell !== names)]};
    const {document, manifest} = await buildReport({...page, notebook});
    expect(document.querySelector("main")?.firstElementChild?.firstElementChild?.localName).toBe("h2");
    expect(manifest.items.find(({title}) => title === "names")?.instead?.key).toBe("sharing.withheld_identities");
  });

  test("prints SQL only when asked to", async () => {
    expect((await buildReport(shop.page("en"), {withSql: true})).html).toContain("group by stage");
  });
});

describe("a picture", () => {
  test("is an SVG of the same, with nothing to load and no buyer in it", async () => {
    const {svg, width, height} = await buildPicture(shop.page("en"));
    const {document} = new JSDOM(svg, {contentType: "image/svg+xml"}).window;
    expect(document.documentElement.getAttribute("viewBox")).toBe(`0 0 ${width} ${height}`);
    expect(document.querySelectorAll("foreignObject, script, image, style")).toHaveLength(0);
    expect(svg).not.toMatch(/var\(--|href=/);
    expect(names.filter((name) => svg.includes(name))).toEqual([]);
  });

  test("is sharp where a canvas holds it, and cut where none does", () => {
    const plan = (height: number, breaks: number[] = []) => planPicture({width: 1000, height, breaks});
    expect(plan(4000)).toEqual({pages: [{top: 0, bottom: 4000}], scale: 2});
    expect(plan(16_000)).toEqual({pages: [{top: 0, bottom: 16_000}], scale: 1});
    // 16,777,216 pixels at 1.25 for each of CSS are 10,737 of 1000 wide
    expect(plan(20_000, [9000, 12_000])).toEqual({
      pages: [
        {top: 0, bottom: 9000},
        {top: 9000, bottom: 12_000},
        {top: 12_000, bottom: 20_000}
      ],
      scale: 1.25
    });
  });
});
