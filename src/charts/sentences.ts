import * as v from "valibot";

/** The beginning of a family of keys in the messages: `notice`, `charts.sentence`. */
export const keyPrefix = v.pipe(v.string(), v.regex(/^[a-z]+([._][a-z]+){0,3}$/));
