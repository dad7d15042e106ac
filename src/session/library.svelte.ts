import type {LocalText} from "../base/words";
import {readFrontMatter} from "../notebook/front-matter";
import {withTitle} from "../notebook/edit";
import {shippedNotebooks} from "../notebook/library";
import {parseNotebook} from "../notebook/parse";
import {serializeNotebook} from "../notebook/serialize";
import {writeArchive, type ArchivePart} from "../persist/archive";
import {toBlob} from "../persist/blocks";
import type {DamagedNotebook, KeptNotebook, NotebookLibrary} from "../persist/library";

/** What a kept notebook is called: as its text says, or as it was kept under. */
export function titleOf({text, title}: Pick<KeptNotebook, "text" | "title">): LocalText {
  return readFrontMatter(text).title || title;
}

/** A title in one language, for what can keep only one. */
export function plainTitle(title: LocalText): string {
  return typeof title === "string" ? title : (Object.values(title)[0] ?? "");
}

/** Something that happened to what is kept, for which nobody asked: a code with its sentence. */
export interface Notice {
  code: string;
  details: Readonly<Record<string, unknown>>;
  /** nothing to worry about */
  isGood: boolean;
}

/** The notebooks of this browser: what a person wrote or took in, beside those that ship with the page. */
export class LibrarySession {
  /** the newest change first */
  own: readonly KeptNotebook[] = $state.raw([]);
  /** records that cannot be read any more; their bytes can still be taken out */
  damaged: readonly DamagedNotebook[] = $state.raw([]);
  /** the one thrown away last, until something else is done with the library */
  thrownAway: KeptNotebook | null = $state.raw(null);
  /** until they are read */
  notices: readonly Notice[] = $state.raw([]);
  readonly shelf: NotebookLibrary;
  readonly #followers: ((id: string) => void)[] = [];

  constructor(shelf: NotebookLibrary) {
    this.shelf = shelf;
    shelf.onchange((id) => {
      void this.refresh();
      for (const follow of this.#followers) follow(id);
    });
  }

  /** Calls a follower with the id of each notebook that another tab changes. */
  followOthers(follower: (id: string) => void): void {
    this.#followers.push(follower);
  }

  /** Whether notebooks outlast the page. */
  get isDurable(): boolean {
    return this.shelf.isDurable;
  }

  /** Says something, unless it is being said already. */
  tell(code: string, details: Readonly<Record<string, unknown>> = {}, isGood = false): void {
    const isSame = (notice: Notice) =>
      notice.code === code && JSON.stringify(notice.details) === JSON.stringify(details);
    if (!this.notices.some(isSame)) this.notices = [...this.notices, {code, details, isGood}];
  }

  /** Lets a notice go. */
  hear(notice: Notice): void {
    this.notices = this.notices.filter((other) => other !== notice);
  }

  /** Takes in what pages that went away had to put aside, and says so. */
  async recover(): Promise<void> {
    for (const {title, outcome, error} of await this.shelf.recoverDrafts()) {
      if (outcome === "failed") this.tell(error?.code ?? "persist.failed", error?.details);
      else this.tell(outcome === "saved" ? "persist.recovered" : "persist.recovered_in_history", {title}, true);
    }
    await this.refresh();
  }

  /** What is left of all the records that cannot be read any more, as one archive: their bytes, and texts where those are left. */
  takeDamaged(): Promise<Blob> {
    const parts = this.damaged.flatMap(({bytes, text}, index): ArchivePart[] => {
      const name = String(index + 1).padStart(4, "0");
      const whole = {path: `${name}.bin`, content: new Blob([bytes])};
      return text === null ? [whole] : [whole, {path: `${name}.md`, content: new Blob([text])}];
    });
    return toBlob(writeArchive(oneByOne(parts)));
  }

  /** Reads the list anew. */
  async refresh(): Promise<void> {
    const {kept, damaged} = await this.shelf.list();
    this.own = kept;
    this.damaged = damaged;
  }

  /** A copy of a kept or a shipped notebook, first in the list. */
  async duplicate(
    text: string,
    title: string,
    base: string | null,
    origin: KeptNotebook["origin"] = "own"
  ): Promise<KeptNotebook> {
    const copy = await this.shelf.create({title, text, base, origin});
    this.thrownAway = null;
    await this.refresh();
    return copy;
  }

  /** Gives a notebook that is not open another title. */
  async rename(notebook: KeptNotebook, title: LocalText): Promise<void> {
    const text = serializeNotebook(withTitle(parseNotebook(notebook.text), title));
    await this.shelf.save(notebook, {text, title: plainTitle(title)});
    await this.refresh();
  }

  /** Throws a notebook away; `restore` takes it back. */
  async remove(notebook: KeptNotebook): Promise<void> {
    await this.shelf.remove(notebook.id);
    this.thrownAway = notebook;
    await this.refresh();
  }

  /** Ends records that cannot be read any more, for good. */
  async discardDamaged(ids: readonly string[]): Promise<void> {
    for (const id of ids) await this.shelf.discardDamaged(id);
    await this.refresh();
  }

  /** Takes the one thrown away last back. */
  async restore(): Promise<void> {
    const notebook = this.thrownAway;
    if (!notebook) return;
    this.thrownAway = null;
    await this.shelf.restore(notebook.id);
    await this.refresh();
  }

  /** The text of a shipped notebook as it ships; null when none has that name. */
  shippedText(name: string): string | null {
    const shipped = shippedNotebooks.get(name);
    return shipped ? serializeNotebook(shipped.notebook) : null;
  }
}

async function* oneByOne<Part>(parts: readonly Part[]): AsyncGenerator<Part> {
  yield* parts;
}
