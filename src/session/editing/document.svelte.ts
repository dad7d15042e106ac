import {AppError} from "../../base/errors";
import type {LocalText} from "../../base/words";
import {
  bodyOf,
  duplicateCell,
  editCell,
  insertCell,
  moveCell,
  removeCell,
  renameCell,
  withBody,
  withTitle
} from "../../notebook/edit";
import {readNotebook} from "../../notebook/format";
import {shippedNotebooks} from "../../notebook/library";
import type {Cell, Notebook} from "../../notebook/notebook";
import {parseNotebook} from "../../notebook/parse";
import {hashOf} from "../../notebook/review";
import {serializeNotebook} from "../../notebook/serialize";
import {newCellSource} from "../../notebook/template";
import type {KeptNotebook} from "../../persist/library";
import type {Trust} from "../../persist/trust";
import {back, emptyHistory, forth, remember, type History} from "./history";
import {keepKeys} from "./keys";
import {plainTitle, type LibrarySession} from "../library.svelte";
import type {NotebookSession} from "../notebook.svelte";

/** Whether the open text is saved. */
export type SaveState =
  /** nothing to save: as shipped, or as opened */
  | "untouched"
  | "unsaved"
  | "saving"
  | "saved"
  /** saved only as long as the page is open, because the browser allows no more */
  | "in_memory"
  | "failed"
  /** another tab saved another text meanwhile */
  | "conflict";

/** An untrusted notebook that has not been accepted. */
export interface Foreign {
  text: string;
  notebook: Notebook;
  origin: "link" | "file" | "workspace";
  hash: string;
}

/** Delay after the last key until the text is saved, in milliseconds. */
const saveDelayMs = 400;
/** Maximum delay until the text is saved while typing goes on, in milliseconds. */
const saveMaxDelayMs = 2000;
/** Delay of a run after typing, in milliseconds. */
const runDelayMs = 150;
/**
 * The open notebook as an editable text: edits, undo, autosave, versions, and review of untrusted notebooks.
 *
 * The composition root creates one per page. `openShipped`, `openKept`, `create` or `receive` opens a notebook and
 * closes the one before, after saving it; `edit` switches to edit mode; `type` and the other edits change the text,
 * which is saved after a delay and run through the notebook session. `flush` saves at once, `flushAtOnce` on page hide.
 * It needs no disposal: it ends with the page.
 */
export class DocumentSession {
  /** the open notebook's record; null for a shipped one without changes */
  entry: KeptNotebook | null = $state.raw(null);
  isEditing: boolean = $state(false);
  /** increases whenever another notebook is opened */
  openings: number = $state(0);
  saveState: SaveState = $state("untouched");
  savedAt: Date | null = $state.raw(null);
  /** why saving failed */
  problem: AppError | null = $state.raw(null);
  /** a key for each cell, which stays when the cell's id changes */
  keys: readonly string[] = $state.raw([]);
  /** key of the active cell */
  selected: string | null = $state(null);
  /** keys of collapsed cells */
  folded: ReadonlySet<string> = $state.raw(new Set<string>());
  /** the untrusted notebook under review; null for none */
  foreign: Foreign | null = $state.raw(null);
  /** why an imported notebook could not be read */
  refusal: AppError | null = $state.raw(null);
  readonly canUndo: boolean = $derived.by(() => this.#history.past.length > 0);
  readonly canRedo: boolean = $derived.by(() => this.#history.future.length > 0);

  readonly #notebook: NotebookSession;
  readonly #library: LibrarySession;
  readonly #trust: Trust;
  readonly #rememberOpen: (name: string) => void;
  #history: History = $state.raw(emptyHistory);
  #keyCount = 0;
  #saving: ReturnType<typeof setTimeout> | undefined;
  #unsavedSince = 0;
  #following: ReturnType<typeof setTimeout> | undefined;
  readonly #toRun = new Set<string>();
  #queue: Promise<void> = Promise.resolve();
  /** the whole text including prose that is being typed and not applied yet; null for none */
  #pending: string | null = null;
  /** an accepted notebook that is being added to the library */
  #adopting: Foreign | null = null;
  #stateBefore: SaveState = "untouched";

  /** `rememberOpen` is called with the name of what is opened: of a shipped notebook, or the id of one's own. */
  constructor(
    notebook: NotebookSession,
    library: LibrarySession,
    trust: Trust,
    rememberOpen: (name: string) => void = () => undefined
  ) {
    this.#rememberOpen = rememberOpen;
    this.#notebook = notebook;
    this.#library = library;
    this.#trust = trust;
    library.followOthers((id) => void this.#onRemoteChange(id));
  }

  /** The whole text, as it would be written to a file. */
  get text(): string {
    return this.#notebook.notebook ? serializeNotebook(this.#notebook.notebook) : "";
  }

  get title(): LocalText {
    return this.#notebook.notebook?.title ?? "";
  }

  get cells(): readonly Cell[] {
    return this.#notebook.notebook?.cells ?? [];
  }

  /** The key of a cell. */
  keyOf(id: string): string {
    return this.keys[this.cells.findIndex((cell) => cell.id === id)] ?? id;
  }

  /** The cell with a key; undefined when it is gone. */
  cellOf(key: string | null): Cell | undefined {
    return key === null ? undefined : this.cells[this.keys.indexOf(key)];
  }

  /** Opens a shipped notebook. */
  async openShipped(name: string): Promise<void> {
    const shipped = shippedNotebooks.get(name);
    if (!shipped) return;
    await this.flush();
    this.entry = null;
    this.#begin(name, shipped.notebook, false);
  }

  /** Opens a stored notebook; an untrusted one that was not accepted is shown without running. */
  async openKept(entry: KeptNotebook): Promise<void> {
    await this.flush();
    const {notebook} = readNotebook(entry.text);
    const isHeld = entry.origin !== "own" && !(await this.#trust.isAccepted(await hashOf(entry.text)));
    this.entry = entry;
    this.#begin(entry.id, notebook, isHeld);
  }

  /** Creates and opens a notebook from a text: a blank one, or a copy, which is as trusted as its original. */
  async create(text: string, base: string | null = null, origin: KeptNotebook["origin"] = "own"): Promise<void> {
    await this.flush();
    const {notebook} = readNotebook(text);
    try {
      await this.openKept(await this.#library.duplicate(text, plainTitle(notebook.title), base, origin));
    } catch (error) {
      await this.#openUnkept(text, base, origin, error);
    }
  }

  /** Opens a notebook that could not be stored for lack of room; it lasts as long as the page. */
  async #openUnkept(text: string, base: string | null, origin: KeptNotebook["origin"], reason: unknown): Promise<void> {
    const isHeld = origin !== "own" && !(await this.#trust.isAccepted(await hashOf(text)));
    this.entry = null;
    this.#begin(base ?? "", readNotebook(text).notebook, isHeld);
    this.problem = toAppError(reason);
    this.saveState = "failed";
  }

  /**
   * Opens an imported text for review; it runs only when somebody accepts it, or has accepted exactly this text before.
   */
  async receive(given: string | File, origin: Foreign["origin"]): Promise<void> {
    this.refusal = null;
    try {
      const text = typeof given === "string" ? given : await readText(given);
      const {notebook, text: current} = readNotebook(text);
      const hash = await hashOf(current);
      const kept = this.#library.own.find((entry) => entry.text === current);
      if (kept) return await this.openKept(kept);
      if (await this.#trust.isAccepted(hash)) return await this.#adopt(current, "own");
      this.foreign = {text: current, notebook, origin, hash};
    } catch (error) {
      this.refuse(error);
    }
  }

  /** Reports why an imported text could not be read. */
  refuse(error: unknown): void {
    this.refusal = toAppError(error);
  }

  /** Accepts the notebook under review, and exactly this text from now on. */
  async accept(): Promise<void> {
    const {foreign} = this;
    if (!foreign || this.#adopting === foreign) return;
    this.#adopting = foreign;
    await this.#trust.accept(foreign.hash);
    await this.#adopt(foreign.text, "own");
  }

  /** Stores the notebook under review without running it. */
  async keepHeld(): Promise<void> {
    const {foreign} = this;
    if (!foreign || this.#adopting === foreign) return;
    this.#adopting = foreign;
    await this.#adopt(foreign.text, foreign.origin);
    this.isEditing = true;
  }

  /** Discards the notebook under review. */
  decline(): void {
    this.foreign = null;
    this.refusal = null;
  }

  /** Accepts a notebook that was stored without running. */
  async release(): Promise<void> {
    await this.#trust.accept(await hashOf(this.text));
    if (this.entry) this.entry = await this.#library.store.own(this.entry.id);
    await this.#notebook.release();
  }

  async #adopt(text: string, origin: KeptNotebook["origin"]): Promise<void> {
    const title = plainTitle(parseNotebook(text).title);
    try {
      const entry = await this.#library.store.create({title, text, base: null, origin});
      await this.#library.refresh();
      await this.openKept(entry);
    } catch (error) {
      await this.#openUnkept(text, null, origin, error);
    }
    // not before it is open: otherwise the previous notebook would be shown once more, and could be clicked
    this.foreign = null;
  }

  #begin(name: string, notebook: Notebook, isHeld: boolean): void {
    clearTimeout(this.#following);
    this.#toRun.clear();
    this.#history = emptyHistory;
    this.openings += 1;
    this.saveState = "untouched";
    this.problem = null;
    this.savedAt = this.entry ? new Date(this.entry.changedAt) : null;
    this.#notebook.open(name, notebook, {isHeld});
    this.keys = notebook.cells.map(() => this.#makeKey());
    this.folded = new Set();
    this.selected = this.keys[0] ?? null;
    this.#rememberOpen(name);
    void this.#notebook.refresh();
  }

  #makeKey(): string {
    this.#keyCount += 1;
    return `cell-${this.#keyCount}`;
  }

  /** Switches between reading and editing. */
  async edit(isEditing: boolean): Promise<void> {
    this.isEditing = isEditing;
    if (!isEditing) await this.flush();
  }

  /**
   * Applies what was typed into a cell. False when it would change other cells: then `settle` applies it at the end.
   */
  type(id: string, body: string): boolean {
    const {notebook} = this.#notebook;
    const index = this.cells.findIndex((each) => each.id === id);
    const cell = this.cells[index];
    if (!notebook || !cell) return false;
    const source = withBody(cell, body);
    this.#hold(null);
    if (source === cell.source) return true;
    const edited = editCell(notebook, id, source);
    if (!hasSameCells(notebook, edited, index)) {
      this.#hold(serializeNotebook(editCell(notebook, id, closed(source))));
      return false;
    }
    const key = this.keyOf(id);
    const ids = this.#change(edited, {typing: {key, at: performance.now()}});
    // SQL runs on request; everything else is updated at once
    this.#runSoon(cell.kind === "sql" ? [] : ids);
    return true;
  }

  /** Remembers prose that is not applied, and therefore not saved yet. */
  #hold(text: string | null): void {
    if (this.#pending === null && text !== null) this.#stateBefore = this.saveState;
    if (this.#pending !== null && text === null && this.saveState === "unsaved") this.saveState = this.#stateBefore;
    this.#pending = text;
    if (text !== null) this.saveState = "unsaved";
  }

  /** Applies prose that creates or ends cells: open fences are closed, empty cells removed. */
  settle(id: string, body: string): void {
    const {notebook} = this.#notebook;
    const cell = this.cells.find((each) => each.id === id);
    this.#hold(null);
    if (!notebook || !cell || bodyOf(cell) === body) return;
    const source = withBody(cell, body);
    const edited = body.trim() === "" ? removeCell(notebook, id) : editCell(notebook, id, closed(source));
    this.#runSoon(this.#change(edited));
  }

  /** Inserts a cell at an index and activates it; prose next to prose of the same language extends that. */
  insert(kind: Cell["kind"], index: number, text?: string): void {
    const {notebook} = this.#notebook;
    if (!notebook) return;
    const before = new Set(this.keys);
    this.#runSoon(this.#change(insertCell(notebook, index, newCellSource(kind, notebook, {text, index}))));
    this.selected = this.keys.find((key) => !before.has(key)) ?? this.keys[Math.max(0, index - 1)] ?? null;
  }

  /** Removes a cell; `undo` restores it. */
  remove(id: string): void {
    const {notebook} = this.#notebook;
    const index = this.cells.findIndex((cell) => cell.id === id);
    if (!notebook || index < 0) return;
    this.#runSoon(this.#change(removeCell(notebook, id)));
    this.selected = this.keys[Math.min(index, this.keys.length - 1)] ?? null;
  }

  /** Inserts a copy after a cell. */
  duplicate(id: string): void {
    const {notebook} = this.#notebook;
    if (!notebook) return;
    const before = new Set(this.keys);
    this.#runSoon(this.#change(duplicateCell(notebook, id).notebook));
    this.selected = this.keys.find((key) => !before.has(key)) ?? this.selected;
  }

  /** Moves a cell to an index. */
  move(id: string, index: number): void {
    const {notebook} = this.#notebook;
    if (!notebook || index < 0 || index >= this.cells.length) return;
    const key = this.keyOf(id);
    this.#runSoon(this.#change(moveCell(notebook, id, index)));
    this.selected = this.keys.includes(key) ? key : (this.keys[index] ?? null);
  }

  /** Renames a cell and all references to it. Throws the problem of the name. */
  rename(id: string, name: string): void {
    const {notebook} = this.#notebook;
    if (!notebook) return;
    const at = this.cells.findIndex((cell) => cell.id === id);
    const keys = this.keys;
    const ids = this.#change(renameCell(notebook, id, name));
    // the same cells in the same order: only names changed
    this.keys = keys;
    this.selected = keys[at] ?? null;
    this.#runSoon(ids);
  }

  /** Changes the title; false when the front matter cannot be parsed. */
  retitle(title: LocalText): boolean {
    const {notebook} = this.#notebook;
    if (!notebook) return false;
    try {
      this.#change(withTitle(notebook, title));
      return true;
    } catch (error) {
      if (error instanceof AppError) return false;
      throw error;
    }
  }

  /** Replaces the whole text, as when restoring a version or replacing words. */
  rewrite(text: string): void {
    if (text !== this.text) this.#runSoon(this.#change(readNotebook(text).notebook));
  }

  /** Undoes the last change. */
  undo(): void {
    this.#travel(back(this.#history, {text: this.text, key: this.selected}));
  }

  /** Redoes the last undone change. */
  redo(): void {
    this.#travel(forth(this.#history, {text: this.text, key: this.selected}));
  }

  #travel(to: ReturnType<typeof back>): void {
    if (!to) return;
    this.#history = to.history;
    this.#runSoon(this.#show(parseNotebook(to.step.text)));
    if (to.step.key !== null && this.keys.includes(to.step.key)) this.selected = to.step.key;
  }

  /** Runs a cell and all that read it. */
  async run(id: string): Promise<void> {
    await this.#notebook.runFrom([id]);
  }

  /** Collapses prose in other languages than the reader's. */
  foldOthers(locale: string): void {
    const others = this.cells.flatMap((cell, index) =>
      cell.kind === "text" && cell.lang !== null && cell.lang !== locale ? [this.keys[index]!] : []
    );
    this.folded = new Set([...this.folded, ...others]);
  }

  /** Collapses or expands a cell. */
  fold(key: string): void {
    const folded = new Set(this.folded);
    if (!folded.delete(key)) folded.add(key);
    this.folded = folded;
  }

  #change(notebook: Notebook, {typing = null}: {typing?: {key: string; at: number} | null} = {}): string[] {
    this.#history = remember(this.#history, {text: this.text, key: this.selected}, typing);
    return this.#show(notebook);
  }

  #show(notebook: Notebook): string[] {
    const before = this.cells;
    const ids = this.#notebook.revise(notebook);
    this.keys = keepKeys(before, this.keys, notebook.cells, () => this.#makeKey());
    this.#saveSoon();
    return ids;
  }

  /** Runs cells after a delay, so that typing causes one run. */
  #runSoon(ids: readonly string[]): void {
    for (const id of ids) this.#toRun.add(id);
    clearTimeout(this.#following);
    if (this.#toRun.size === 0) return;
    this.#following = setTimeout(() => {
      const wanted = [...this.#toRun];
      this.#toRun.clear();
      void this.#notebook.run(wanted);
    }, runDelayMs);
  }

  #saveSoon(): void {
    const now = performance.now();
    if (this.saveState !== "unsaved") this.#unsavedSince = now;
    this.saveState = "unsaved";
    clearTimeout(this.#saving);
    const wait = Math.max(0, Math.min(saveDelayMs, this.#unsavedSince + saveMaxDelayMs - now));
    this.#saving = setTimeout(() => void this.flush(), wait);
  }

  /** Saves now; resolves when the text is saved or saving failed. */
  flush(): Promise<void> {
    clearTimeout(this.#saving);
    this.#queue = this.#queue.then(() => this.#save());
    return this.#queue;
  }

  /** Saves before the page is reloaded; false when the last changes would be lost. */
  async keepForReload(): Promise<boolean> {
    await this.flush();
    return this.#isKept || this.#putAside();
  }

  /** Saves synchronously as a draft, when the page is being closed. */
  flushAtOnce(): void {
    if (this.#isKept) return;
    this.#putAside();
    void this.flush();
  }

  get #isKept(): boolean {
    return this.#pending === null && (this.saveState === "untouched" || this.saveState === "saved");
  }

  #putAside(): boolean {
    const {id = null, revision, origin} = this.entry ?? {};
    const base = this.entry?.base ?? this.#notebook.name;
    return this.#library.store.saveDraft({id, revision, origin, text: this.#pending ?? this.text, base});
  }

  async #save(): Promise<void> {
    if (this.saveState !== "unsaved" && this.saveState !== "failed") return;
    const {text} = this;
    this.saveState = "saving";
    try {
      const title = plainTitle(parseNotebook(text).title);
      this.entry = this.entry
        ? await this.#library.store.save(this.entry, {text, title})
        : await this.#firstSave(text, title);
      this.problem = null;
      this.savedAt = new Date(this.entry.changedAt);
      // keys may have been pressed meanwhile
      if (this.#pending !== null) this.saveState = "unsaved";
      else if (this.text === text) this.saveState = this.#library.isDurable ? "saved" : "in_memory";
      else this.#saveSoon();
      await this.#library.refresh();
    } catch (error) {
      this.problem = toAppError(error);
      this.saveState = this.problem.code === "persist.conflict" ? "conflict" : "failed";
    }
  }

  /** The first change of a shipped notebook makes a copy, whose first version is the original. */
  async #firstSave(text: string, title: string): Promise<KeptNotebook> {
    const base = this.#notebook.name;
    const entry = await this.#library.store.create({title, text, base, origin: "own"});
    const original = this.#library.shippedText(base);
    if (original !== null) await this.#library.store.keepVersion(entry.id, original, "auto");
    this.#notebook.name = entry.id;
    this.#rememberOpen(entry.id);
    return entry;
  }

  /** Adds the current text to the history; a labelled version is kept for ever. */
  async keepVersion(label: string): Promise<void> {
    if (!this.entry) this.saveState = "unsaved";
    await this.flush();
    if (this.entry) await this.#library.store.keepVersion(this.entry.id, this.text, "named", label || null);
  }

  /** The versions of the open notebook, latest first. */
  versions(): ReturnType<LibrarySession["store"]["versions"]> {
    return this.entry ? this.#library.store.versions(this.entry.id) : Promise.resolve([]);
  }

  /** Resolves a conflict: the open text becomes a copy, or is replaced by the other tab's, which `undo` reverts. */
  async reconcile(choice: "copy" | "theirs"): Promise<void> {
    if (!this.entry) return;
    if (choice === "copy") {
      const title = plainTitle(parseNotebook(this.text).title);
      const {id, base, origin} = this.entry;
      this.entry = await this.#library.duplicate(this.text, title, base, origin);
      this.#library.store.discardUnsaved(id);
      this.#notebook.name = this.entry.id;
      this.saveState = "saved";
      this.problem = null;
      return;
    }
    const theirs = await this.#library.store.get(this.entry.id);
    if (!theirs) return;
    this.entry = theirs;
    this.#library.store.discardUnsaved(theirs.id);
    this.rewrite(theirs.text);
    clearTimeout(this.#saving);
    this.saveState = "saved";
    this.problem = null;
  }

  /** Another tab saved the open notebook: without unsaved changes, its text is shown. */
  async #onRemoteChange(id: string): Promise<void> {
    if (this.entry?.id !== id) return;
    const theirs = await this.#library.store.get(id);
    if (!theirs || theirs.revision === this.entry.revision) return;
    // unsaved changes stay: saving them reports the conflict
    if (!["untouched", "saved", "in_memory"].includes(this.saveState)) return;
    this.entry = theirs;
    if (theirs.text === this.text) return;
    this.#runSoon(this.#show(parseNotebook(theirs.text)));
    clearTimeout(this.#saving);
    this.saveState = "saved";
    this.savedAt = new Date(theirs.changedAt);
  }
}

/** Whether an edit of one cell left all others unchanged. */
function hasSameCells(before: Notebook, after: Notebook, edited: number): boolean {
  return (
    before.cells.length === after.cells.length &&
    before.cells.every(({kind, source}, index) => {
      const other = after.cells[index]!;
      return kind === other.kind && (index === edited || source === other.source);
    })
  );
}

/** Prose with its last fence closed, so that it cannot include the next cell. */
function closed(source: string): string {
  let mark: string | null = null;
  for (const line of source.split(/\r\n|\n|\r/)) {
    const run = /^ {0,3}(`{3,}|~{3,})/.exec(line)?.[1];
    if (!run) continue;
    if (mark === null) mark = run;
    else if (run.startsWith(mark) && line.trim() === run) mark = null;
  }
  return mark === null ? source : `${source.replace(/[\r\n]*$/, "")}\n${mark}\n\n`;
}

/** A file that is not UTF-8 is refused: guessing would change the text that is reviewed and accepted. */
async function readText(file: File): Promise<string> {
  try {
    return new TextDecoder("utf-8", {fatal: true, ignoreBOM: true}).decode(await file.arrayBuffer());
  } catch (cause) {
    throw new AppError("notebook.not_text", {name: file.name}, {cause});
  }
}

function toAppError(error: unknown): AppError {
  return error instanceof AppError ? error : new AppError("persist.failed", {message: String(error)}, {cause: error});
}
