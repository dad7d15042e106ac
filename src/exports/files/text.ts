import type {Cell} from "../table";

/** A number, date or other value as text that a program reads back; null for a text, which may need a guard. */
export function plainText(value: Exclude<Cell, string | null>): string {
  return value instanceof Date ? dateText(value) : String(value);
}

/** `2026-11-22`, with the time where it is not midnight; empty where it is no day at all. */
export function dateText(value: Date): string {
  if (Number.isNaN(value.getTime())) return "";
  const iso = value.toISOString();
  const at = iso.indexOf("T");
  const time = iso.slice(at + 1, iso.endsWith(".000Z") ? -5 : -1);
  return time === "00:00:00" ? iso.slice(0, at) : `${iso.slice(0, at)} ${time}`;
}
