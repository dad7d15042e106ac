import type {Row} from "../../base/table";
import {drawableNumber} from "../../charts/points";
import {isSmall} from "../group";
import {isMostlyOne, type LargestBuyers} from "./largest";
import type {Shape} from "./shape";

/** For every row, the columns that must be hidden because a part of its group is small. */
export function smallParts(rows: readonly Row[], shape: Shape, largest: LargestBuyers | null): Set<string>[] {
  const steps = shape.cumulative !== null || shape.isDefinitions ? smallSteps(rows, shape) : new Set<number>();
  // of a group that is followed the steps of the curve are judged; who is still watched would tell who came back
  if (shape.isFollowed) return rows.map(() => new Set(shape.parts));
  return rows.map((row, index) => {
    const told = steps.has(index) || hasSmallPart(row, shape);
    const owned = isMostlyOne(row, shape, largest, "part") ? moneyOf(shape) : [];
    return new Set(told ? partColumns(shape) : [...smallRatios(row, shape, rows), ...owned]);
  });
}

/** A part that is small, or so large that the rest is. */
function hasSmallPart(row: Row, {main, parts, facts}: Shape): boolean {
  const whole = main === null ? null : drawableNumber(row[main]);
  const counts = parts.flatMap((name) => {
    const count = drawableNumber(row[name]);
    return count === null ? [] : [{count, isWithin: whole !== null && !facts.isApart(name)}];
  });
  const within = counts.filter(({isWithin}) => isWithin).map(({count}) => count);
  return (
    counts.some(({count}) => isSmall(count)) ||
    within.some((count) => isSmall(whole! - count)) ||
    parts.some((name) => isSmallRest(drawableNumber(row[facts.wholeOf(name) ?? ""]), drawableNumber(row[name]))) ||
    // two parts that cannot stand side by side: one is within the other
    within.some((a) => within.some((b) => a + b > whole! && isSmall(a - b)))
  );
}

/** Whether a part leaves few of the whole that its header names. */
function isSmallRest(whole: number | null, part: number | null): boolean {
  return whole !== null && part !== null && isSmall(whole - part);
}

/** Where rows are within each other, so are their parts: rows whose part differs by a few from that of another row. */
function smallSteps(rows: readonly Row[], {parts}: Shape): Set<number> {
  const found = new Set<number>();
  for (const name of parts) {
    const sorted = rows
      .map((row, index) => ({index, count: drawableNumber(row[name]) ?? 0}))
      .sort((a, b) => a.count - b.count);
    sorted.forEach(({index, count}, at) => {
      const before = sorted[at - 1];
      if (before && isSmall(count - before.count)) found.add(index).add(before.index);
    });
  }
  return found;
}

/** Sums of money, and what is made of them, but for those of the whole group: each could be worked out from the others. */
function moneyOf({roles, main, facts}: Shape): string[] {
  return [...roles].flatMap(([name, role]) => {
    const isPart = role === "money" && !facts.isSpentByAll(name) && !facts.isWhole(name, main);
    return isPart ? [name] : [];
  });
}

/** Everything that is not about the whole group: parts, their shares, their sums of money. */
export function partColumns({roles, keys, main, facts}: Shape): string[] {
  return [...roles].flatMap(([name, role]) => {
    const isWhole = keys.includes(name) || name === main || facts.isWhole(name, main);
    return isWhole || ["label", "time", "flag"].includes(role) ? [] : [name];
  });
}

/** Shares of the group that stand for one to nine of its customers, or leave so many out, though no column counts them. */
function smallRatios(row: Row, {roles, keys, main, parts, facts}: Shape, rows: readonly Row[]): string[] {
  const whole = main === null ? null : drawableNumber(row[main]);
  if (whole === null) return [];
  const counts = parts.map((name) => drawableNumber(row[name]) ?? 0);
  return [...roles].flatMap(([name, role]) => {
    if (role === "list") return isSafeTrend(row[name], whole) ? [] : [name];
    const value = drawableNumber(row[name]);
    if (role !== "ratio" || value === null || value <= 0 || value >= 1) return [];
    if (keys.includes(name) || facts.isWhole(name, main) || facts.isMoneyShare(name)) return [];
    if (counts.some((part) => isClose(part / whole, value)) || isConstant(name, rows)) return [];
    return isSmall(value * whole) || isSmall((1 - value) * whole) ? [name] : [];
  });
}

function isClose(a: number, b: number): boolean {
  return Math.abs(a - b) < 1e-9;
}

/** What is the same in every row is no row's own, such as an industry's share. */
function isConstant(name: string, rows: readonly Row[]): boolean {
  return rows.length > 1 && rows.every((row) => row[name] === rows[0]![name]);
}

/** A trend has no counts beside it; its groups are taken to be half as large as today's. */
function isSafeTrend(value: unknown, whole: number): boolean {
  const shares = Array.isArray(value) ? value.filter((each): each is number => typeof each === "number") : [];
  return shares.every((share) => {
    const part = Math.min(share, 1 - share) * (whole / 2);
    return share > 1 ? Math.round(share) >= 10 : part <= 0 || !isSmall(part);
  });
}
