import type {LoadedFile} from "../shop/imports";

/** What the main area of the page shows. */
export type Page =
  | {kind: "notebook"}
  | {kind: "report"; file: LoadedFile}
  | {kind: "imports"}
  | {kind: "people"}
  | {kind: "facts"}
  /** the dictionary of metrics; `wanted` is the id of the entry to bring into view */
  | {kind: "definitions"; wanted: string | null}
  | {kind: "storage"};

/** Pages that show the outcome of an import themselves. */
const following: readonly Page["kind"][] = ["imports", "people", "facts", "definitions"];

/** Which page is open. */
export class Navigation {
  page: Page = $state.raw({kind: "notebook"});
  /** whether the landing page is shown, whatever page is open behind it */
  isAtHome: boolean = $state(true);
  /** the notebook runs for the first time over relations that changed */
  isDrawing: boolean = $state(false);

  /** Opens a page and leaves the landing. */
  open(page: Page): void {
    this.page = page;
    this.isAtHome = false;
  }

  /** Opens the notebook after relations changed, unless the open page shows the outcome itself. */
  openResults(): void {
    this.open(following.includes(this.page.kind) ? this.page : {kind: "notebook"});
  }
}
