import * as v from "valibot";
import {AppError, type Diagnostic} from "../../base/errors";

/** A text in one language, or one text per language tag. */
export const localText = v.union([v.string(), v.record(v.string(), v.string())]);

/** A finite number. */
export const finite = v.pipe(v.number(), v.finite());

/** `value` validated by the schema; throws `notebook.input_value` with the first invalid key. */
export function requireShape<Schema extends v.GenericSchema>(schema: Schema, value: unknown): v.InferOutput<Schema> {
  const result = v.safeParse(schema, value);
  if (result.success) return result.output;
  const issue = result.issues[0];
  throw new AppError("notebook.input_value", {key: v.getDotPath(issue) ?? "", expected: issue.expected ?? issue.type});
}

/** A refused input as a problem of its cell. */
export function toProblem(error: unknown, line: number): Diagnostic {
  if (!(error instanceof AppError)) throw error;
  return {code: error.code, severity: "error", details: error.details, at: {line}};
}
