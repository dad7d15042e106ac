import {expect, test} from "vitest";
import {describeChart, renderChart} from "../../src/charts/render";
import {contextOf, specOf, tableOf, wordsOf} from "./support";

const columns = {
  month_date: ["2026-09-01", "2026-09-01", "2026-09-01", "2026-10-01", "2026-10-01", "2026-11-01"],
  months_later: [0, 1, 2, 0, 1, 0],
  buyers: [100, 100, 100, 300, 300, 50],
  active_share: [1, 0.4, 0.1, 1, 0.2, 1],
  is_unfinished: [false, false, true, false, false, true]
};
const keys = {x: "months_later", y: "month_date", value: "active_share", size: "buyers", unfinished: "is_unfinished"};

function draw(more: Record<string, unknown> = {}, given: Record<string, readonly unknown[]> = columns) {
  return renderChart(specOf("cohort", {...keys, ...more}), tableOf(given), contextOf());
}

function rowsOf(element: Element, part: string): string[][] {
  return [...element.querySelectorAll(`${part} tr`)].map((row) =>
    [...row.children].map(({textContent}) => textContent ?? "")
  );
}

test("each group is a row with its size, each age a column, and what is not reached is blank", () => {
  expect(rowsOf(draw(), "tbody")).toEqual([
    ["2026年9月", "100", "100.0%", "40.0%", "10.0%"],
    ["2026年10月", "300", "100.0%", "20.0%", ""],
    ["2026年11月", "50", "100.0%", "", ""]
  ]);
});

test("the mean weighs groups by their size and leaves out what is not over", () => {
  // first month 100 %; second (100 × 0.4 + 300 × 0.2) ÷ 400 = 25 %; the third is not over for the only group that reached it
  expect(rowsOf(draw({mean: true}), "tfoot")).toEqual([["平均", "", "100.0%", "25.0%", "–"]]);
});

test("without sizes each group weighs the same", () => {
  // (0.4 + 0.2) ÷ 2
  expect(rowsOf(draw({mean: true, size: null}), "tfoot")[0]?.[2]).toBe("30.0%");
});

test("amounts are not weighed: their mean is that of the groups", () => {
  const given = {...columns, net_sales: [10, 20, 5, 10, 40, 10]};
  expect(rowsOf(draw({mean: true, value: "net_sales"}, given), "tfoot")[0]?.[3]).toBe("¥30.00");
});

test("the unfinished is hatched, the ages that tell nothing are unshaded, and the note says so", () => {
  const element = draw();
  expect([...element.querySelectorAll(".unfinished")].map(({textContent}) => textContent)).toEqual(["10.0%", "100.0%"]);
  expect([...element.querySelectorAll("td.flat")].map(({textContent}) => textContent)).toEqual(Array(3).fill("100.0%"));
  const note = element.querySelector(".chart-note")?.textContent ?? "";
  for (const said of ["斜纹", "空白", "没有底色"]) expect(note).toContain(said);
});

test("a group is chosen by its heading, as the day that SQL compares with", () => {
  const context = contextOf();
  const element = renderChart(specOf("cohort", {...keys, select: "month"}), tableOf(columns), context);
  context.document.body.append(element);
  let heard: unknown;
  context.document.body.addEventListener("huitou-select", (event) => (heard = (event as CustomEvent).detail));
  element.querySelectorAll<HTMLElement>("tbody th .press")[1]!.click();
  expect(heard).toEqual({variable: "month", value: "2026-10-01"});
});

test("its sentence names the extremes among what is finished", () => {
  const said = describeChart(specOf("cohort", keys), tableOf(columns), wordsOf("en"));
  expect(said).toContain("3 groups from Sep 2026 to Nov 2026, up to 3 periods each");
  expect(said).toContain("highest 40.0% (Sep 2026, months later 1)");
  expect(said).toContain("lowest 20.0% (Oct 2026, months later 1)");
});

test("a lone cell, a hole and a long name are drawn", () => {
  expect(
    rowsOf(
      draw({}, {month_date: ["2026-09-01"], months_later: [0], buyers: [1], active_share: [1], is_unfinished: [false]}),
      "tbody"
    )
  ).toEqual([["2026年9月", "1", "100.0%"]]);
  const hole = {...columns, active_share: [1, null, 0.1, 1, 0.2, 1]};
  expect(rowsOf(draw({}, hole), "tbody")[0]?.[3]).toBe("–");
  const long = {...columns, month_date: columns.month_date.map((name) => `${"一个很长的群名".repeat(6)}${name}`)};
  expect(draw({}, long).querySelectorAll("tbody tr")).toHaveLength(3);
});
