import {expect, test} from "vitest";
import {toSvgText} from "../../src/charts/export";
import {renderChart} from "../../src/charts/render";
import {chartKinds} from "../../src/charts/registry";
import {dataTable} from "../../src/charts/data-table";
import {contextOf, specOf, tableOf} from "./support";

const written = ["verdicts", "sentences", "findings"];
const drawable = [...chartKinds.values()].filter(({name}) => !written.includes(name));

test.each(drawable)("$name leaves the page as a picture that needs nothing else", ({name, example}) => {
  const context = contextOf();
  const element = renderChart(specOf(name, {...example.spec, select: "x"}), tableOf(example.table), context);
  for (const theme of ["light", "dark"] as const) {
    const text = toSvgText(element, {theme, title: `<b>"Tom & Jerry"</b>`});
    expect(text).not.toMatch(/var\(|tabindex|role="button"|<script|foreignObject|currentcolor/);
    expect(text).toContain('&lt;b&gt;"Tom &amp; Jerry"&lt;/b&gt;');
    expect(text).toContain(theme === "light" ? "#fcfcfa" : "#161614");
    const parsed = new context.document.defaultView!.DOMParser().parseFromString(text, "image/svg+xml");
    expect(parsed.querySelector("parsererror")).toBeNull();
  }
  expect(element.outerHTML).toMatch(/var\(|class=/);
});

test("the twin of a chart is its rows as a table", () => {
  const {document, words} = contextOf();
  const twin = dataTable(
    specOf("bar", {x: "stage", y: "customers", title: "<i>阶段</i>"}),
    tableOf({stage: ["active"], customers: [4562]}),
    words,
    document
  );
  expect(twin.querySelector("caption")?.textContent).toBe("<i>阶段</i>");
  expect([...twin.querySelectorAll("td")].map(({textContent}) => textContent)).toEqual(["active", "4,562"]);
  expect(twin.querySelectorAll("th[scope=col]")).toHaveLength(2);
});
