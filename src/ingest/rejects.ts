import {escapeFormula} from "../base/formula";
import type {ImportPlan, ImportReport, RejectedRow} from "./plan";
import {recordsOf} from "./reading";

const shownCharacters = 500;

/** The rejected records of an import with line numbers and raw text, found by reading the file again. */
export async function findRejects(
  plan: ImportPlan,
  report: Pick<ImportReport, "rejects" | "path">
): Promise<RejectedRow[]> {
  const reasons = new Map(report.rejects.map(({row, reason}) => [row, reason]));
  const found: RejectedRow[] = [];
  const {source, dialect, header} = plan;
  for await (const records of recordsOf({source, dialect, width: header.length})) {
    for (const {row, line, text} of records) {
      const reason = reasons.get(row);
      if (reason !== undefined) found.push({row, line, reason, text: text.slice(0, shownCharacters)});
    }
    if (found.length === reasons.size) break;
  }
  return found;
}

/** Rejected rows as CSV, with cells protected against being run as formulas. */
export function rejectsAsCsv(rows: readonly RejectedRow[]): string {
  const lines = rows.map(({row, line, reason, text}) =>
    [String(row), String(line), reason, text].map(safeCell).join(",")
  );
  return `\uFEFF${["row,line,reason,text", ...lines].join("\r\n")}\r\n`;
}

function safeCell(text: string): string {
  return `"${escapeFormula(text).replaceAll('"', '""')}"`;
}
