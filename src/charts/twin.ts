import type {Table} from "apache-arrow";
import {toRows} from "../base/table";
import {unitOf, type Words} from "../base/words";
import {html} from "./html";
import type {ChartSpec} from "./spec";

const twinLimit = 500;

/** The rows that a chart is drawn from, as a closed disclosure with a plain table: the picture's twin for whoever wants figures. */
export function tableTwin(spec: ChartSpec, table: Table, words: Words, document: Document): HTMLElement {
  const names = table.schema.fields.map(({name}) => name);
  const rows = toRows(table.slice(0, twinLimit));
  const isNumber = (name: string) => rows.some((row) => typeof row[name] === "number") && unitOf(name) !== "date";
  const kind = (name: string) => ({class: isNumber(name) ? "number" : "word"});
  const head = names.map((name) => html(document, "th", {scope: "col", ...kind(name)}, words.column(name)));
  const body = rows.map((row) =>
    html(document, "tr", {}, ...names.map((name) => html(document, "td", kind(name), words.value(name, row[name]))))
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
      // what scrolls and holds nothing to press must be reachable by itself
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
