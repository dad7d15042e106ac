import type {Words} from "../../base/words";
import {html} from "../html";
import type {DrawContext} from "../kind";

/**
 * A legend for shades: a swatch for each, from few to many. A swatch tells its range when it is pointed at; who cannot see it
 * hears the bounds as a sentence.
 */
export function shadeLegend(
  values: readonly number[],
  breaks: readonly number[],
  format: (value: number) => string,
  {document, words}: Pick<DrawContext, "document" | "words">
): HTMLElement {
  if (Math.min(...values) === Math.max(...values)) {
    const text = words.t("charts.heat_legend_flat", {value: format(values[0] ?? 0)});
    return html(document, "p", {class: "chart-note"}, text);
  }
  const bounds = breaks.map(format);
  const steps = [words.t("charts.up_to", {value: bounds[0]}), ...bounds.slice(1)].join(words.t("charts.enumeration"));
  const sentence = words.t("charts.heat_legend", {n: breaks.length + 1, steps});
  const ranges = [...bounds.map((bound) => words.t("charts.up_to", {value: bound})), `> ${bounds.at(-1) ?? ""}`];
  const swatches = ranges.map((title, shade) => html(document, "i", {class: `swatch shade-${shade}`, title}));
  const scale = html(
    document,
    "span",
    {class: "shade-scale", role: "img", "aria-label": sentence},
    html(document, "span", {}, format(Math.min(...values))),
    ...swatches,
    html(document, "span", {}, format(Math.max(...values)))
  );
  return html(document, "p", {class: "chart-note"}, scale);
}

/** Joins sentences: a full-width stop needs no space after it. */
export function joinSentences(sentences: readonly string[], {locale}: Words): string {
  return sentences.join(locale.startsWith("zh") ? "" : " ");
}
