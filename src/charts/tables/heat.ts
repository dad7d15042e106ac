import type {Words} from "../../base/words";
import {html} from "../html";
import type {DrawContext} from "../kind";

/** A legend for shades in one sentence: the upper bound of each. */
export function shadeLegend(
  values: readonly number[],
  breaks: readonly number[],
  format: (value: number) => string,
  {document, words}: Pick<DrawContext, "document" | "words">
): HTMLElement {
  const flat = Math.min(...values) === Math.max(...values);
  const [first, ...others] = breaks.map(format);
  const steps = [words.t("charts.up_to", {value: first}), ...others].join(words.t("charts.enumeration"));
  const text = flat
    ? words.t("charts.heat_legend_flat", {value: format(values[0] ?? 0)})
    : words.t("charts.heat_legend", {n: breaks.length + 1, steps});
  return html(document, "p", {class: "chart-note"}, text);
}

/** Joins sentences: a full-width stop needs no space after it. */
export function joinSentences(sentences: readonly string[], {locale}: Words): string {
  return sentences.join(locale.startsWith("zh") ? "" : " ");
}
