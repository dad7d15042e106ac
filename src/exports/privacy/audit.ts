/** An equation between hidden counts that a reader knows: the signed sum of some is `constant`. */
export interface Equation {
  /** 1 or −1 by the unknown's name */
  terms: ReadonlyMap<string, number>;
  /** the lower bound of each unknown: 1 where a reader knows that the group is not empty */
  lowest: ReadonlyMap<string, number>;
  constant: number;
}

interface Range {
  low: number;
  high: number;
}

/**
 * The hidden counts that can be derived exactly, because the equations have only one solution for them, or only one in
 * whole numbers.
 */
export function findDetermined(equations: readonly Equation[]): Set<string> {
  const parts = connected(equations.filter(({terms}) => terms.size > 0));
  return new Set(parts.flatMap((part) => [...solved(part), ...squeezed(part)]));
}

/** Groups of equations that share unknowns. */
function connected(equations: readonly Equation[]): Equation[][] {
  const groups: {names: Set<string>; equations: Equation[]}[] = [];
  for (const equation of equations) {
    const touching = groups.filter(({names}) => [...equation.terms.keys()].some((name) => names.has(name)));
    const merged = {
      names: new Set([...equation.terms.keys(), ...touching.flatMap(({names}) => [...names])]),
      equations: [equation, ...touching.flatMap((group) => group.equations)]
    };
    for (const group of touching) groups.splice(groups.indexOf(group), 1);
    groups.push(merged);
  }
  return groups.map((group) => group.equations);
}

/** Unknowns that elimination determines. */
function solved(equations: readonly Equation[]): string[] {
  const rows = equations.map(({terms}) => new Map(terms));
  const names = [...new Set(rows.flatMap((row) => [...row.keys()]))];
  let next = 0;
  for (const name of names) {
    const at = rows.findIndex((row, index) => index >= next && isThere(row.get(name)));
    if (at === -1) continue;
    [rows[next], rows[at]] = [rows[at]!, rows[next]!];
    const pivot = rows[next]!;
    for (const row of rows) if (row !== pivot && isThere(row.get(name))) subtract(row, pivot, name);
    next += 1;
  }
  return rows.flatMap((row) => {
    const left = [...row].filter(([, factor]) => isThere(factor));
    return left.length === 1 ? [left[0]![0]] : [];
  });
}

function isThere(factor: number | undefined): factor is number {
  return factor !== undefined && Math.abs(factor) > 1e-9;
}

function subtract(row: Map<string, number>, pivot: ReadonlyMap<string, number>, name: string): void {
  const factor = row.get(name)! / pivot.get(name)!;
  for (const [other, value] of pivot) row.set(other, (row.get(other) ?? 0) - factor * value);
}

/** Counts that integrality alone pins to a single value. */
function squeezed(equations: readonly Equation[]): string[] {
  const ranges = new Map<string, Range>();
  for (const {lowest} of equations) for (const [name, low] of lowest) ranges.set(name, {low, high: Infinity});
  // bounds propagate one equation a round, so there are at most as many rounds as unknowns
  for (let round = 0; round <= ranges.size && tighten(equations, ranges); round += 1);
  return [...ranges].flatMap(([name, {low, high}]) => (high - low < 1 ? [name] : []));
}

function tighten(equations: readonly Equation[], ranges: Map<string, Range>): boolean {
  let isTighter = false;
  for (const {terms, constant} of equations) {
    for (const [name, factor] of terms) {
      let [low, high] = [constant, constant];
      for (const [other, sign] of terms) {
        if (other === name) continue;
        const range = ranges.get(other)!;
        low -= sign > 0 ? range.high : -range.low;
        high -= sign > 0 ? range.low : -range.high;
      }
      const own = ranges.get(name)!;
      const [from, to] = factor > 0 ? [low, high] : [-high, -low];
      const tighter = {low: Math.max(own.low, from), high: Math.min(own.high, to)};
      if (tighter.low <= own.low && tighter.high >= own.high) continue;
      ranges.set(name, tighter);
      isTighter = true;
    }
  }
  return isTighter;
}
