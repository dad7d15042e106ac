import type {Row} from "../../base/table";
import type {Unit, Words} from "../../base/words";
import {AppError} from "../../base/errors";
import {html} from "../html";
import {makeListing, makeOpening} from "../interact";
import {listing} from "../tables/listing";
import {column, defineKind, optionalChoice, optionalColumn, optionalUnit, type DrawContext} from "../kind";
import {drawableNumber} from "../points";
import {markLabel, signed, titleOf} from "../text/describe";
import {drawSparkline} from "../lines/sparkline";

/** One large number with its change, its base, and a sparkline. */
export default defineKind({
  name: "number",
  channels: {
    value: column,
    change: optionalColumn,
    yearChange: optionalColumn,
    denominator: optionalColumn,
    trend: optionalColumn
  },
  // whether more is better; without it what the column's measure says, and no colour where it says nothing
  options: {unit: optionalUnit, better: optionalChoice("more", "less")},
  rowLimit: 1,
  example: {
    table: {
      returning_share: [0.272],
      period_points: [-0.088],
      year_points: [-0.037],
      buyers: [2312],
      trend: [[0.37, 0.36, 0.38, 0.49, 0.4, 0.36, 0.272]]
    },
    spec: {
      value: "returning_share",
      change: "period_points",
      yearChange: "year_points",
      denominator: "buyers",
      trend: "trend",
      better: "more"
    }
  },
  render(spec, rows, context) {
    const {document, words} = context;
    const row = firstRow(spec, rows);
    const text = formatFigure(spec, row, words);
    const figure = html(document, "span", {class: "figure"}, text);
    if (!makeListing(figure, {column: spec.value, rows: [row]}, context))
      makeOpening(figure, {from: spec.from, column: spec.value, row}, words.t("charts.open", {value: text}));
    const facts = html(
      document,
      "p",
      {class: "chart-note"},
      ...factsOf(spec, row, words).map(({text, news, counts}) =>
        html(
          document,
          "span",
          {class: news},
          counts === null ? text : listing(text, {column: counts, rows: [row]}, context)
        )
      )
    );
    return html(document, "div", {class: "chart-number"}, figure, facts, sparkline(spec, row, context));
  },
  describe(spec, rows, words) {
    const row = firstRow(spec, rows);
    const value = formatFigure(spec, row, words);
    const sentence = words.t("charts.say_number", {label: titleOf(spec, [spec.value], words), value});
    const facts = factsOf(spec, row, words).map(({text, news}) => (news ? words.t(`charts.${news}`, {text}) : text));
    return [sentence, ...facts].join(words.t("charts.comma"));
  }
});

interface Channels {
  value: string;
  unit: Unit | null;
  change: string | null;
  yearChange: string | null;
  denominator: string | null;
  trend: string | null;
  better: "more" | "less" | null;
}

function firstRow({value}: Channels, rows: readonly Row[]): Row {
  const row = rows[0];
  if (!row || drawableNumber(row[value]) === null) throw new AppError("charts.no_values", {column: value});
  return row;
}

/** A remark beside a number, and whether it is good or bad news. */
interface Fact {
  text: string;
  news: "good" | "bad" | null;
  /** the column that it is the number of; null for a change */
  counts: string | null;
}

function factsOf({value: figure, change, yearChange, denominator, better}: Channels, row: Row, words: Words): Fact[] {
  const changes = [
    [change, "charts.since_previous"],
    [yearChange, "charts.since_last_year"]
  ] as const;
  return [
    ...changes.flatMap(([name, since]): Fact[] => {
      const value = name === null ? null : drawableNumber(row[name]);
      if (value === null) return [];
      const text = words.t("charts.change_since", {change: signed(name ?? "", value, words), since: words.t(since)});
      const news = newsOf(value, better ?? betterBy[words.measure(figure).good ?? "neither"]);
      return [{text, news, counts: null}];
    }),
    ...(denominator === null
      ? []
      : [
          {
            text: words.t("charts.of", {value: describeOf(denominator, row, words)}),
            news: null,
            counts: denominator
          }
        ])
  ];
}

const betterBy = {higher: "more", lower: "less", neither: null} as const;

function newsOf(change: number, better: Channels["better"]): Fact["news"] {
  if (better === null || change === 0) return null;
  return change > 0 === (better === "more") ? "good" : "bad";
}

function describeOf(denominator: string, row: Row, words: Words): string {
  return `${words.value(denominator, row[denominator])} ${words.column(denominator)}`;
}

// large sums are shown without cents
function formatFigure({value, unit}: Channels, row: Row, words: Words): string {
  const measured = unit ?? words.measure(value).unit;
  const amount = drawableNumber(row[value]) ?? 0;
  return measured === "money" && Math.abs(amount) >= 1000
    ? words.money(amount, "whole")
    : words.value(value, row[value], measured);
}

function sparkline({trend, value, unit}: Channels, row: Row, {document, words, width}: DrawContext): SVGElement | null {
  const list = trend === null ? null : row[trend];
  if (!Array.isArray(list)) return null;
  const values = list.map(drawableNumber);
  const last = values.findLast((one) => one !== null) ?? null;
  return drawSparkline(document, {
    values,
    width: Math.min(width, 240),
    height: 48,
    colour: "accent",
    label: last === null ? null : markLabel(last, value, unit ?? words.measure(value).unit, words)
  });
}
