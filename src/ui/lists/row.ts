import type {Row} from "../../base/table";
import type {Words} from "../../base/words";

/** Who somebody is, as far as the data says: their name, else what they buy as. */
export function nameOf(row: Row): {column: string; text: string} {
  const column = typeof row.buyer_name === "string" ? "buyer_name" : "customer_key";
  return {column, text: String(row[column] ?? "")};
}

/** Why somebody is worth a look now, in a sentence of their own numbers. */
export function reasonOf(row: Row, words: Words): string {
  const [times, days] = [Number(row.purchases), Number(row.recency_days)];
  const interval = Math.round(Number(row.mean_interval_days ?? 0));
  const kind =
    times < 2 ? "once" : interval === 0 ? "same_day" : times === 2 ? "twice" : days > interval ? "overdue" : "on_time";
  return words.t(`lists.why.${kind}`, {times, days, interval});
}

const day = 86_400_000;
/** Days that a rhythm is drawn over. */
const span = 730;

/** Where the marks of a rhythm stand, from 0 two years ago to 1 today. */
export interface RhythmMarks {
  ticks: number[];
  /** the last purchase; null when it is longer ago */
  last: number;
  /** the day the next purchase was due, null with one purchase or when it lies ahead */
  due: number | null;
  dueDate: Date | null;
}

/** The marks of somebody's rhythm as of a day. */
export function rhythmOf(row: Row, days: readonly Date[], asOf: Date): RhythmMarks {
  const placeOf = (time: number) => Math.max(0, 1 - (asOf.getTime() - time) / (span * day));
  const last = row.last_date instanceof Date ? row.last_date.getTime() : asOf.getTime();
  const interval = Number(row.mean_interval_days ?? 0);
  const due = interval > 0 ? last + Math.round(interval) * day : null;
  return {
    ticks: days.map((each) => placeOf(each.getTime())),
    last: placeOf(last),
    due: due === null || due > asOf.getTime() ? null : placeOf(due),
    dueDate: due === null ? null : new Date(due)
  };
}

/** The name of a list's file: list, shop, day and count; nothing in it that a file system refuses. */
export function fileNameOf({
  title,
  shop,
  day: taken,
  count
}: {
  title: string;
  shop: string;
  day: Date;
  count: number;
}): string {
  const date = [taken.getFullYear(), taken.getMonth() + 1, taken.getDate()];
  const stamp = date.map((part) => String(part).padStart(2, "0")).join("");
  const clean = (text: string, most: number) =>
    [...text.replaceAll(/[^\p{L}\p{N}%—–+]+/gu, "-").replaceAll(/^-+|-+$/g, "")].slice(0, most).join("");
  return [clean(title, 40), clean(shop, 24), stamp, String(count)].filter((part) => part !== "").join("_");
}
