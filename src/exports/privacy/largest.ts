import type {Row} from "../../base/table";
import {numberOf} from "../../charts/points";
import type {Shape} from "./shape";

/** The most that one buyer spent, to tell whether a sum is mostly one person's. */
export interface LargestBuyers {
  /** over all time: no sum of any group holds more of one buyer */
  ever: number;
  /** by a key column and the text of its value, where it is known more closely */
  by: ReadonlyMap<string, ReadonlyMap<string, number>>;
}

/** Whether a sum of sales, of all the group or of a part of it, may be one buyer's by more than a half, for all we know. */
export function isMostlyOne(
  row: Row,
  {roles, keys, facts}: Shape,
  largest: LargestBuyers | null,
  which: "whole" | "part"
): boolean {
  if (largest === null) return false;
  const most = Math.min(largest.ever, ...keys.flatMap((key) => largest.by.get(key)?.get(textOf(row[key])) ?? []));
  return [...roles].some(([name, role]) => {
    const sum = numberOf(row[name]);
    const isOurs = role === "money" && facts.isSpent(name) && facts.isSpentByAll(name) === (which === "whole");
    return isOurs && sum !== null && sum !== 0 && Math.abs(sum) < 2 * most;
  });
}

/** A key's value as `LargestBuyers` names it: a day as `2026-11-22`. */
export function textOf(value: unknown): string {
  return value instanceof Date ? value.toISOString().slice(0, 10) : String(value);
}
