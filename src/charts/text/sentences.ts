import * as v from "valibot";

/** The prefix of a family of message keys: `notice`, `charts.sentence`. */
export const keyPrefix = v.pipe(v.string(), v.regex(/^[a-z]+([._][a-z]+){0,3}$/));
