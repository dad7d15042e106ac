import * as v from "valibot";
import {clampToStep, defineInput, toNumber} from "../input-kind";
import {finite} from "../text/shape";

/** A number field; may be empty. */
export default defineInput({
  name: "number",
  entries: {
    min: v.optional(finite),
    max: v.optional(finite),
    step: v.optional(v.pipe(finite, v.minValue(0))),
    unit: v.optional(v.picklist(["money", "percent", "count", "days", "number"])),
    default: v.nullish(finite, null)
  },
  coerce(value, {min, max, step}) {
    const isEmpty = value === null || (typeof value === "string" && value.trim() === "");
    return isEmpty ? null : clampToStep(toNumber(value), {min, max, step});
  }
});
