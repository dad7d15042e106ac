import {shippedNotebooks} from "../../notebook/library";
import type {Notebook, SqlCell} from "../../notebook/notebook";

/** The selects of shipped notebooks, each with its cell's name. */
let shipped: ReadonlySet<string> | undefined;

function markOf({name, sql}: Pick<SqlCell, "name" | "sql">): string {
  return `${name}\n${sql.trim()}`;
}

function shippedSelects(): ReadonlySet<string> {
  const cells = [...shippedNotebooks.values()].flatMap(({notebook}) => notebook.cells);
  return (shipped ??= new Set(cells.flatMap((cell) => (cell.kind === "sql" ? [markOf(cell)] : []))));
}

/**
 * The SQL cells of a notebook that are a shipped notebook's own, word for word, and so is every cell that they read: what they
 * may tell is known. `reads` has, by cell id, the names that it reads.
 */
export function findReviewed({cells}: Notebook, reads: ReadonlyMap<string, readonly string[]>): Set<string> {
  const selects = new Map(cells.flatMap((cell) => (cell.kind === "sql" ? [[cell.name, cell] as const] : [])));
  const judged = new Map<string, boolean>();
  const isReviewed = (name: string): boolean => {
    const cell = selects.get(name);
    if (!cell) return true;
    const known = judged.get(name);
    if (known !== undefined) return known;
    judged.set(name, false);
    const others = (reads.get(cell.id) ?? []).filter((other) => other !== name);
    judged.set(name, shippedSelects().has(markOf(cell)) && others.every(isReviewed));
    return judged.get(name)!;
  };
  return new Set([...selects.keys()].filter(isReviewed));
}
