import type {Row} from "../../base/table";
import {drawableNumber} from "../../charts/points";
import type {Shape} from "./shape";

/** The largest amounts spent by one buyer, to detect sums dominated by one person. */
export interface LargestBuyers {
  /** overall, an upper bound for any group */
  ever: number;
  /** by key column and the text of its value, where a closer bound is known */
  by: ReadonlyMap<string, ReadonlyMap<string, number>>;
}

/** Whether one buyer may account for more than half of a sum of sales. */
export function isMostlyOne(
  row: Row,
  {roles, keys, facts}: Shape,
  largest: LargestBuyers | null,
  which: "whole" | "part"
): boolean {
  if (largest === null) return false;
  const most = Math.min(largest.ever, ...keys.flatMap((key) => largest.by.get(key)?.get(textOf(row[key])) ?? []));
  return [...roles].some(([name, role]) => {
    const sum = drawableNumber(row[name]);
    const isOurs = role === "money" && facts.isSpent(name) && facts.isSpentByAll(name) === (which === "whole");
    return isOurs && sum !== null && sum !== 0 && Math.abs(sum) < 2 * most;
  });
}

/** A key's value as text: a day as `2026-11-22`. */
export function textOf(value: unknown): string {
  return value instanceof Date ? value.toISOString().slice(0, 10) : String(value);
}
