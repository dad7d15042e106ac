import * as v from "valibot";
import {defineInput, refuse} from "../input-kind";

const isoDate = v.pipe(
  v.string(),
  v.check((text) => toDay(text) !== null)
);

/** One calendar date, or none. */
export default defineInput({
  name: "date",
  entries: {min: v.optional(isoDate), max: v.optional(isoDate), default: v.nullish(isoDate, null)},
  coerce(value, {min, max}) {
    if (value === null || value === "") return null;
    const day = toDay(value) ?? refuse("date");
    const lowest = toDay(min) ?? day;
    const highest = toDay(max) ?? day;
    return day < lowest ? lowest : day > highest ? highest : day;
  }
});

/** Midnight UTC of a valid day; null for one like 2026-02-30. */
function toDay(value: unknown): Date | null {
  if (value instanceof Date) return toDay(Number.isNaN(value.getTime()) ? null : value.toISOString().slice(0, 10));
  if (typeof value !== "string" || !/^\d{4}-\d{2}-\d{2}$/.test(value)) return null;
  const day = new Date(`${value}T00:00:00Z`);
  return !Number.isNaN(day.getTime()) && day.toISOString().startsWith(value) ? day : null;
}
