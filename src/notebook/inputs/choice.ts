import * as v from "valibot";
import {defineInput, refuse} from "../input-kind";
import {finite, localText} from "../text/shape";

const code = v.union([v.string(), finite]);

/** One of several codes; an option is a code, or a code with its label. */
export default defineInput({
  name: "choice",
  entries: {
    options: v.pipe(
      v.array(v.union([code, v.object({value: code, label: v.optional(localText)})])),
      v.minLength(1),
      v.maxLength(200)
    ),
    default: v.nullish(code)
  },
  coerce(value, {options, default: usual}) {
    const codes = options.map((option) => (typeof option === "object" ? option.value : option));
    const wanted = value ?? usual ?? codes[0];
    return codes.find((option) => option === wanted || String(option) === wanted) ?? refuse("option");
  }
});
