import type {AppError, Diagnostic} from "../../base/errors";
import type {Words} from "../../base/words";
import {QueryError} from "../../engine/query-error";
import {bodyOf} from "../../notebook/edit";
import type {Cell} from "../../notebook/notebook";
import {problemsOf, type EditorProblem} from "../editor/problems";

/**
 * The problems of a cell, each with its range in the body; a run's error is included only where it is about the text.
 */
export function problemsIn(
  cell: Cell,
  problems: readonly Diagnostic[],
  failure: AppError | null,
  words: Words
): EditorProblem[] {
  const body = bodyOf(cell);
  const language = cell.kind === "sql" ? "sql" : "yaml";
  const found = problems.flatMap((problem) => problemsOf(problem, body, words, {language, firstLine: cell.line + 1}));
  // the text may have been edited since: an older place would be wrong
  const isAboutText = failure instanceof QueryError && failure.sql === body;
  return isAboutText ? [...found, ...problemsOf(failure, body, words, {language})] : found;
}
