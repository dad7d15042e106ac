import type {Words} from "../base/words";
import {html} from "./html";
import type {DrawContext} from "./kind";

/** What the shades of a table of numbers mean, in a sentence: where each of the steps ends. */
export function shadeLegend(
  values: readonly number[],
  breaks: readonly number[],
  say: (value: number) => string,
  {document, words}: Pick<DrawContext, "document" | "words">
): HTMLElement {
  const flat = Math.min(...values) === Math.max(...values);
  const [first, ...others] = breaks.map(say);
  const steps = [words.t("charts.up_to", {value: first}), ...others].join(words.t("charts.enumeration"));
  const text = flat
    ? words.t("charts.heat_legend_flat", {value: say(values[0] ?? 0)})
    : words.t("charts.heat_legend", {n: breaks.length + 1, steps});
  return html(document, "p", {class: "chart-note"}, text);
}

/** Sentences one after the other: a full-width stop brings its own space. */
export function joinSentences(sentences: readonly string[], {locale}: Words): string {
  return sentences.join(locale.startsWith("zh") ? "" : " ");
}
