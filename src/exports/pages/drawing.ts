import {AppError} from "../../base/errors";
import {html} from "../../charts/html";
import {renderChart} from "../../charts/render";
import type {PageToShare, SharedChart} from "../page";

/** A chart drawn without interaction; a message where it cannot be drawn. */
export function drawShared(
  {spec, table, instead, isOwn}: SharedChart,
  {document, words}: PageToShare,
  width: number,
  marginLeft?: number
): Element {
  const sentence = (text: string) => html(document, "p", {class: "instead"}, text);
  if (instead) return sentence(isOwn ? words.t("sharing.left_out") : words.t(instead.key, instead.values));
  try {
    return still(renderChart(spec, table!, {document, width, words, marginLeft}));
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    if (isOwn) return sentence(words.t("sharing.left_out"));
    const isEmptied = error.code === "charts.no_values" || error.code === "charts.no_rows";
    return sentence(isEmptied ? words.t("sharing.all_hidden") : words.t(error.code, error.details));
  }
}

/** Removes interactive attributes and elements. */
function still(element: Element): Element {
  for (const button of element.querySelectorAll("button.link")) button.remove();
  for (const button of element.querySelectorAll("button")) button.replaceWith(...button.childNodes);
  for (const each of [element, ...element.querySelectorAll("*")]) {
    if (each.getAttribute("role") === "button") for (const name of ["role", "aria-label"]) each.removeAttribute(name);
    for (const name of ["tabindex", "aria-pressed", "data-column"]) each.removeAttribute(name);
  }
  if (element.localName === "svg" && element.getAttribute("role") === "group") element.setAttribute("role", "img");
  return element;
}

/** Makes the pattern ids of a drawing unique, so that two drawings in one page do not share them. */
export function nameApart(element: Element, prefix: string): Element {
  const named = [...element.querySelectorAll("[id]")];
  const ids = new Set(named.map(({id}) => id));
  for (const each of named) each.id = prefix + each.id;
  for (const each of [element, ...element.querySelectorAll("*")]) {
    for (const {name, value} of [...each.attributes]) {
      const id = /^url\(#([^)]+)\)$/.exec(value)?.[1];
      if (id !== undefined && ids.has(id)) each.setAttribute(name, `url(#${prefix}${id})`);
    }
  }
  return element;
}
