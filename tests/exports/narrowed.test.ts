import {expect, test} from "vitest";
import {toRows} from "../../src/base/table";
import {sharePage} from "../../src/exports/page";
import {parseNotebook} from "../../src/notebook/parse";
import {openShop} from "./sample";

const cell = (kind: string, name: string, text: string) => `\`\`\`${kind} ${name}\n${text}\n\`\`\`\n`;

test("counts of sixty customers that a cell picks leave without a small group, and what is left of the sixty is none", async () => {
  const text = [
    "---\ntitle: Few\n---\n",
    cell("sql", "few", "select * from customers order by hash(net_amount), first_date, last_date limit 60"),
    cell("sql", "few_total", "select count(*) as customers from few"),
    cell("sql", "by_stage", "select stage, count(*) as customers from few group by stage order by stage"),
    cell("sql", "by_tier", "select tier, count(*) as customers from few group by tier order by tier"),
    cell("chart", "total_chart", "kind: table\nfrom: few_total"),
    cell("chart", "stage_chart", "kind: bar\nfrom: by_stage\nx: stage\ny: customers"),
    cell("chart", "tier_chart", "kind: bar\nfrom: by_tier\nx: tier\ny: customers"),
    cell("chart", "few_chart", "kind: table\nfrom: few")
  ].join("\n");
  const shop = await openShop({every: 12, notebook: parseNotebook(text)});
  const charts = sharePage(shop.page("en")).charts;
  const countsOf = (name: string) => {
    const table = charts.find((chart) => chart.cell.name === name)!.table!;
    return toRows(table).flatMap(({customers}) => (customers === null ? [] : [Number(customers)]));
  };
  expect(countsOf("total_chart")).toEqual([60]);
  for (const name of ["stage_chart", "tier_chart"]) {
    const counts = countsOf(name);
    expect(counts.length).toBeGreaterThan(0);
    const rest = 60 - counts.reduce((sum, count) => sum + count, 0);
    expect([...counts, rest].filter((count) => count > 0 && count < 10)).toEqual([]);
  }
  expect(charts.find((chart) => chart.cell.name === "few_chart")!.table).toBeNull();
}, 120_000);
