import {describe, expect, test} from "vitest";
import {renderChart, reselect} from "../../src/charts/render";
import {contextOf, specOf, tableOf, wordsOf} from "./support";

const months = ["2026-06-01", "2026-07-01", "2026-08-01", "2026-09-01", "2026-10-01", "2026-11-01"];
const shop = {month: months, orders: [10, 20, 30, 40, 50, 60]};

interface Stage {
  chart: Element;
  heard: unknown[];
  from: Element;
  to: Element;
  /** what a hand does at a share of the plot's width */
  hand(type: string, share: number, more?: object): void;
  press(handle: Element, key: string, more?: object): void;
}

/** A chart in a page that knows where its plot is: 100 CSS pixels wide and 100 high. */
function stage(kind: string, keys: object, columns: Record<string, readonly unknown[]>, held: object = {}): Stage {
  const context = contextOf({words: wordsOf("en"), ...held});
  const {document} = context;
  const view = document.defaultView!;
  const chart = renderChart(specOf(kind, {select: "range", ...keys}), tableOf(columns), context);
  const host = document.createElement("div");
  document.body.append(host);
  host.append(chart);
  const heard: unknown[] = [];
  document.body.addEventListener("huitou-select", (event) => heard.push((event as CustomEvent).detail));
  const area = chart.querySelector(".brush-area");
  if (area) area.getBoundingClientRect = () => ({left: 0, top: 0, width: 100, height: 100}) as DOMRect;
  const [from, to] = chart.querySelectorAll("[role=slider]");
  const hand = (type: string, share: number, more: object = {}) => {
    const place = {clientX: share * 100, clientY: 50, button: 0, bubbles: true, cancelable: true, ...more};
    const event = new view.MouseEvent(type, place);
    Object.assign(event, {pointerId: 1, isPrimary: true, pointerType: "mouse"});
    const isHeld = type !== "pointerdown";
    (isHeld ? host : ((more as {on?: Element}).on ?? area!)).dispatchEvent(event);
  };
  const press = (handle: Element, key: string, more: object = {}) =>
    void handle.dispatchEvent(new view.KeyboardEvent("keydown", {key, bubbles: true, cancelable: true, ...more}));
  return {chart, heard, from: from!, to: to!, hand, press};
}

function drag({hand}: Stage, from: number, to: number, more: object = {}): void {
  hand("pointerdown", from, more);
  hand("pointermove", (from + to) / 2);
  hand("pointermove", to);
  hand("pointerup", to);
}

const range = (value: unknown) => ({variable: "range", value});

test.each(["bar", "line", "area", "scatter"])(
  "a drag over a %s of months selects from a first to a last day",
  (kind) => {
    const own = stage(kind, {x: "month", y: "orders"}, shop);
    // six months of about a sixth each; the second begins near 0.17 and the fourth ends near 0.67
    drag(own, 0.25, 0.6);
    expect(own.heard.at(-1)).toEqual(range(["2026-07-01", "2026-09-30"]));
    expect(own.chart.querySelector(".brush-veils")?.textContent).toBe("Jul 2026 – Sep 2026");
  }
);

test("a drag over days of order selects whole days", () => {
  const days = ["2026-11-20", "2026-11-21", "2026-11-22", "2026-11-23"];
  const own = stage("bar", {x: "order_date", y: "orders"}, {order_date: days, orders: [1, 2, 3, 4]});
  drag(own, 0.6, 0.7);
  expect(own.heard).toEqual([range(["2026-11-22", "2026-11-22"])]);
});

test("ranges of days end before the next begins; other numbers end where it begins", () => {
  const columns = {recency_days: [0, 30, 60, 90], customers: [4, 3, 2, 1]};
  const days = stage("histogram", {x: "recency_days", y: "customers"}, columns);
  drag(days, 0.3, 0.6);
  expect(days.heard.at(-1)).toEqual(range([30, 89]));
  const prices = {average_price: [0, 30, 60, 90], customers: [4, 3, 2, 1]};
  const money = stage("histogram", {x: "average_price", y: "customers"}, prices);
  drag(money, 0.3, 0.6);
  expect(money.heard.at(-1)).toEqual(range([30, 90]));
});

test("a scatter is brushed along both axes, each with a variable of its own", () => {
  const columns = {average_price: [0, 1000], net_sales: [0, 1000]};
  const own = stage("scatter", {x: "average_price", y: "net_sales", selectY: "sales"}, columns);
  expect(own.chart.querySelectorAll("[role=slider]")).toHaveLength(4);
  own.hand("pointerdown", 0.2, {clientY: 80});
  own.hand("pointermove", 0.6, {clientY: 40});
  own.hand("pointerup", 0.6, {clientY: 40});
  // the axes reach from 0 to 1025, upwards from the bottom: 205 to 615 each, at the nearest multiple of five
  expect(own.heard).toEqual([range([205, 615]), {variable: "sales", value: [205, 615]}]);
});

describe("a drag", () => {
  const own = () => stage("bar", {x: "month", y: "orders"}, shop, {selection: ["2026-07-01", "2026-08-31"]});

  test("from within the range moves it, and it stays as long at the end", () => {
    const bars = own();
    drag(bars, 0.3, 0.47);
    expect(bars.heard.at(-1)).toEqual(range(["2026-08-01", "2026-09-30"]));
    drag(bars, 0.5, 0.99);
    expect(bars.heard.at(-1)).toEqual(range(["2026-10-01", "2026-11-30"]));
  });

  test("on a handle moves that end, and not past the other", () => {
    const bars = own();
    drag(bars, 0.5, 0.95, {on: bars.to});
    expect(bars.heard.at(-1)).toEqual(range(["2026-07-01", "2026-11-30"]));
    drag(bars, 0.17, 0.99, {on: bars.from});
    expect(bars.heard.at(-1)).toEqual(range(["2026-11-01", "2026-11-30"]));
  });

  test("over everything selects nothing in particular", () => {
    const bars = own();
    drag(bars, 0.99, 0.01);
    expect(bars.heard.at(-1)).toEqual(range(null));
  });

  test("of a hair's breadth is a press, which lets go", () => {
    const bars = own();
    bars.hand("pointerdown", 0.9);
    bars.hand("pointermove", 0.903);
    bars.hand("pointerup", 0.903);
    expect(bars.heard).toEqual([range(null)]);
  });

  test("that becomes a scroll was none", () => {
    const bars = own();
    bars.hand("pointerdown", 0.7);
    bars.hand("pointermove", 0.99);
    bars.hand("pointercancel", 0.99);
    expect(bars.heard.at(-1)).toEqual(range(["2026-07-01", "2026-08-31"]));
  });

  test("with another button, or another finger, is none of ours", () => {
    const bars = own();
    drag(bars, 0.6, 0.9, {button: 2});
    expect(bars.heard).toEqual([]);
  });

  test("goes on while the chart is drawn anew under the hand", () => {
    const bars = own();
    bars.hand("pointerdown", 0.7);
    bars.hand("pointermove", 0.8);
    bars.chart.replaceWith(bars.chart.cloneNode(true));
    bars.hand("pointermove", 0.95);
    bars.hand("pointerup", 0.95);
    expect(bars.heard.at(-1)).toEqual(range(["2026-10-01", "2026-11-30"]));
  });
});

describe("the handles", () => {
  test("are sliders that say where they are and how far they go", () => {
    const {chart, from, to} = stage("bar", {x: "month", y: "orders"}, shop, {selection: ["2026-07-01", "2026-08-31"]});
    expect(chart.getAttribute("role")).toBe("group");
    const said = (handle: Element) =>
      ["aria-label", "aria-valuetext", "aria-valuemin", "aria-valuenow", "aria-valuemax", "tabindex"].map((name) =>
        handle.getAttribute(name)
      );
    const time = (day: string) => String(Date.parse(day));
    expect(said(from)).toEqual([
      "month, from",
      "Jul 2026",
      time("2026-06-01"),
      time("2026-07-01"),
      time("2026-08-01"),
      "0"
    ]);
    // ends are where the month is over
    expect(said(to)).toEqual([
      "month, to",
      "Aug 2026",
      time("2026-08-01"),
      time("2026-09-01"),
      time("2026-12-01"),
      "0"
    ]);
  });

  test.each([
    ["ArrowRight", {}, ["2026-08-01", "2026-10-31"]],
    ["ArrowUp", {}, ["2026-08-01", "2026-10-31"]],
    ["ArrowLeft", {}, ["2026-06-01", "2026-10-31"]],
    ["ArrowLeft", {shiftKey: true}, ["2026-06-01", "2026-10-31"]],
    ["Home", {}, ["2026-06-01", "2026-10-31"]],
    ["PageUp", {}, ["2026-10-01", "2026-10-31"]],
    ["End", {}, ["2026-10-01", "2026-10-31"]],
    ["Escape", {}, null]
  ])("%s %j of the first", (key, more, expected) => {
    const bars = stage("bar", {x: "month", y: "orders"}, shop, {selection: ["2026-07-01", "2026-10-31"]});
    bars.press(bars.from, key, more);
    expect(bars.heard).toEqual([range(expected)]);
  });

  test("leave other keys to the page", () => {
    const bars = stage("bar", {x: "month", y: "orders"}, shop);
    for (const key of ["Tab", "a", "Enter", "constructor"]) bars.press(bars.from, key);
    bars.press(bars.from, "ArrowLeft");
    expect(bars.heard).toEqual([]);
  });

  test("of a scale keep two different ends", () => {
    const own = stage("scatter", {x: "average_price", y: "orders"}, {average_price: [0, 10], orders: [1, 2]});
    own.press(own.from, "End");
    expect(own.heard).toEqual([range([9, 10])]);
    expect(own.from.getAttribute("aria-valuemax")).toBe("9");
  });

  test("of panels are the first panel's, and all panels show the range", () => {
    const columns = {...shop, city: ["a", "b", "a", "b", "a", "b"]};
    const {chart} = stage("bar", {x: "month", y: "orders", facet: "city"}, columns, {
      selection: ["2026-07-01", "2026-08-31"]
    });
    expect(chart.querySelectorAll("[role=slider]")).toHaveLength(2);
    expect(chart.querySelectorAll(".is-set")).toHaveLength(2);
  });
});

describe("a selection that comes back", () => {
  test("is shown without drawing anew, and gone when it is gone", () => {
    const {chart, from} = stage("bar", {x: "month", y: "orders"}, shop);
    expect(chart.querySelector(".is-set")).toBeNull();
    expect(reselect(chart, {selection: ["2026-08-01", "2026-08-31"]})).toBe(true);
    expect(chart.querySelector(".is-set")).not.toBeNull();
    expect(from.getAttribute("aria-valuetext")).toBe("Aug 2026");
    reselect(chart, {selection: null});
    expect(chart.querySelector(".is-set")).toBeNull();
    expect(from.getAttribute("aria-valuetext")).toBe("Jun 2026");
  });

  test.each([
    ["of another kind", ["active"]],
    ["of numbers, for days", [3, 5]],
    ["that is no list", "2026-08-01"],
    ["beyond the axis", ["2031-01-01", "2031-12-31"]],
    ["that is empty", []]
  ])("%s shows nothing", (_, selection) => {
    const {chart} = stage("bar", {x: "month", y: "orders"}, shop, {selection});
    expect(chart.querySelector(".is-set")).toBeNull();
  });

  test("a chart that is not brushed says that it must be drawn", () => {
    const chart = renderChart(specOf("bar", {x: "month", y: "orders"}), tableOf(shop), contextOf());
    expect(reselect(chart, {selection: ["2026-08-01", "2026-08-31"]})).toBe(false);
  });
});

describe("what cannot be brushed", () => {
  test("a series named as the variable is pressed instead", () => {
    const columns = {month: [months[0], months[0]], stage: ["active", "lost"], orders: [1, 2]};
    const keys = {x: "month", y: "orders", series: "stage", select: "stage"};
    const {chart} = stage("bar", keys, columns);
    expect(chart.querySelector(".chart-brush")).toBeNull();
    expect(chart.querySelectorAll("[role=button]")).toHaveLength(2);
  });

  test("words and one lone number have nothing to go between", () => {
    expect(stage("line", {x: "city", y: "orders"}, {city: ["a", "b"], orders: [1, 2]}).from).toBeUndefined();
    expect(stage("scatter", {x: "average_price", y: "orders"}, {average_price: [5], orders: [1]}).from).toBeUndefined();
  });
});
