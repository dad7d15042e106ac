import {tick} from "svelte";
import {createContext} from "svelte";
import {SvelteSet} from "svelte/reactivity";

/** A list of people, as a press on their count opens it. */
export interface OpenList {
  /** what they are, in words: its heading and the beginning of its file's name */
  title: string;
  /** what the page counted */
  counted: number;
  /** select of the `customer_id` of each of them */
  select: string;
  /** the cell and column of the count, for its definition; null where it stands in no cell */
  source: {cell: string; column: string} | null;
}

/** Which list and which customer are open, over the page that led there. */
export class Lists {
  list: OpenList | null = $state.raw(null);
  /** id of the customer whose orders are shown */
  customer: number | null = $state(null);
  /** selects of the lists whose names were asked for; forgotten when the page is closed */
  readonly #named = new SvelteSet<string>();
  #opener: Element | null = null;
  #scrollTop = 0;
  #customerOpener: Element | null = null;

  /** Opens a list over the page. */
  open(list: OpenList): void {
    this.#opener = document.activeElement;
    this.#scrollTop = scrollY;
    this.customer = null;
    this.list = list;
    scrollTo(0, 0);
  }

  /** Goes back to where the list was opened, and gives the focus back. */
  async back(): Promise<void> {
    this.close();
    await tick();
    scrollTo(0, this.#scrollTop);
    if (this.#opener instanceof HTMLElement || this.#opener instanceof SVGElement)
      this.#opener.focus({preventScroll: true});
  }

  /** Closes list and customer, as when another page opens. */
  close(): void {
    this.list = null;
    this.customer = null;
  }

  /** Shows a customer's orders beside the page. */
  openCustomer(id: number): void {
    this.#customerOpener = document.activeElement;
    this.customer = id;
  }

  /** Closes the customer, and gives the focus back to the row. */
  async closeCustomer(): Promise<void> {
    this.customer = null;
    await tick();
    if (this.#customerOpener instanceof HTMLElement) this.#customerOpener.focus();
  }

  /** Whether the names of the open list are shown. */
  get showsNames(): boolean {
    return this.#named.has(this.#key);
  }

  /** Shows the names of the open list, or masks them again. */
  toggleNames(): void {
    if (!this.#named.delete(this.#key)) this.#named.add(this.#key);
  }

  get #key(): string {
    return this.list?.select ?? "";
  }
}

const [get, set] = createContext<Lists>();
/** The page's lists; only while a component initialises. */
export const getLists = get;
/** Provides the lists to all components below. */
export const setLists = set;
