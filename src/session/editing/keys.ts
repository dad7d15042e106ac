/** What identifies a cell: its id in the document, and its exact text. */
export interface Keyed {
  id: string;
  kind: string;
  source: string;
}

/**
 * Reconciles keys for the cells of an edited document, so that unchanged cells keep element, cursor and collapsed state
 * although their index or id changed (ids of prose are numbered). `makeKey` returns unused keys.
 */
export function keepKeys(
  before: readonly Keyed[],
  keys: readonly string[],
  after: readonly Keyed[],
  makeKey: () => string
): string[] {
  const free = new Map(keys.map((key, index) => [key, before[index]!]));
  const found: (string | undefined)[] = after.map(() => undefined);
  const claim = (isSame: (old: Keyed, cell: Keyed) => boolean) => {
    for (const [index, cell] of after.entries()) {
      if (found[index] !== undefined) continue;
      const match = [...free].find(([, old]) => isSame(old, cell));
      if (!match) continue;
      found[index] = match[0];
      free.delete(match[0]);
    }
  };
  claim((old, cell) => old.id === cell.id && old.source === cell.source);
  claim((old, cell) => cell.kind !== "text" && old.id === cell.id && old.kind === cell.kind);
  claim((old, cell) => old.kind === cell.kind && old.source === cell.source);
  claim((old, cell) => old.kind === "text" && cell.kind === "text" && old.id === cell.id);
  claim((old, cell) => old.kind === cell.kind);
  return found.map((key) => key ?? makeKey());
}
