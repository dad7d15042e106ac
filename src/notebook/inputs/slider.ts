import * as v from "valibot";
import {clampToStep, defineInput, toNumber} from "../input-kind";
import {finite} from "../text/shape";

/** A number chosen with a slider. */
export default defineInput({
  name: "slider",
  entries: {min: finite, max: finite, step: v.optional(v.pipe(finite, v.minValue(0)), 1), default: finite},
  coerce: (value, spec) => clampToStep(toNumber(value), spec)
});
