import type {Diagnostic} from "../base/errors";

const pattern = /^[\p{L}_][\p{L}\p{N}_]{0,62}$/u;

/** Names that are not allowed: properties of every object, globals of every page, our schemas. */
const reserved: ReadonlySet<string> = new Set([
  ...Object.getOwnPropertyNames(Object.prototype).map((name) => name.toLowerCase()),
  ..."prototype window document location self frames globalthis navigator history main notebook temp".split(" ")
]);

/** The problem with a cell's name, given the names before it in the document; null when there is none. */
export function problemOfName(name: string, taken: ReadonlySet<string>): Diagnostic | null {
  if (name === "") return problem("notebook.name_missing", name);
  // SQL ignores case, so only lower case is allowed
  if (!pattern.test(name) || name !== name.toLowerCase()) return problem("notebook.name_invalid", name);
  if (reserved.has(name)) return problem("notebook.name_reserved", name);
  return taken.has(name) ? problem("notebook.name_twice", name) : null;
}

/** An unused cell name: the wanted one normalised, with a number after it where it is taken. */
export function freeName({cells}: {cells: readonly {id: string; name?: string}[]}, wanted: string): string {
  const taken = new Set(cells.map(({id, name}) => name ?? id));
  const plain = toName(wanted);
  if (problemOfName(plain, taken) === null) return plain;
  const stem = plain.replace(/_\d+$/, "").slice(0, 56) || "cell";
  for (let count = 2; ; count += 1) {
    const name = `${stem}_${count}`;
    if (problemOfName(name, taken) === null) return name;
  }
}

function toName(text: string): string {
  const letters = text
    .normalize("NFKC")
    .toLowerCase()
    .replace(/[^\p{L}\p{N}_]+/gu, "_");
  const trimmed = letters.replace(/^_+|_+$/g, "").slice(0, 63);
  return /^[\p{L}_]/u.test(trimmed) ? trimmed : trimmed === "" ? "cell" : `_${trimmed}`.slice(0, 63);
}

function problem(code: string, name: string): Diagnostic {
  return {code, severity: "error", details: {name: name.slice(0, 80)}};
}

/** The known name nearest to a misspelt one (at most a third of its letters differ); null when none is near. */
export function nearestName(name: string, known: Iterable<string>): string | null {
  const near = [...known]
    .map((candidate) => ({candidate, distance: editDistance(name, candidate)}))
    .filter(({candidate, distance}) => distance <= Math.max(1, Math.floor(Math.max(name.length, candidate.length) / 3)))
    .sort((a, b) => a.distance - b.distance || a.candidate.localeCompare(b.candidate, "en"));
  return near[0]?.candidate ?? null;
}

/** Damerau-Levenshtein distance; names over 64 letters count as infinitely far. */
function editDistance(a: string, b: string): number {
  if (a.length > 64 || b.length > 64) return Infinity;
  const rows = [Array.from({length: b.length + 1}, (_, column) => column)];
  for (let i = 1; i <= a.length; i += 1) {
    const row = [i];
    for (let j = 1; j <= b.length; j += 1) {
      const change = rows[i - 1]![j - 1]! + (a[i - 1] === b[j - 1] ? 0 : 1);
      const isSwap = i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1];
      const swap = isSwap ? rows[i - 2]![j - 2]! + 1 : Infinity;
      row.push(Math.min(change, swap, row[j - 1]! + 1, rows[i - 1]![j]! + 1));
    }
    rows.push(row);
  }
  return rows[a.length]![b.length]!;
}
