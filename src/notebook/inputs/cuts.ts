import * as v from "valibot";
import {clampToStep, defineInput, refuse, toNumber} from "../input-kind";
import {finite} from "../text/shape";

/** Several ascending whole numbers on one axis: the boundaries between groups. */
export default defineInput({
  name: "cuts",
  entries: {
    min: v.optional(finite, 1),
    max: v.optional(finite, 3650),
    default: v.pipe(v.array(finite), v.minLength(1), v.maxLength(12))
  },
  coerce(value, {min, max, default: {length}}) {
    if (!Array.isArray(value) || value.length !== length) return refuse("cuts");
    const cuts = value.map((cut) => clampToStep(Math.round(toNumber(cut)), {min, max}));
    return apart(cuts, min, max);
  }
});

/** Moves equal or crossed cuts apart by one, within the axis where it is long enough. */
function apart(cuts: readonly number[], min: number, max: number): number[] {
  const rising: number[] = [];
  for (const [index, cut] of cuts.entries()) {
    const room = max - (cuts.length - 1 - index);
    rising.push(Math.max(Math.min(cut, room), (rising.at(-1) ?? min - 1) + 1));
  }
  return rising;
}
