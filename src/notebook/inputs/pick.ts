import * as v from "valibot";
import {defineInput, refuse} from "../input-kind";

const longest = 500;
const word = v.pipe(v.string(), v.maxLength(longest));

/**
 * One or several values of a relation's column, such as the shops; none means no restriction. Hidden where there is
 * only one value.
 */
export default defineInput({
  name: "pick",
  entries: {
    from: v.pipe(v.string(), v.minLength(1)),
    x: v.pipe(v.string(), v.minLength(1)),
    many: v.optional(v.boolean(), true),
    default: v.nullish(v.union([word, v.array(word)]), null)
  },
  coerce(value, {many}) {
    if (value === null || value === undefined || (value === "" && !many)) return null;
    const words = v.safeParse(v.pipe(v.array(word), v.maxLength(longest)), Array.isArray(value) ? value : [value]);
    if (!words.success) return refuse("list");
    const kept = [...new Set(words.output)];
    if (kept.length === 0) return null;
    return many ? kept : kept[0]!;
  }
});
