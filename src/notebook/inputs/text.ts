import * as v from "valibot";
import {defineInput, refuse} from "../input-kind";

/** A short text; empty means null. */
export default defineInput({
  name: "text",
  entries: {
    maximum_length: v.optional(v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(1000)), 200),
    default: v.nullish(v.string(), null)
  },
  coerce(value, {maximum_length: longest}) {
    if (value === null) return null;
    if (typeof value !== "string") return refuse("text");
    return value.trim() === "" ? null : [...value].slice(0, longest).join("");
  }
});
