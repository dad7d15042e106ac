import type {Layout} from "../columns/layout";
import type {ImportPlan} from "../plan";
import type {FileRecord} from "./record-reader";

/** What a record of a table must be like. */
export interface TableShape {
  /** number of columns */
  width: number;
  /** number of cells that a record has at least, since programs leave out empty cells at its end */
  least: number;
  /** matches the lower-case text of records below the table; null for none */
  footer: RegExp | null;
}

/** The shape of a plan's table. Of a mapped file only the columns that are read have to be there. */
export function tableShape(
  {header, mapping}: ImportPlan,
  {platform, positions, clockPosition = -1}: Layout
): TableShape {
  const {footer} = platform;
  const last = Math.max(clockPosition, ...Object.values(positions));
  return {
    width: header.length,
    least: mapping === null ? header.length : Math.max(2, last + 1),
    footer: footer === undefined ? null : new RegExp(footer)
  };
}

/** The cells of a record in all columns: those left out at its end are empty, those beyond the table are dropped. */
export function inColumns(cells: readonly string[], width: number): string[] {
  return Array.from({length: width}, (_, at) => cells[at] ?? "");
}

/** Whether characters of a record's text were not decoded, or many of them are zero bytes, as of UTF-16 in another text. */
function isUnreadable(text: string): boolean {
  return text.includes("\uFFFD") || (text.includes("\0") && text.split("\0").length - 1 > text.length / 20);
}

/** Why a record cannot be a row of the table, as the suffix of `ingest.reject.<reason>`; null when it can. */
export function faultOf({cells, text, problem}: FileRecord, {width, least, footer}: TableShape): string | null {
  if (problem === "row_too_long") return problem;
  if (cells.length !== width && footer?.test(cells.join(" ").toLowerCase())) return "blank_row";
  if (isUnreadable(text)) return "unreadable_text";
  if (problem) return problem;
  const filled = cells.filter((cell) => cell.trim() !== "").length;
  if (text.trim() === "" || (filled <= 1 && cells.length !== width)) return "blank_row";
  const isLonger = cells.slice(width).some((cell) => cell.trim() !== "");
  return cells.length < Math.min(width, least) || isLonger ? "wrong_column_count" : null;
}
