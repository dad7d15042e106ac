import {html} from "../html";
import {makeListing, type PeopleDetail} from "../interact";
import type {ChartContext} from "../kind";

/** A number as text, or as something to press where it counts people who are known. */
export function listing(
  text: string,
  detail: PeopleDetail,
  context: Pick<ChartContext, "document" | "people" | "words">
): HTMLElement | string {
  const press = html(context.document, "span", {}, text);
  return makeListing(press, detail, context) ? press : text;
}
