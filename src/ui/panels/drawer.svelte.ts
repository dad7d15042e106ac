import {createContext} from "svelte";

/** Rows of a relation that hold one value in one column. */
export interface Narrowing {
  column: string;
  value: string;
}

/** What the drawer shows: a cell of the notebook (and which of its columns), or a relation of the catalog, or some of its rows. */
export type DrawerTarget =
  {kind: "cell"; id: string; column: string | null} | {kind: "relation"; name: string; narrowing?: Narrowing};

/** What stands behind a number, open on the right; remembers the way back. */
export class Drawer {
  #stack: DrawerTarget[] = $state.raw([]);
  readonly target: DrawerTarget | null = $derived.by(() => this.#stack.at(-1) ?? null);
  readonly canGoBack: boolean = $derived.by(() => this.#stack.length > 1);
  #opener: HTMLElement | null = null;

  /** Opens on a cell, from anywhere. */
  openCell(id: string, column: string | null = null): void {
    this.#opener = document.activeElement instanceof HTMLElement ? document.activeElement : null;
    this.#stack = [{kind: "cell", id, column}];
  }

  /** Opens on some rows of a relation, from anywhere. */
  openRows(name: string, narrowing: Narrowing): void {
    this.#opener = document.activeElement instanceof HTMLElement ? document.activeElement : null;
    this.#stack = [{kind: "relation", name, narrowing}];
  }

  /** Goes on to what it is made of. */
  openRelation(name: string): void {
    this.#stack = [...this.#stack, {kind: "relation", name}];
  }

  /** Returns to what was open before. */
  back(): void {
    this.#stack = this.#stack.slice(0, -1);
  }

  /** Closes and gives focus back. */
  close(): void {
    this.#stack = [];
    this.#opener?.focus();
  }
}

const [get, set] = createContext<Drawer>();
/** The drawer of the page; only within a component. */
export const getDrawer = get;
/** Hands the drawer to every component below. */
export const setDrawer = set;
