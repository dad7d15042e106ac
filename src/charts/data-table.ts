import type {Table} from "apache-arrow";
import {toRows, type Row} from "../base/table";
import type {Words} from "../base/words";
import {truncate, html} from "./html";
import type {ChartContext} from "./kind";
import {listing} from "./tables/listing";
import {keyOf} from "./points";
import type {ChartSpec} from "./spec";

const twinLimit = 500;

/** The rows of a chart as a plain table in a closed disclosure, for readers who want the figures. */
export function dataTable(
  spec: ChartSpec,
  table: Table,
  words: Words,
  document: Document,
  people?: ChartContext["people"]
): HTMLElement {
  const names = inOrder(
    table.schema.fields.map(({name}) => name),
    spec.facet
  );
  const rows = byPanel(toRows(table.slice(0, twinLimit)), spec.facet);
  const isNumber = (name: string) =>
    rows.some((row) => typeof row[name] === "number") && words.measure(name).unit !== "date";
  const kind = (name: string) => ({class: isNumber(name) ? "number" : "word"});
  const head = names.map((name) => html(document, "th", {scope: "col", ...kind(name)}, words.column(name)));
  const body = rows.map((row) =>
    html(
      document,
      "tr",
      {},
      ...names.map((name) => {
        const text = listing(
          truncate(words.value(name, row[name])),
          {column: name, rows: [row]},
          {document, people, words}
        );
        return html(document, "td", kind(name), text);
      })
    )
  );
  const left = table.numRows - rows.length;
  const note =
    left > 0
      ? html(
          document,
          "p",
          {class: "chart-note"},
          words.t("charts.first_rows", {shown: rows.length, all: table.numRows})
        )
      : null;
  const title = spec.title === undefined ? words.t("charts.twin") : words.text(spec.title);
  const caption = spec.title === undefined ? null : html(document, "caption", {}, title);
  return html(
    document,
    "details",
    {class: "chart-twin"},
    html(document, "summary", {}, words.t("charts.twin")),
    html(
      document,
      "div",
      // a scrolling region with nothing to click must be focusable
      {class: "chart-table-frame", tabindex: 0, role: "group", "aria-label": title},
      html(
        document,
        "table",
        {class: "chart-table"},
        caption,
        html(document, "thead", {}, html(document, "tr", {}, ...head)),
        html(document, "tbody", {}, ...body)
      )
    ),
    note
  );
}

/** The columns, the facet column first. */
function inOrder(names: readonly string[], facet: unknown): string[] {
  const first = names.filter((name) => name === facet);
  return [...first, ...names.filter((name) => name !== facet)];
}

/** The rows, grouped by panel. */
function byPanel(rows: readonly Row[], facet: unknown): readonly Row[] {
  if (typeof facet !== "string") return rows;
  const keys = [...new Set(rows.map((row) => keyOf(row[facet])))];
  return keys.flatMap((key) => rows.filter((row) => keyOf(row[facet]) === key));
}
