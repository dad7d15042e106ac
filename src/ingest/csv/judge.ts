import type {FileRecord} from "./record-reader";

/** What a record of a table must be like. */
export interface TableShape {
  /** number of columns */
  width: number;
  /** matches the lower-case text of records below the table; null for none */
  footer: RegExp | null;
}

/** The shape of a table under a header; `footer` is a platform's pattern. */
export function tableShape(header: readonly string[], footer?: string): TableShape {
  return {width: header.length, footer: footer === undefined ? null : new RegExp(footer)};
}

/** Whether characters of a record's text were not decoded, or many of them are zero bytes, as of UTF-16 in another text. */
function isUnreadable(text: string): boolean {
  return text.includes("\uFFFD") || (text.includes("\0") && text.split("\0").length - 1 > text.length / 20);
}

/** Why a record cannot be a row of the table, as the suffix of `ingest.reject.<reason>`; null when it can. */
export function faultOf({cells, text, problem}: FileRecord, {width, footer}: TableShape): string | null {
  if (problem === "row_too_long") return problem;
  if (cells.length !== width && footer?.test(cells.join(" ").toLowerCase())) return "blank_row";
  if (isUnreadable(text)) return "unreadable_text";
  if (problem) return problem;
  const filled = cells.filter((cell) => cell.trim() !== "").length;
  if (text.trim() === "" || (filled <= 1 && cells.length !== width)) return "blank_row";
  const isLonger = cells.slice(width).some((cell) => cell.trim() !== "");
  return cells.length < width || isLonger ? "wrong_column_count" : null;
}
