import {describe, expect, test} from "vitest";
import english from "../../src/i18n/messages/en/metrics.json";
import chinese from "../../src/i18n/messages/zh-Hans/metrics.json";
import {dictionary, metricSections} from "../../src/models/dictionary";
import {readModels, shippedModels} from "../../src/models/library";
import {shippedNotebooks} from "../../src/notebook/library";
import {parseNotebook} from "../../src/notebook/parse";
import {findMetricPlaces} from "../../src/notebook/metric-places";

const ids = dictionary.map(({id}) => id);
const named = new Set([...shippedModels.values()].flatMap(({tags}) => tags.metrics ?? []));

describe("the dictionary", () => {
  test("has every metric from F1 to F84 once, in order", () => {
    expect(ids).toEqual(Array.from({length: 84}, (_, at) => `F${at + 1}`));
  });

  test.each([
    ["en", english as Record<string, string>],
    ["zh-Hans", chinese as Record<string, string>]
  ])("names and defines each of them in %s", (_, messages) => {
    const keys = ids.flatMap((id) => [`metric.${id}.name`, `metric.${id}.definition`]);
    expect(keys.filter((key) => !messages[key])).toEqual([]);
    const names = ids.map((id) => messages[`metric.${id}.name`]);
    expect(new Set(names).size).toBe(names.length);
    const inputs = dictionary.flatMap((metric) => metric.inputs.map((input) => `metric.input.${input}`));
    expect(inputs.filter((key) => !messages[key])).toEqual([]);
    expect(metricSections.filter((section) => !messages[`metric.section.${section}`])).toEqual([]);
    const strays = Object.keys(messages).flatMap((key) => /^metric\.(F\d+)\./.exec(key)?.[1] ?? []);
    expect(strays.filter((id) => !ids.includes(id))).toEqual([]);
  });

  test("has every metric that a header names", () => {
    expect(named.size).toBeGreaterThan(15);
    expect([...named].filter((id) => !ids.includes(id))).toEqual([]);
  });
});

describe("where metrics stand", () => {
  const standing = findMetricPlaces(shippedNotebooks.values());

  test("every metric that a header names is shown on a page", () => {
    expect([...named].filter((id) => !standing.has(id))).toEqual([]);
  });

  test("a metric that no header names is shown nowhere", () => {
    expect([...standing.keys()].filter((id) => !named.has(id))).toEqual([]);
  });

  test("is the chart of a relation, or of a cell that is made of it", () => {
    const at = (id: string) => standing.get(id)?.map(({notebook, cell}) => `${notebook} ${cell}`) ?? [];
    // checkup.md: the ladder is drawn from the relation itself, the curve through a cell called curve
    expect(at("F29").some((place) => place.startsWith("checkup "))).toBe(true);
    const curve = shippedNotebooks
      .get("checkup")!
      .notebook.cells.find((cell) => cell.kind === "chart" && cell.spec?.from === "curve");
    expect(at("F22")).toContain(`checkup ${curve!.id}`);
    expect(at("F38")).toEqual(expect.arrayContaining([expect.stringMatching(/^traffic /)]));
  });

  test("is only where its own columns stand", () => {
    const at = (id: string) => standing.get(id)?.map(({cell}) => cell) ?? [];
    expect(at("F35").filter((cell) => !["week_conversion", "week_table"].includes(cell))).toEqual([]);
    expect(at("F38")).toEqual(["week_scores"]);
    expect(at("F41")).toEqual(["refund_table", "refund_chart", "loss_table"]);
    expect(at("F43")).toEqual(expect.arrayContaining(["unpaid_table", "pay_table", "unpaid_chart", "loss_table"]));
    expect(at("F43").filter((cell) => cell.startsWith("refund"))).toEqual([]);
  });

  test("leaves out the tour of charts where another page shows the same", () => {
    const pages = [...standing.values()].map((places) => new Set(places.map(({notebook}) => notebook)));
    expect(pages.filter((names) => names.has("gallery") && names.size > 1)).toEqual([]);
  });

  test("follows cells through cells, needs what the notebook and the chart need, and ends in a circle", () => {
    const models = readModels({"./reports/told.sql": "-- One row.\n-- @metric F9\nselect 1 as n"});
    const text = [
      "---\ntitle: Own\nneeds: [orders]\n---\n",
      "```sql one\nselect * from told\n```\n",
      "```sql two\nselect * from one\n```\n",
      "```sql three\nselect * from four\n```\n",
      "```sql four\nselect * from three\n```\n",
      "```chart drawn\nkind: table\nfrom: two\nneed: refunds\n```\n",
      "```chart round\nkind: table\nfrom: three\n```\n"
    ].join("\n");
    const notebook = parseNotebook(text);
    const places = findMetricPlaces([{name: "own", title: "Own", notebook}], models).get("F9");
    expect(places).toEqual([
      {notebook: "own", notebookTitle: "Own", cell: "drawn", title: null, needs: ["orders", "refunds"]}
    ]);
  });
});
