import {describe, expect, test} from "vitest";
import {drawHistogram, recutHistogram, renderChart} from "../../src/charts/render";
import {contextOf, specOf, tableOf, wordsOf} from "./support";

const stages = {stage: ["active", "silent", "lost"], customers: [50, 30, 20]};

function press(element: Element, how: "click" | "Enter" | " "): unknown {
  const view = element.ownerDocument.defaultView!;
  let heard: unknown = null;
  element.ownerDocument.body.addEventListener("huitou-select", (event) => (heard = (event as CustomEvent).detail), {
    once: true
  });
  element.dispatchEvent(
    how === "click"
      ? new view.MouseEvent("click", {bubbles: true})
      : new view.KeyboardEvent("keydown", {key: how, bubbles: true})
  );
  return heard;
}

test.each(["bar", "segments", "funnel"])("a part of a %s chart selects its stage, by mouse and by keyboard", (kind) => {
  const context = contextOf();
  const chart = renderChart(specOf(kind, {x: "stage", y: "customers", select: "stage"}), tableOf(stages), context);
  context.document.body.append(chart);
  const parts = [...chart.querySelectorAll("[role=button]")];
  expect(parts).toHaveLength(3);
  for (const how of ["click", "Enter", " "] as const) {
    expect(press(parts[1]!, how)).toEqual({variable: "stage", value: "silent"});
  }
  expect(chart.getAttribute("role")).not.toBe("img");
});

test("what is selected looks it, and a second press lets go", () => {
  const context = contextOf({selection: ["silent"]});
  const chart = renderChart(
    specOf("segments", {x: "stage", y: "customers", select: "stage"}),
    tableOf(stages),
    context
  );
  context.document.body.append(chart);
  const parts = [...chart.querySelectorAll("[role=button]")];
  expect(parts.map((part) => part.getAttribute("aria-pressed"))).toEqual(["false", "true", "false"]);
  expect(press(parts[1]!, "click")).toEqual({variable: "stage", value: null});
});

test("a chart that selects nothing is one image with a description", () => {
  const chart = renderChart(specOf("bar", {x: "stage", y: "customers"}), tableOf(stages), contextOf());
  expect(chart.getAttribute("role")).toBe("img");
  expect(chart.getAttribute("aria-label")).toContain("50");
  expect(chart.querySelector("g[aria-label]")).toBeNull();
});

test("a heading sorts its column, largest first, then smallest, then as the rows came", () => {
  const table = renderChart(
    specOf("table", {}),
    tableOf({stage: ["a", "b", "c", "d"], customers: [2, null, 9, 4]}),
    contextOf()
  );
  const heading = table.querySelectorAll<HTMLElement>("thead th")[1]!;
  const order = () => [...table.querySelectorAll("tbody th")].map(({textContent}) => textContent).join("");
  const seen = [order()];
  for (let presses = 0; presses < 3; presses += 1) {
    heading.querySelector("button")!.click();
    seen.push(`${order()} ${heading.getAttribute("aria-sort")}`);
  }
  expect(seen).toEqual(["abcd", "cdab descending", "adcb ascending", "abcd null"]);
});

test("the histogram of the cuts colours each bin by the stage its days are in", () => {
  const bins = [0, 90, 180, 270, 360].map((low) => ({low, high: low + 5, count: 1}));
  const chart = drawHistogram(bins, [90, 180, 270, 365], contextOf());
  const fills = [...chart.querySelectorAll("rect")].map((rect) => rect.getAttribute("fill"));
  // the middle of each bin: 2.5, 92.5, 182.5, 272.5, 362.5
  expect(fills).toEqual(["active", "silent", "sleeping", "lost", "lost"].map((stage) => `var(--stage-${stage})`));
});

test("other cuts colour the bars of the histogram that stands, without drawing it anew", () => {
  const bins = [0, 90, 180].map((low) => ({low, high: low + 5, count: low === 90 ? 0 : 1}));
  const chart = drawHistogram(bins, [90, 180, 270, 365], contextOf());
  const bars = [...chart.querySelectorAll("rect")];
  expect(recutHistogram(chart, [1, 2, 100, 182])).toBe(true);
  const fills = [...chart.querySelectorAll("rect")].map((rect) => rect.getAttribute("fill"));
  // the middle of each bin: 2.5, 92.5, 182.5
  expect(fills).toEqual(["sleeping", "sleeping", "long_lost"].map((stage) => `var(--stage-${stage})`));
  expect([...chart.querySelectorAll("rect")]).toEqual(bars);
  expect(recutHistogram(contextOf().document.createElement("p"), [1])).toBe(false);
});

test("a headline breaks between its phrases only, and its number opens its definition", () => {
  const sentences = {
    "verdict.fewer.title": "近30天\u200b老客占比**{returning_share, percent}**，\u200b低于行业",
    "verdict.fewer.action": "回访新客"
  };
  const context = contextOf({words: wordsOf("zh-Hans", sentences)});
  const table = tableOf({code: ["fewer"], returning_share: [0.272], confidence: [2]});
  const verdicts = renderChart({from: "findings", kind: "verdicts", code: "code"}, table, context);
  context.document.body.append(verdicts);
  expect(verdicts.querySelector("h2")?.innerHTML).toMatch(
    /^近30天<wbr>老客占比<span class="unbroken"><b .*>27.2%<\/b>，<\/span><wbr>低于行业$/
  );
  expect(verdicts.querySelectorAll(".bars .full")).toHaveLength(2);
  const heard: unknown[] = [];
  context.document.body.addEventListener("huitou-open", (event) => heard.push((event as CustomEvent).detail));
  for (const part of verdicts.querySelectorAll<HTMLElement>("[role=button]")) part.click();
  expect(heard).toMatchObject([
    {from: "findings", column: "code", row: {code: "fewer", returning_share: 0.272}},
    {from: "findings", column: "action"}
  ]);
});

describe("a count of people", () => {
  const people = new Map<string, string | null>([["customers", null]]);
  const hear = (element: Element): unknown => {
    const view = element.ownerDocument.defaultView!;
    let heard: unknown = null;
    const listen = (event: Event) => (heard = (event as CustomEvent).detail);
    element.ownerDocument.body.addEventListener("huitou-people", listen, {once: true});
    element.dispatchEvent(new view.KeyboardEvent("keydown", {key: "Enter", bubbles: true}));
    element.ownerDocument.body.removeEventListener("huitou-people", listen);
    return heard;
  };
  const countsIn = (kind: string, spec: Record<string, unknown>, table: Record<string, unknown[]>, known = people) => {
    const context = contextOf({people: known});
    const chart = renderChart(specOf(kind, spec), tableOf(table), context);
    context.document.body.append(chart);
    return [...chart.querySelectorAll(".people")];
  };

  test.each([
    ["table", {columns: ["stage", "customers"], totals: ["customers"]}, 4],
    ["segments", {x: "stage", y: "customers", select: "stage"}, 3],
    ["funnel", {x: "stage", y: "customers"}, 3],
    ["bar", {x: "stage", y: "customers"}, 3],
    ["bar", {x: "stage", y: "customers", layout: "normalized"}, 3],
    ["bar", {x: "stage", y: "customers", select: "stage"}, 3],
    ["line", {x: "stage", y: "customers"}, 3],
    ["area", {x: "stage", y: "customers"}, 3]
  ])("in a %s leads to its people from the keyboard, beside what narrows the page", (kind, spec, found) => {
    const counts = countsIn(kind, spec, stages);
    expect(counts).toHaveLength(found);
    expect(hear(counts[1]!)).toMatchObject({column: "customers", rows: [{stage: "silent", customers: 30}]});
  });

  test("of nobody, or of people whom nobody knows, stays a number", () => {
    const nobody = {stage: ["active", "lost"], customers: [50, 0]};
    expect(countsIn("table", {columns: ["stage", "customers"]}, nobody)).toHaveLength(1);
    expect(countsIn("table", {columns: ["stage", "customers"]}, nobody, new Map())).toHaveLength(0);
  });

  const pictures = [
    ["bar lying", "bar", {x: "name", y: "customers"}],
    ["bar by two columns", "bar", {x: "day", y: ["customers", "orders"], layout: "grouped"}],
    ["histogram", "histogram", {x: "days", y: "customers"}],
    ["histogram in which a range is drawn", "histogram", {x: "days", y: "customers", select: "range"}],
    ["scatter", "scatter", {x: "customers", y: "share"}],
    ["scatter by size", "scatter", {x: "share", y: "days", size: "customers"}],
    ["pareto", "pareto", {x: "share", y: "sum", size: "customers"}],
    ["calendar", "calendar", {x: "day", y: "customers"}]
  ] as const;

  test.each(pictures)("in a %s is a mark that leads to its people", (_, kind, spec) => {
    const rows = {
      name: ["one name that is much too long to stand under its own bar", "two", "three"],
      day: ["2026-11-01", "2026-11-02", "2026-11-03"],
      days: [0, 30, 60],
      share: [0.1, 0.5, 1],
      sum: [0.3, 0.8, 1],
      customers: [50, 30, 20],
      orders: [60, 40, 30]
    };
    const marks = countsIn(kind, spec, rows);
    expect(marks).toHaveLength(3);
    expect(hear(marks[1]!)).toMatchObject({column: "customers", rows: [{customers: 30}]});
    const labels = marks.map((mark) => mark.getAttribute("aria-label"));
    expect(new Set(labels).size).toBe(3);
    expect(labels[1]).toMatch(/30/);
  });

  test("in a flow is each band, and each end of bands with all who pass it", () => {
    const rows = {
      stage_before: ["active", "active", "silent"],
      stage: ["active", "silent", "silent"],
      customers: [50, 30, 20]
    };
    const marks = countsIn("flow", {steps: ["stage_before", "stage"], value: "customers"}, rows);
    const counted = marks.map((mark) => (hear(mark) as {rows: {customers: number}[]}).rows.map((row) => row.customers));
    expect(counted).toEqual([[50], [30], [20], [50, 30], [50], [30, 20], [20]]);
    expect(hear(marks[1]!)).toMatchObject({group: "active → silent"});
    expect(hear(marks[3]!)).toMatchObject({group: "stage before active"});
  });

  test("in a picture is one tab stop among all, which arrows move", () => {
    const marks = countsIn("bar", {x: "stage", y: "customers"}, stages);
    const document = marks[0]!.ownerDocument;
    const stops = () => marks.map((mark) => mark.getAttribute("tabindex"));
    expect(stops()).toEqual(["0", "-1", "-1"]);
    (marks[0] as SVGElement).focus();
    const go = (key: string) =>
      document.activeElement!.dispatchEvent(new document.defaultView!.KeyboardEvent("keydown", {key, bubbles: true}));
    go("ArrowRight");
    expect(document.activeElement).toBe(marks[1]);
    expect(stops()).toEqual(["-1", "0", "-1"]);
    go("End");
    expect(document.activeElement).toBe(marks[2]);
    go("ArrowDown");
    expect(document.activeElement).toBe(marks[2]);
  });

  test("in a sentence is pressed where it stands", () => {
    const words = wordsOf("zh-Hans", {"week.some": "有**{orders, count}**笔订单，买家{customers, count}位"});
    const context = contextOf({people, words});
    const rows = tableOf({code: ["some"], orders: [9], customers: [7]});
    const list = renderChart(specOf("sentences", {code: "code", prefix: "week"}), rows, context);
    expect(list.textContent).toBe("有9笔订单，买家7位");
    expect([...list.querySelectorAll(".people")].map(({textContent}) => textContent)).toEqual(["7"]);
  });

  test("in some rows only, leads there", () => {
    const table = {topic: ["people", "orders"], customers: [5, 6], which: ["customers", ""]};
    const counts = countsIn("table", {columns: ["topic", "customers"]}, table, new Map([["customers", "which"]]));
    expect(counts.map(({textContent}) => textContent)).toEqual(["5"]);
  });

  test("in an area leads to the people of the layer under the pointer", () => {
    const context = contextOf({people});
    const table = {month_date: ["2026-01-01", "2026-02-01"], stage: ["active", "active"], customers: [3, 4]};
    const spec = specOf("area", {x: "month_date", y: "customers", series: "stage", layout: "stacked"});
    const chart = renderChart(spec, tableOf(table), context);
    context.document.body.append(chart);
    const svg = (chart.matches("svg") ? chart : chart.querySelector("svg")) as Element & {value?: unknown};
    let heard: {column: string; rows: unknown[]} | null = null;
    context.document.body.addEventListener("huitou-people", (event) => (heard = (event as CustomEvent).detail), {
      once: true
    });
    svg.value = {counts: [{column: "customers", row: {customers: 4}, low: 0, high: 4}]};
    svg.dispatchEvent(new context.document.defaultView!.MouseEvent("click", {bubbles: true, clientY: 60}));
    expect(heard).toEqual({column: "customers", rows: [{customers: 4}]});
  });
});
