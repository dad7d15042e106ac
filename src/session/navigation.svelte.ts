import type {LoadedFile} from "../shop/imports";

/** What the page shows beside the list on the left. */
export type Page =
  | {kind: "notebook"}
  | {kind: "report"; file: LoadedFile}
  | {kind: "imports"}
  | {kind: "people"}
  | {kind: "facts"}
  /** the dictionary of metrics; `wanted` is the id of the entry to bring into view */
  | {kind: "definitions"; wanted: string | null}
  | {kind: "storage"};

/** Pages on which somebody looks at what became of an import there and then. */
const following: readonly Page["kind"][] = ["imports", "people", "facts", "definitions"];

/** Which page is open. */
export class Navigation {
  page: Page = $state.raw({kind: "notebook"});
  /** the landing is shown instead, whatever page is open behind it */
  isAtHome: boolean = $state(true);
  /** the notebook runs for the first time over relations that changed */
  isDrawing: boolean = $state(false);

  /** Opens a page, and leaves the landing. */
  open(page: Page): void {
    this.page = page;
    this.isAtHome = false;
  }

  /** Opens the notebook over relations that changed, unless the page that is open shows what became of them. */
  openResults(): void {
    this.open(following.includes(this.page.kind) ? this.page : {kind: "notebook"});
  }
}
