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

/** How the text on the page stands to the one that is kept. */
export type SaveState =
  /** nothing to keep: as it shipped, or as it was opened */
  | "untouched"
  | "unsaved"
  | "saving"
  | "saved"
  /** kept only while the page is open: this browser allows no more */
  | "in_memory"
  | "failed"
  /** another tab kept another text meanwhile */
  | "conflict";

/** A notebook from outside that nobody has agreed to run. */
export interface Foreign {
  text: string;
  notebook: Notebook;
  origin: "link" | "file" | "workspace";
  hash: string;
}

/** After so many milliseconds without a key the text is kept. */
const rest = 400;
/** While somebody types, the text is kept at least so often. */
const patience = 2000;
/** A run that follows typing waits so long, in milliseconds. */
const beat = 150;
/** The open notebook as a text that is edited, taken back, kept and given versions. */
export class DocumentSession {
  /** what is open: a shipped notebook by name, or a kept one */
  entry: KeptNotebook | null = $state.raw(null);
  isEditing: boolean = $state(false);
  /** rises whenever another notebook is opened */
  openings: number = $state(0);
  saveState: SaveState = $state("untouched");
  savedAt: Date | null = $state.raw(null);
  /** why keeping failed */
  problem: AppError | null = $state.raw(null);
  /** one for each cell, which outlives its id */
  keys: readonly string[] = $state.raw([]);
  /** key of the cell that is worked on */
  selected: string | null = $state(null);
  /** keys of cells whose text and result are folded away */
  folded: ReadonlySet<string> = $state.raw(new Set<string>());
  /** waits for somebody to agree to it */
  foreign: Foreign | null = $state.raw(null);
  /** why a notebook from outside could not be read */
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
  /** the whole text as it would be, were the prose that is being typed done */
  #pending: string | null = null;
  /** what somebody has agreed to, on its way into the library */
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
    library.followOthers((id) => void this.#meet(id));
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

  /** The cell of a key; undefined when it is gone. */
  cellOf(key: string | null): Cell | undefined {
    return key === null ? undefined : this.cells[this.keys.indexOf(key)];
  }

  /** Opens a notebook that ships with the page. */
  async openShipped(name: string): Promise<void> {
    const shipped = shippedNotebooks.get(name);
    if (!shipped) return;
    await this.flush();
    this.entry = null;
    this.#begin(name, shipped.notebook, false);
  }

  /** Opens a kept notebook; a stranger's that nobody agreed to run stands still. */
  async openKept(entry: KeptNotebook): Promise<void> {
    await this.flush();
    const {notebook} = readNotebook(entry.text);
    const isHeld = entry.origin !== "own" && !(await this.#trust.isAccepted(await hashOf(entry.text)));
    this.entry = entry;
    this.#begin(entry.id, notebook, isHeld);
  }

  /** A notebook from a text: a blank one, or a copy, which is a stranger's as long as what it was copied from. */
  async create(text: string, base: string | null = null, origin: KeptNotebook["origin"] = "own"): Promise<void> {
    await this.flush();
    const {notebook} = readNotebook(text);
    try {
      await this.openKept(await this.#library.duplicate(text, plainTitle(notebook.title), base, origin));
    } catch (error) {
      await this.#openUnkept(text, base, origin, error);
    }
  }

  /** A notebook that this browser has no room for lives on the page, which says so. */
  async #openUnkept(text: string, base: string | null, origin: KeptNotebook["origin"], reason: unknown): Promise<void> {
    const isHeld = origin !== "own" && !(await this.#trust.isAccepted(await hashOf(text)));
    this.entry = null;
    this.#begin(base ?? "", readNotebook(text).notebook, isHeld);
    this.problem = toAppError(reason);
    this.saveState = "failed";
  }

  /** Takes a text from outside: it is shown, and runs only when somebody agrees, or has agreed to exactly this text. */
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

  /** Says why something from outside could not be read. */
  refuse(error: unknown): void {
    this.refusal = toAppError(error);
  }

  /** Agrees to run the notebook from outside, and to exactly this text for ever. */
  async accept(): Promise<void> {
    const {foreign} = this;
    if (!foreign || this.#adopting === foreign) return;
    this.#adopting = foreign;
    await this.#trust.accept(foreign.hash);
    await this.#adopt(foreign.text, "own");
  }

  /** Keeps the notebook from outside to look at, without running any of it. */
  async keepHeld(): Promise<void> {
    const {foreign} = this;
    if (!foreign || this.#adopting === foreign) return;
    this.#adopting = foreign;
    await this.#adopt(foreign.text, foreign.origin);
    this.isEditing = true;
  }

  /** Throws the notebook from outside away. */
  decline(): void {
    this.foreign = null;
    this.refusal = null;
  }

  /** Agrees to run a notebook that was kept to look at. */
  async release(): Promise<void> {
    await this.#trust.accept(await hashOf(this.text));
    if (this.entry) this.entry = await this.#library.shelf.own(this.entry.id);
    await this.#notebook.release();
  }

  async #adopt(text: string, origin: KeptNotebook["origin"]): Promise<void> {
    const title = plainTitle(parseNotebook(text).title);
    try {
      const entry = await this.#library.shelf.create({title, text, base: null, origin});
      await this.#library.refresh();
      await this.openKept(entry);
    } catch (error) {
      await this.#openUnkept(text, null, origin, error);
    }
    // not before it stands: what was open until now would be shown once more, and could be clicked
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

  /** Goes from reading to editing, or back. */
  async edit(isEditing: boolean): Promise<void> {
    this.isEditing = isEditing;
    if (!isEditing) await this.flush();
  }

  /** Takes what was typed into a cell. False when it would change other cells: then `settle` takes it, at the end. */
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
    // SQL runs when its writer says so; everything else is seen at once
    this.#runSoon(cell.kind === "sql" ? [] : ids);
    return true;
  }

  /** Prose that is not done yet is not saved either, and says so. */
  #hold(text: string | null): void {
    if (this.#pending === null && text !== null) this.#stateBefore = this.saveState;
    if (this.#pending !== null && text === null && this.saveState === "unsaved") this.saveState = this.#stateBefore;
    this.#pending = text;
    if (text !== null) this.saveState = "unsaved";
  }

  /** Takes prose that makes or ends other cells: fences left open are closed, and what is empty goes. */
  settle(id: string, body: string): void {
    const {notebook} = this.#notebook;
    const cell = this.cells.find((each) => each.id === id);
    this.#hold(null);
    if (!notebook || !cell || bodyOf(cell) === body) return;
    const source = withBody(cell, body);
    const edited = body.trim() === "" ? removeCell(notebook, id) : editCell(notebook, id, closed(source));
    this.#runSoon(this.#change(edited));
  }

  /** Adds a cell at a place and goes there; prose beside prose of the same language goes on in it. */
  insert(kind: Cell["kind"], index: number, text?: string): void {
    const {notebook} = this.#notebook;
    if (!notebook) return;
    const before = new Set(this.keys);
    this.#runSoon(this.#change(insertCell(notebook, index, newCellSource(kind, notebook, {text, index}))));
    this.selected = this.keys.find((key) => !before.has(key)) ?? this.keys[Math.max(0, index - 1)] ?? null;
  }

  /** Takes a cell out; `undo` puts it back. */
  remove(id: string): void {
    const {notebook} = this.#notebook;
    const index = this.cells.findIndex((cell) => cell.id === id);
    if (!notebook || index < 0) return;
    this.#runSoon(this.#change(removeCell(notebook, id)));
    this.selected = this.keys[Math.min(index, this.keys.length - 1)] ?? null;
  }

  /** Puts a copy below a cell. */
  duplicate(id: string): void {
    const {notebook} = this.#notebook;
    if (!notebook) return;
    const before = new Set(this.keys);
    this.#runSoon(this.#change(duplicateCell(notebook, id).notebook));
    this.selected = this.keys.find((key) => !before.has(key)) ?? this.selected;
  }

  /** Moves a cell to a place among the others. */
  move(id: string, index: number): void {
    const {notebook} = this.#notebook;
    if (!notebook || index < 0 || index >= this.cells.length) return;
    const key = this.keyOf(id);
    this.#runSoon(this.#change(moveCell(notebook, id, index)));
    this.selected = this.keys.includes(key) ? key : (this.keys[index] ?? null);
  }

  /** Gives a cell another name; whatever names it follows. Throws what is wrong with the name. */
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

  /** Gives the notebook another title; false when its front matter cannot be read, and so not be written. */
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

  /** Puts another text in place of the whole, as when a version is restored or words were replaced. */
  rewrite(text: string): void {
    if (text !== this.text) this.#runSoon(this.#change(readNotebook(text).notebook));
  }

  /** Takes the last change back. */
  undo(): void {
    this.#travel(back(this.#history, {text: this.text, key: this.selected}));
  }

  /** Makes the change taken back last again. */
  redo(): void {
    this.#travel(forth(this.#history, {text: this.text, key: this.selected}));
  }

  #travel(to: ReturnType<typeof back>): void {
    if (!to) return;
    this.#history = to.history;
    this.#runSoon(this.#show(parseNotebook(to.step.text)));
    if (to.step.key !== null && this.keys.includes(to.step.key)) this.selected = to.step.key;
  }

  /** Runs a cell and all that reads it. */
  async run(id: string): Promise<void> {
    await this.#notebook.runFrom([id]);
  }

  /** Folds away the prose that is for readers of other languages. */
  foldOthers(locale: string): void {
    const others = this.cells.flatMap((cell, index) =>
      cell.kind === "text" && cell.lang !== null && cell.lang !== locale ? [this.keys[index]!] : []
    );
    this.folded = new Set([...this.folded, ...others]);
  }

  /** Folds a cell away, or unfolds it. */
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

  /** Typing in one cell asks for a run with every key; they become one. */
  #runSoon(ids: readonly string[]): void {
    for (const id of ids) this.#toRun.add(id);
    clearTimeout(this.#following);
    if (this.#toRun.size === 0) return;
    this.#following = setTimeout(() => {
      const wanted = [...this.#toRun];
      this.#toRun.clear();
      void this.#notebook.run(wanted);
    }, beat);
  }

  #saveSoon(): void {
    const now = performance.now();
    if (this.saveState !== "unsaved") this.#unsavedSince = now;
    this.saveState = "unsaved";
    clearTimeout(this.#saving);
    const wait = Math.max(0, Math.min(rest, this.#unsavedSince + patience - now));
    this.#saving = setTimeout(() => void this.flush(), wait);
  }

  /** Keeps what was typed, now; resolves when it is kept or has failed. */
  flush(): Promise<void> {
    clearTimeout(this.#saving);
    this.#queue = this.#queue.then(() => this.#save());
    return this.#queue;
  }

  /** Keeps what was typed before the page is loaded anew; false when nothing that was typed last would outlast that. */
  async keepForReload(): Promise<boolean> {
    await this.flush();
    return this.#isKept || this.#putAside();
  }

  /** The last chance before the page is gone, when nothing can be waited for. */
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
    return this.#library.shelf.saveDraft({id, revision, origin, text: this.#pending ?? this.text, base});
  }

  async #save(): Promise<void> {
    if (this.saveState !== "unsaved" && this.saveState !== "failed") return;
    const {text} = this;
    this.saveState = "saving";
    try {
      const title = plainTitle(parseNotebook(text).title);
      this.entry = this.entry
        ? await this.#library.shelf.save(this.entry, {text, title})
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

  /** A shipped notebook stays as it is: the first change makes a copy of one's own, whose first version is the original. */
  async #firstSave(text: string, title: string): Promise<KeptNotebook> {
    const base = this.#notebook.name;
    const entry = await this.#library.shelf.create({title, text, base, origin: "own"});
    const original = this.#library.shippedText(base);
    if (original !== null) await this.#library.shelf.keepVersion(entry.id, original, "auto");
    this.#notebook.name = entry.id;
    this.#rememberOpen(entry.id);
    return entry;
  }

  /** Keeps the text as it stands as a version; one with a label stays for ever. */
  async keepVersion(label: string): Promise<void> {
    if (!this.entry) this.saveState = "unsaved";
    await this.flush();
    if (this.entry) await this.#library.shelf.keepVersion(this.entry.id, this.text, "named", label || null);
  }

  /** The versions of what is open, newest first. */
  versions(): ReturnType<LibrarySession["shelf"]["versions"]> {
    return this.entry ? this.#library.shelf.versions(this.entry.id) : Promise.resolve([]);
  }

  /** Settles a conflict: the text on the page becomes a notebook of its own, or gives way, which `undo` takes back. */
  async reconcile(choice: "copy" | "theirs"): Promise<void> {
    if (!this.entry) return;
    if (choice === "copy") {
      const title = plainTitle(parseNotebook(this.text).title);
      const {id, base, origin} = this.entry;
      this.entry = await this.#library.duplicate(this.text, title, base, origin);
      this.#library.shelf.discardUnsaved(id);
      this.#notebook.name = this.entry.id;
      this.saveState = "saved";
      this.problem = null;
      return;
    }
    const theirs = await this.#library.shelf.get(this.entry.id);
    if (!theirs) return;
    this.entry = theirs;
    this.#library.shelf.discardUnsaved(theirs.id);
    this.rewrite(theirs.text);
    clearTimeout(this.#saving);
    this.saveState = "saved";
    this.problem = null;
  }

  /** Another tab kept the notebook that is open here: without changes of one's own, this page follows. */
  async #meet(id: string): Promise<void> {
    if (this.entry?.id !== id) return;
    const theirs = await this.#library.shelf.get(id);
    if (!theirs || theirs.revision === this.entry.revision) return;
    // what is not kept yet stays on the page: keeping it will find the conflict, or has found it
    if (!["untouched", "saved", "in_memory"].includes(this.saveState)) return;
    this.entry = theirs;
    if (theirs.text === this.text) return;
    this.#runSoon(this.#show(parseNotebook(theirs.text)));
    clearTimeout(this.#saving);
    this.saveState = "saved";
    this.savedAt = new Date(theirs.changedAt);
  }
}

/** Whether an edit of the cell at a place left every other cell where and what it was. */
function hasSameCells(before: Notebook, after: Notebook, edited: number): boolean {
  return (
    before.cells.length === after.cells.length &&
    before.cells.every(({kind, source}, index) => {
      const other = after.cells[index]!;
      return kind === other.kind && (index === edited || source === other.source);
    })
  );
}

/** Prose whose last fence is closed, so that it cannot take in what follows. */
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

/** A file that is no UTF-8 is no notebook: guessing would change the text that somebody agrees to. */
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
