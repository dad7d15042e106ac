import {expect, test} from "vitest";
import {renderChart} from "../../src/charts/render";
import {contextOf, specOf, tableOf} from "./support";

// sixty weeks; the highest values are in the first ten, which a phone does not show
const weeks = Array.from({length: 60}, (_, index) => {
  const monday = new Date(Date.UTC(2025, 0, 6 + 7 * index));
  return {week: monday.toISOString().slice(0, 10), buyers: index < 10 ? 900 : 100 + (index % 7)};
});
const table = tableOf({week: weeks.map(({week}) => week), buyers: weeks.map(({buyers}) => buyers)});

function amountsAt(kind: string, width: number): string[] {
  const element = renderChart(specOf(kind, {x: "week", y: "buyers", layout: "stacked"}), table, contextOf({width}));
  const texts = [...element.querySelectorAll("text, tspan")].map(({textContent}) => textContent ?? "");
  return [...new Set(texts.filter((text) => /^[\d,]+$/.test(text)).map((text) => text.replace(",", "")))].filter(
    (text) => Number(text) % 50 === 0
  );
}

test.each(["bar", "area", "line"])("a %s chart has the same scale on a phone, which shows fewer periods", (kind) => {
  const wide = amountsAt(kind, 840);
  expect(wide.length).toBeGreaterThan(2);
  expect(amountsAt(kind, 358)).toEqual(wide);
});
