import {createContext} from "svelte";

/** A filter on one column. */
export interface Narrowing {
  column: string;
  value: string;
}

/** What the drawer shows: a cell (and optionally one of its columns), a relation, or some rows of it. */
export type DrawerTarget =
  {kind: "cell"; id: string; column: string | null} | {kind: "relation"; name: string; narrowing?: Narrowing};

/** The state of the drawer, with a history for going back. */
export class Drawer {
  #stack: DrawerTarget[] = $state.raw([]);
  readonly target: DrawerTarget | null = $derived.by(() => this.#stack.at(-1) ?? null);
  readonly canGoBack: boolean = $derived.by(() => this.#stack.length > 1);
  #opener: HTMLElement | null = null;

  /** Opens a cell, with an empty history. */
  openCell(id: string, column: string | null = null): void {
    this.#opener = document.activeElement instanceof HTMLElement ? document.activeElement : null;
    this.#stack = [{kind: "cell", id, column}];
  }

  /** Opens some rows of a relation, with an empty history. */
  openRows(name: string, narrowing: Narrowing): void {
    this.#opener = document.activeElement instanceof HTMLElement ? document.activeElement : null;
    this.#stack = [{kind: "relation", name, narrowing}];
  }

  /** Goes to a relation that the current one reads. */
  openRelation(name: string): void {
    this.#stack = [...this.#stack, {kind: "relation", name}];
  }

  /** Goes back one step. */
  back(): void {
    this.#stack = this.#stack.slice(0, -1);
  }

  /** Closes the drawer and restores the focus. */
  close(): void {
    this.#stack = [];
    this.#opener?.focus();
  }
}

const [get, set] = createContext<Drawer>();
/** The page's drawer; only while a component initialises. */
export const getDrawer = get;
/** Provides the drawer to all components below. */
export const setDrawer = set;
