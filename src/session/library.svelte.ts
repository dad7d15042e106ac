import type {LocalText} from "../base/words";
import {readFrontMatter} from "../notebook/front-matter";
import {withTitle} from "../notebook/edit";
import {shippedNotebooks} from "../notebook/library";
import {parseNotebook} from "../notebook/parse";
import {serializeNotebook} from "../notebook/serialize";
import {writeArchive, type ArchivePart} from "../persist/archive";
import {toBlob} from "../persist/blocks";
import type {DamagedNotebook, KeptNotebook, NotebookLibrary} from "../persist/library";

/** The title of a stored notebook: from its text, else as stored. */
export function titleOf({text, title}: Pick<KeptNotebook, "text" | "title">): LocalText {
  return readFrontMatter(text).title || title;
}

/** A title in one language. */
export function plainTitle(title: LocalText): string {
  return typeof title === "string" ? title : (Object.values(title)[0] ?? "");
}

/** A notice: a code with a message. */
export interface Notice {
  code: string;
  details: Readonly<Record<string, unknown>>;
  /** whether it is informational rather than a problem */
  isGood: boolean;
}

/**
 * The notebooks stored in this browser, and notices about them.
 *
 * The composition root creates one per page and calls `recover` and `refresh` once. Every verb updates `own` before it
 * resolves.
 */
export class LibrarySession {
  /** latest change first */
  own: readonly KeptNotebook[] = $state.raw([]);
  /** records that cannot be read; their bytes can still be downloaded */
  damaged: readonly DamagedNotebook[] = $state.raw([]);
  /** the last removed notebook, until the library is changed again */
  thrownAway: KeptNotebook | null = $state.raw(null);
  /** until they are dismissed */
  notices: readonly Notice[] = $state.raw([]);
  readonly store: NotebookLibrary;
  readonly #followers: ((id: string) => void)[] = [];

  constructor(store: NotebookLibrary) {
    this.store = store;
    store.onchange((id) => {
      void this.refresh();
      for (const follow of this.#followers) follow(id);
    });
  }

  /** Calls a follower with the id of each notebook that another tab changes. */
  followOthers(follower: (id: string) => void): void {
    this.#followers.push(follower);
  }

  /** False when notebooks are lost with the page. */
  get isDurable(): boolean {
    return this.store.isDurable;
  }

  /** Adds a notice, unless the same one is shown. */
  notify(code: string, details: Readonly<Record<string, unknown>> = {}, isGood = false): void {
    const isSame = (notice: Notice) =>
      notice.code === code && JSON.stringify(notice.details) === JSON.stringify(details);
    if (!this.notices.some(isSame)) this.notices = [...this.notices, {code, details, isGood}];
  }

  /** Dismisses a notice. */
  dismiss(notice: Notice): void {
    this.notices = this.notices.filter((other) => other !== notice);
  }

  /** Saves the drafts of closed pages, and adds a notice about them. */
  async recover(): Promise<void> {
    for (const {title, outcome, error} of await this.store.recoverDrafts()) {
      if (outcome === "failed") this.notify(error?.code ?? "persist.failed", error?.details);
      else this.notify(outcome === "saved" ? "persist.recovered" : "persist.recovered_in_history", {title}, true);
    }
    await this.refresh();
  }

  /** All unreadable records as one archive: their bytes, and texts where readable. */
  takeDamaged(): Promise<Blob> {
    const parts = this.damaged.flatMap(({bytes, text}, index): ArchivePart[] => {
      const name = String(index + 1).padStart(4, "0");
      const whole = {path: `${name}.bin`, content: new Blob([bytes])};
      return text === null ? [whole] : [whole, {path: `${name}.md`, content: new Blob([text])}];
    });
    return toBlob(writeArchive(oneByOne(parts)));
  }

  /** Loads the list again. */
  async refresh(): Promise<void> {
    const {kept, damaged} = await this.store.list();
    this.own = kept;
    this.damaged = damaged;
  }

  /** Copies a stored or shipped notebook; the copy is first in the list. */
  async duplicate(
    text: string,
    title: string,
    base: string | null,
    origin: KeptNotebook["origin"] = "own"
  ): Promise<KeptNotebook> {
    const copy = await this.store.create({title, text, base, origin});
    this.thrownAway = null;
    await this.refresh();
    return copy;
  }

  /** Changes the title of a notebook that is not open. */
  async rename(notebook: KeptNotebook, title: LocalText): Promise<void> {
    const text = serializeNotebook(withTitle(parseNotebook(notebook.text), title));
    await this.store.save(notebook, {text, title: plainTitle(title)});
    await this.refresh();
  }

  /** Moves a notebook to the bin; `restore` takes it out. */
  async remove(notebook: KeptNotebook): Promise<void> {
    await this.store.remove(notebook.id);
    this.thrownAway = notebook;
    await this.refresh();
  }

  /** Deletes unreadable records. */
  async discardDamaged(ids: readonly string[]): Promise<void> {
    for (const id of ids) await this.store.discardDamaged(id);
    await this.refresh();
  }

  /** Restores the last removed notebook. */
  async restore(): Promise<void> {
    const notebook = this.thrownAway;
    if (!notebook) return;
    this.thrownAway = null;
    await this.store.restore(notebook.id);
    await this.refresh();
  }

  /** The text of a shipped notebook; null when there is none of that name. */
  shippedText(name: string): string | null {
    const shipped = shippedNotebooks.get(name);
    return shipped ? serializeNotebook(shipped.notebook) : null;
  }
}

async function* oneByOne<Part>(parts: readonly Part[]): AsyncGenerator<Part> {
  yield* parts;
}
