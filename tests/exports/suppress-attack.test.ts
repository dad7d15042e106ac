import {expect, test} from "vitest";
import type {Row} from "../../src/base/table";
import {suppressTables, type TableToShare} from "../../src/exports/suppress";

/** A reader with pencil and paper: what is printed, every total of ten and more, and patience. */
interface Sum {
  /** places of the cells that are added up */
  cells: readonly number[];
  total: number;
}

/** Deterministic, so that a failure can be looked at again. */
function makeRandom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
}

/** What the reader has in hand. */
interface Knowledge {
  hidden: readonly number[];
  known: ReadonlyMap<number, number>;
  sums: readonly Sum[];
  /** what a hidden cell is at least */
  least: (place: number) => number;
}

/** Whether the hidden cells can be filled with whole numbers so that all sums hold and `place` is `value`. */
function canBe(place: number, value: number, {hidden, known, sums, least}: Knowledge): boolean {
  const guess = new Map(known).set(place, value);
  const order = [...hidden].filter((cell) => cell !== place);
  const fits = ({cells, total}: Sum): boolean => {
    const open = cells.filter((cell) => !guess.has(cell)).length;
    const sum = cells.reduce((all, cell) => all + (guess.get(cell) ?? 0), 0);
    const rest = cells.reduce((all, cell) => all + (guess.has(cell) ? 0 : least(cell)), 0);
    return open === 0 ? sum === total : sum + rest <= total;
  };
  let steps = 0;
  const fill = (at: number): boolean => {
    if (!sums.every(fits)) return false;
    if (at === order.length) return true;
    if ((steps += 1) > 20_000) return true;
    const cell = order[at]!;
    const room = Math.min(
      ...sums
        .filter(({cells}) => cells.includes(cell))
        .map(({cells, total}) => total - cells.reduce((all, each) => all + (guess.get(each) ?? 0), 0)),
      400
    );
    for (let count = room; count >= least(cell); count -= 1) {
      guess.set(cell, count);
      if (fill(at + 1)) return true;
      guess.delete(cell);
    }
    return false;
  };
  return fill(0);
}

/** Hidden counts under ten that can have no other value than their own. */
function deduced(counts: readonly number[], shown: readonly (number | null)[], sums: readonly Sum[]): number[] {
  const hidden = counts.flatMap((_, place) => (shown[place] === null ? [place] : []));
  const known = new Map(shown.flatMap((count, place) => (count === null ? [] : [[place, count] as const])));
  const useful = sums.filter(({total}) => total >= 10);
  // even knows that nobody hides an empty group without need
  const least = (place: number) => (counts[place] === 0 ? 0 : 1);
  return hidden.filter((place) => {
    const own = counts[place]!;
    if (own === 0 || own >= 10) return false;
    const others = [own + 1, own - 1, own + 2, own + 3, own - 2, own + 5].filter((value) => value >= 1);
    return !others.some((value) => canBe(place, value, {hidden, known, sums: useful, least}));
  });
}

const sumOf = (counts: readonly number[], cells: readonly number[]): Sum => ({
  cells,
  total: cells.reduce((all, cell) => all + counts[cell]!, 0)
});

function shownCounts(table: TableToShare, ...others: TableToShare[]): (number | null)[] {
  const shared = suppressTables([table, ...others]).get(table.name)!;
  return shared.rows.map(({customers}) => (customers === undefined ? null : (customers as number | null)));
}

const tableOf = (name: string, rows: Row[]): TableToShare => ({name, columns: Object.keys(rows[0]!), rows});
const range = (length: number) => Array.from({length}, (_, index) => index);
const seeds = range(150);

/** Mostly small groups, some of nobody, a few large. */
function someCounts(random: () => number, length: number): number[] {
  return range(length).map(() => {
    const kind = random();
    return kind < 0.1 ? 0 : Math.ceil(random() * (kind < 0.5 ? 12 : 60));
  });
}

test("the reader with a pencil does find what is hidden badly", () => {
  const counts = [4, 20, 30];
  expect(deduced(counts, [null, 20, 30], [sumOf(counts, [0, 1, 2])])).toEqual([0]);
  expect(deduced([1, 1, 30], [null, null, 30], [sumOf([1, 1, 30], [0, 1, 2])])).toEqual([0, 1]);
  // two squares of hidden cells and a bridge between them: the bridge is told by all the lines together
  const grid = [5, 6, 0, 0, 7, 8, 3, 0, 0, 0, 6, 7, 0, 0, 5, 9];
  const lines = range(4).flatMap((at) => [
    sumOf(
      grid,
      range(4).map((x) => at * 4 + x)
    ),
    sumOf(
      grid,
      range(4).map((y) => y * 4 + at)
    )
  ]);
  const bridge = deduced(
    grid,
    grid.map((count) => (count === 0 ? 0 : null)),
    lines
  );
  expect(bridge).toContain(6);
});

test.each(seeds)("by one key: no total gives a small group away (%i)", (seed) => {
  const random = makeRandom(seed + 1);
  const counts = someCounts(random, 2 + Math.floor(random() * 6));
  const shown = shownCounts(
    tableOf(
      "a",
      counts.map((customers, at) => ({group_name: `g${at}`, customers}))
    )
  );
  const sums = [sumOf(counts, range(counts.length))];
  if (sums[0]!.total >= 30) expect(deduced(counts, shown, sums)).toEqual([]);
  expect(shown.every((count) => count === null || count === 0 || count >= 10)).toBe(true);
  const left = counts.filter((_, at) => shown[at] === null).reduce((all, count) => all + count, 0);
  // what is left of the whole is no small group either
  expect(left === 0 || left >= 10 || left === sums[0]!.total).toBe(true);
});

test.each(seeds)("by two keys: no row, no column, nor all of them together (%i)", (seed) => {
  const random = makeRandom(seed + 1000);
  const [width, height] = [2 + Math.floor(random() * 3), 2 + Math.floor(random() * 3)];
  const counts = someCounts(random, width * height);
  const rows = counts.map((customers, at) => ({
    across: `x${at % width}`,
    down: `y${Math.floor(at / width)}`,
    customers
  }));
  const sums = [
    ...range(height).map((y) =>
      sumOf(
        counts,
        range(width).map((x) => y * width + x)
      )
    ),
    ...range(width).map((x) =>
      sumOf(
        counts,
        range(height).map((y) => y * width + x)
      )
    )
  ];
  const marginOf = (name: string, lines: readonly Sum[]) =>
    tableOf(
      name,
      lines.map(({total}, at) => ({[name]: `m${at}`, customers: total}))
    );
  // the page also shows both margins, each by the same rule
  const margins = [marginOf("downward", sums.slice(0, height)), marginOf("sideward", sums.slice(height))];
  const shown = shownCounts(tableOf("a", rows), ...margins);
  expect(shown.every((count) => count === null || count === 0 || count >= 10)).toBe(true);
  const printed = margins.flatMap((margin) => shownCounts(margin, tableOf("a", rows)));
  const everyone = sumOf(counts, range(counts.length));
  expect(deduced(counts, shown, [...sums.filter((_, at) => printed[at] !== null), everyone])).toEqual([]);
});

test.each(seeds)("with totals in the table (%i)", (seed) => {
  const random = makeRandom(seed + 2000);
  const counts: number[] = [];
  const rows: Row[] = [];
  const sums: {cells: number[]; at: number}[] = [];
  for (const group of range(2 + Math.floor(random() * 3))) {
    const members = someCounts(random, 1 + Math.floor(random() * 4));
    const at = counts.length;
    counts.push(
      members.reduce((all, count) => all + count, 0),
      ...members
    );
    rows.push({tier: `T${group}`, is_detail: false, customers: counts[at]});
    rows.push(...members.map((customers, place) => ({tier: `T${group}.${place}`, is_detail: true, customers})));
    sums.push({at, cells: members.map((_, place) => at + 1 + place)});
  }
  const shown = shownCounts(tableOf("a", rows));
  expect(shown.every((count) => count === null || count === 0 || count >= 10)).toBe(true);
  const printed = sums.filter(
    ({at, cells}) => shown[at] !== null && cells.filter((cell) => counts[cell]! > 0).length > 1
  );
  expect(
    deduced(counts, shown, [
      ...printed.map(({cells}) => sumOf(counts, cells)),
      sumOf(
        counts,
        sums.map(({at}) => at)
      )
    ])
  ).toEqual([]);
});

test.each(seeds.slice(0, 60))("over two tables that show the same groups (%i)", (seed) => {
  const random = makeRandom(seed + 3000);
  const counts = someCounts(random, 5);
  const now = tableOf(
    "now",
    counts.map((customers, at) => ({stage: `s${at}`, customers}))
  );
  const past = someCounts(random, 5);
  const months = tableOf("months", [
    ...past.map((customers, at) => ({month_date: new Date("2026-01-01"), stage: `s${at}`, customers})),
    ...counts.map((customers, at) => ({month_date: new Date("2026-02-01"), stage: `s${at}`, customers}))
  ]);
  const one = shownCounts(now, months);
  const other = shownCounts(months, now).slice(5);
  const together = one.map((count, at) => count ?? other[at] ?? null);
  const sums = [sumOf(counts, range(5))];
  if (sums[0]!.total >= 30) expect(deduced(counts, together, sums)).toEqual([]);
});

test.each(seeds.slice(0, 60))("steps that hold each other are ten apart (%i)", (seed) => {
  const random = makeRandom(seed + 4000);
  const steps = someCounts(random, 6);
  const counts = steps.map((_, at) => steps.slice(at).reduce((all, count) => all + count, 0));
  const shared = suppressTables([
    tableOf(
      "a",
      counts.map((customers, at) => ({purchase_number: at + 1, customers}))
    )
  ]).get("a")!;
  const shown = shared.shown.map(({customers}) => customers as number).sort((a, b) => b - a);
  for (const [at, count] of shown.entries()) {
    const difference = count - (shown[at + 1] ?? 0);
    expect(difference === 0 || difference >= 10).toBe(true);
  }
});
