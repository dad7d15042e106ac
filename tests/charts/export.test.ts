import {expect, test} from "vitest";
import {toSvgText} from "../../src/charts/export";
import {toCsv} from "../../src/charts/csv";
import {renderChart} from "../../src/charts/render";
import {chartKinds} from "../../src/charts/registry";
import {tableTwin} from "../../src/charts/twin";
import {contextOf, specOf, tableOf, wordsOf} from "./support";

const drawable = [...chartKinds.values()].filter(({name}) => name !== "verdicts" && name !== "sentences");

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

test("figures stay figures and formulas are put to sleep", () => {
  const notes = ["=1+1", "+86 138", "-2", "@sum", "\tx", "＝1", "plain", 'say "hi", twice', "two\nlines", null];
  const table = tableOf({note: notes, paid_amount: [-1.5, 1e21, 0, 1, 2, 3, 4, 5, 6, null]});
  expect(toCsv(table)).toBe(
    "\ufeff" +
      [
        "note,paid_amount",
        "'=1+1,-1.5",
        "'+86 138,1e+21",
        "'-2,0",
        "'@sum,1",
        "'\tx,2",
        "'＝1,3",
        "plain,4",
        '"say ""hi"", twice",5',
        '"two\nlines",6',
        ","
      ]
        .map((line) => `${line}\r\n`)
        .join("")
  );
});

test("dates are written as every spreadsheet reads them, headings in the reader's language where wanted", () => {
  const table = tableOf({month: ["2026-11-01"], customers: [12]});
  const words = wordsOf("zh-Hans", {"column.month": "月份", "column.customers": "=客户"});
  expect(toCsv(table, words)).toBe("\ufeff月份,'=客户\r\n2026-11-01,12\r\n");
});

test("the twin of a chart is its rows as a table", () => {
  const {document, words} = contextOf();
  const twin = tableTwin(
    specOf("bar", {x: "stage", y: "customers", title: "<i>阶段</i>"}),
    tableOf({stage: ["active"], customers: [4562]}),
    words,
    document
  );
  expect(twin.querySelector("caption")?.textContent).toBe("<i>阶段</i>");
  expect([...twin.querySelectorAll("td")].map(({textContent}) => textContent)).toEqual(["active", "4,562"]);
  expect(twin.querySelectorAll("th[scope=col]")).toHaveLength(2);
});
