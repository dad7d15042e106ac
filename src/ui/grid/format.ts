import type {Words} from "../../base/words";
import type {GridColumn} from "../../grid/sql";

/** A cell's value as text; empty where there is none. */
export function cellText(words: Words, column: GridColumn, value: unknown): string {
  if (value === null || value === undefined) return "";
  if (column.kind === "timestamp" && value instanceof Date && column.unit === "date") return timeText(words, value);
  if (column.kind === "number" && column.unit === "number" && isTiny(value)) return Number(value).toPrecision(3);
  return words.value(column.name, value, column.unit);
}

/** Whether a number would be rounded to 0.00. */
function isTiny(value: unknown): boolean {
  return value !== 0 && Math.abs(Number(value)) < 0.1;
}

function timeText(words: Words, value: Date): string {
  if (Number.isNaN(value.getTime())) return "";
  const time = value.toISOString().slice(11, 19);
  return time === "00:00:00" ? words.date(value) : `${words.date(value)} ${time}`;
}

/** A summary value as text; for days and times it comes in milliseconds. */
export function figureText(words: Words, column: GridColumn, value: number): string {
  return cellText(words, column, column.kind === "number" ? value : new Date(value));
}

/** A summary value in few characters, for a column header. */
export function shortText(words: Words, column: GridColumn, value: number): string {
  if (column.kind !== "number") return words.date(new Date(value), "month");
  if (column.unit === "money") return words.money(value, "short");
  if (column.unit === "percent") return words.percent(value);
  return Math.abs(value) >= 1 || value === 0 ? words.short(value) : cellText(words, column, value);
}

/** The message key for a column's kind: its unit, or its type where it has no unit. */
export function unitKey({kind, unit}: GridColumn): string {
  const isTelling = kind === "number" && (unit === "money" || unit === "percent" || unit === "days");
  return isTelling ? `grid.unit.${unit}` : `grid.kind.${kind}`;
}

/** Whether its values are right-aligned. */
export function isRight({kind}: GridColumn): boolean {
  return kind === "number";
}
