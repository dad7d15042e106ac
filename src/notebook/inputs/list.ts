import * as v from "valibot";
import {defineInput, refuse} from "../input-kind";
import {finite} from "../text/shape";

const item = v.union([v.string(), finite]);
const longest = 200;

/** Any number of codes or numbers; an empty list means no restriction. */
export default defineInput({
  name: "list",
  entries: {
    options: v.optional(v.pipe(v.array(item), v.maxLength(longest))),
    default: v.nullish(v.array(item), null)
  },
  coerce(value, {options}) {
    if (value === null || value === "") return null;
    const items = v.safeParse(v.pipe(v.array(item), v.maxLength(longest)), value);
    if (!items.success || mixes(items.output)) return refuse("list");
    const kept = [...new Set(items.output)].filter((each) => !options || options.includes(each));
    return kept.length === 0 ? null : kept;
  }
});

/** Whether a list mixes texts and numbers, which DuckDB lists cannot. */
function mixes(items: readonly unknown[]): boolean {
  return new Set(items.map((each) => typeof each)).size > 1;
}
