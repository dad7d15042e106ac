import {AppError} from "../../base/errors";
import {Decimal, type Cell, type LeavingColumn} from "../table";
import {dateText} from "./text";
import {styles} from "./workbook";

/** Maximum characters in an Excel cell; a longer text makes Excel report a damaged file. */
export const cellCharacters = 32_767;

const namespace = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";

/** The width of a column, in characters. */
export function columnWidth({name, type}: LeavingColumn): number {
  const usual = type.startsWith("TIMESTAMP") ? 20 : type === "VARCHAR" ? 18 : 13;
  return Math.min(40, Math.max(usual, name.length + 3));
}

/** The sheet's XML before its rows; the heading row is frozen. */
export function sheetStart(widths: readonly number[]): string {
  const columns = widths.map(
    (width, index) => `<col min="${index + 1}" max="${index + 1}" width="${width}" customWidth="1"/>`
  );
  const pane = '<pane ySplit="1" topLeftCell="A2" activePane="bottomLeft" state="frozen"/>';
  return (
    `<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n<worksheet xmlns="${namespace}">` +
    `<sheetViews><sheetView workbookViewId="0">${pane}</sheetView></sheetViews>` +
    `<cols>${columns.join("")}</cols><sheetData>`
  );
}

/** The heading row. */
export function headXml(names: readonly string[]): string {
  return `<row r="1">${names.map((name, index) => textXml(`${letters(index)}1`, name, styles.head, name, 1)).join("")}</row>`;
}

/** One row; empty cells are omitted. */
export function rowXml(number: number, values: readonly Cell[], names: readonly string[]): string {
  const cells = values.map((value, index) =>
    value === null ? "" : cellXml(`${letters(index)}${number}`, value, names[index]!, number)
  );
  return `<row r="${number}">${cells.join("")}</row>`;
}

/** The sheet's XML after its rows, with a filter on every column. */
export function sheetEnd(columns: number, rows: number): string {
  const filter = columns === 0 ? "" : `<autoFilter ref="A1:${letters(columns - 1)}${rows}"/>`;
  return `</sheetData>${filter}</worksheet>`;
}

function cellXml(at: string, value: Exclude<Cell, null>, column: string, row: number): string {
  if (typeof value === "string") return textXml(at, value, styles.plain, column, row);
  if (typeof value === "boolean") return `<c r="${at}" t="b"><v>${value ? 1 : 0}</v></c>`;
  if (value instanceof Date) return dateXml(at, value, column, row);
  if (value instanceof Decimal) return decimalXml(at, value, column, row);
  const isExact = typeof value === "number" ? Number.isFinite(value) : isSafe(value);
  return isExact ? `<c r="${at}"><v>${value}</v></c>` : textXml(at, String(value), styles.plain, column, row);
}

/** A whole number with more digits than Excel keeps is written as text. */
function decimalXml(at: string, value: Decimal, column: string, row: number): string {
  if (value.scale === 0 && !isSafe(value.unscaled)) return textXml(at, String(value), styles.plain, column, row);
  const style = value.scale === 2 ? ` s="${styles.money}"` : "";
  return `<c r="${at}"${style}><v>${String(value)}</v></c>`;
}

/** Whether a number fits the fifteen digits that Excel keeps. */
function isSafe(value: bigint): boolean {
  return value > -(10n ** 15n) && value < 10n ** 15n;
}

const day = 86_400_000;
/** Day 0 of Excel's calendar, which has a 29 February 1900, so that dates before March 1900 are one off. */
const epoch = Date.UTC(1899, 11, 30);
const firstDay = Date.UTC(1900, 2, 1);
const endOfTime = Date.UTC(10_000, 0, 1);

function dateXml(at: string, value: Date, column: string, row: number): string {
  const time = value.getTime();
  if (!(time >= firstDay && time < endOfTime)) return textXml(at, dateText(value), styles.plain, column, row);
  const style = time % day === 0 ? styles.date : styles.time;
  return `<c r="${at}" s="${style}"><v>${(time - epoch) / day}</v></c>`;
}

function textXml(at: string, text: string, style: number, column: string, row: number): string {
  if (text.length > cellCharacters) {
    throw new AppError("exports.text_too_long", {column, row, limit: cellCharacters});
  }
  const styled = style === styles.plain ? "" : ` s="${style}"`;
  return `<c r="${at}"${styled} t="inlineStr"><is><t xml:space="preserve">${escape(text)}</t></is></c>`;
}

const entities: Readonly<Record<string, string>> = {"&": "&amp;", "<": "&lt;", ">": "&gt;"};

/** Escapes characters that XML does not allow as Office does: `_x0001_`, and text that looks like it as `_x005F_`. */
function escape(text: string): string {
  return text
    .replace(/_(?=x[0-9A-Fa-f]{4}_)/g, "_x005F_")
    .replace(/[&<>]/g, (character) => entities[character]!)
    .replace(/[\u0000-\u0008\u000b-\u001f\ufffe\uffff]/g, toCode) // eslint-disable-line no-control-regex
    .toWellFormed();
}

function toCode(character: string): string {
  return `_x${character.charCodeAt(0).toString(16).toUpperCase().padStart(4, "0")}_`;
}

/** Column letters: A, B, … Z, AA, AB … */
function letters(index: number): string {
  const last = String.fromCharCode(65 + (index % 26));
  return index < 26 ? last : letters(Math.floor(index / 26) - 1) + last;
}
