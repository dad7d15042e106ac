import {describe, expect, test} from "vitest";
import {describeChart, renderChart} from "../../src/charts/render";
import {chartKinds, byName} from "../../src/charts/registry";
import {parseChartSpec} from "../../src/charts/spec";
import {AppError} from "../../src/base/errors";
import {contextOf, expectGolden, specOf, tableOf, wordsOf} from "./support";

const kinds = [...chartKinds.values()];
const verdictSentences = {
  "verdict.example_lead.title": "Only **{returning_share, percent}** came back",
  "verdict.example_active.title": "**{returning_share, percent}** are active",
  "verdict.example_silent.title": "**{returning_share, percent}** are silent"
};

describe.each(kinds)("$name", ({name, example}) => {
  const table = tableOf(example.table);
  const spec = specOf(name, example.spec);

  test("its example is a spec without a fault", () => {
    expect(parseChartSpec(spec)).toEqual({spec, problems: []});
  });

  test("draws its own example", () => {
    expectGolden(name, renderChart(spec, table, contextOf({words: wordsOf("zh-Hans", verdictSentences)})));
  });

  test("draws itself for a phone inside 358 pixels", () => {
    const element = renderChart(spec, table, contextOf({width: 358, words: wordsOf("en", verdictSentences)}));
    expectGolden(`${name}-phone`, element);
    for (const svg of element.localName === "svg" ? [element] : element.querySelectorAll("svg")) {
      expect(Number(svg.getAttribute("width"))).toBeLessThanOrEqual(358);
    }
  });

  test.each(["en", "zh-Hans"] as const)("says itself in %s", (locale) => {
    const said = describeChart(spec, table, wordsOf(locale, verdictSentences));
    expect(said.length).toBeGreaterThan(10);
    expect(said).not.toMatch(/charts\.|undefined|NaN|[{}]/);
  });

  test("has a name in both languages", () => {
    for (const locale of ["en", "zh-Hans"] as const) expect(wordsOf(locale).has(`charts.kind.${name}`)).toBe(true);
  });
});

test("two kinds of one name are refused", () => {
  const [first] = kinds;
  expect(() => byName([first!, first!])).toThrow(AppError);
});
