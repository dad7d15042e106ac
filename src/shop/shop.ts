import {AppError} from "../base/errors";
import type {Database} from "../engine/database";
import {removeSources} from "../ingest/combine";
import type {TextFile} from "../ingest/container";
import type {
  ImportPlan,
  ImportProgress,
  ImportReport,
  Mapping,
  Origin,
  ParseOptions,
  RejectedRow
} from "../ingest/plan";
import {previewPlan, type Preview} from "../ingest/preview";
import {findRejects} from "../ingest/rejects";
import {mappingFor} from "../ingest/mapping";
import {planAnew} from "../ingest/reading";
import type {Unpack} from "../ingest/unpack-worker";
import {readWholeCatalog} from "../models/catalog";
import {checkModels} from "../models/check";
import type {MakeProgress} from "../models/made";
import {madeModelsOf, makeWhenRead} from "../models/on-demand";
import {
  admitFiles,
  rollBackFiles,
  headlinesOf,
  nameFile,
  removeFile,
  recountImports,
  applyStep
} from "./files/import-steps";
import {FactBook, type FactStore} from "./facts/fact-book";
import {
  conclude,
  forgetUndone,
  hasSource,
  shopNamesOf,
  sourcesOf,
  type Arrival,
  type Files,
  type ImportFacts,
  type LoadedFile,
  type ReadFile
} from "./imports";
import type {OwnFacts} from "./own-facts";
import {joiningVariables, withSplit, type Joining, type JoiningMemory} from "./people";
import {
  describeChanged,
  loadPlans,
  noSources,
  rebuild,
  setVariables,
  stageShop,
  type SavedBuild,
  type ShopDescription,
  type Variables
} from "./pipeline";
import {Planner, unlessLoaded, type MappingMemory} from "./files/planner";
import {
  building,
  emptyShop,
  knownNews,
  movedFiles,
  readNews,
  stepNews,
  type FailedFile,
  type News,
  type ShopState,
  type Summary
} from "./state";
import {isWorthSaving, matchReports, OpenedSnapshot, saveShop, type ShopSnapshot} from "./snapshot";
import {Unpacker} from "./unpacking";
import {warmUp} from "./work/warm-up";
import {WorkQueue} from "./work/work-queue";

/** A stored file with its mapping and origin. */
export interface EarlierFile {
  file: File;
  mapping: Mapping | null;
  origin: Origin | null;
  /** null when no facts were stored */
  facts: ImportFacts | null;
}

/** Stores and callbacks of a shop. */
export interface ShopOptions {
  mappings: MappingMemory;
  joining: JoiningMemory;
  /** null when facts last as long as the page */
  facts?: FactStore | null;
  /** tells the time in milliseconds, for what an import took; `performance.now` where left out */
  clock?: () => number;
  /** unpacks archives; in a worker by default */
  unpack?: Unpack;
  /** called when a build begins; returns the variables to build with, which count as set from then on */
  inputs?: () => Variables;
  /** called when the relations changed; the build's promise waits for it */
  onBuilt?: () => Promise<void>;
  /** called with real files once they are loaded and built, so that they can be stored */
  onLoaded?: (files: Files) => void;
  /** called with files that were undone and may be redone */
  onUndone?: (files: Files) => void;
  /** called with the id of a file that was removed for good */
  onRemoved?: (id: string) => void;
}

/**
 * A shop: imported files and the relations built from them.
 *
 * `openApp` creates one per page (tests create their own); it begins empty. Every method waits in one queue, publishes
 * progress and outcome as a new `state`, and rebuilds the relations, if they changed, before it resolves. Errors of a
 * file are in `state.failures` and leave the shop as it was. Queries go through `engine`, whose calls wait during a
 * rebuild. After the engine was restarted, `reload` loads all files again. A shop is never closed: it lasts as long as
 * the page.
 */
export class Shop {
  /** the database for queries; calls wait while relations are rebuilt */
  readonly engine: Database;

  readonly #db: Database;
  readonly #options: ShopOptions;
  readonly #planner: Planner;
  readonly #facts: FactBook;
  readonly #unpacker: Unpacker;
  readonly #queue = new WorkQueue(() => this.#set({work: null}));
  readonly #listeners = new Set<(state: ShopState) => void>();
  #state: ShopState;
  #isWarming = false;
  /** settles when the page shows what the relations came to */
  #shown: Promise<void> = Promise.resolve();
  /** how many calls that change files, facts or relations are not over yet, and shows of their results */
  #changes = 0;
  /** the snapshot that tables are read from; null where all are of this visit */
  #opened: OpenedSnapshot | null = null;
  #isAsSaved = false;
  /** whether relations contain only rows of the imported files */
  #isClean = true;

  constructor(db: Database, options: ShopOptions) {
    this.#db = makeWhenRead(db);
    this.#options = options;
    this.#state = emptyShop(options.joining.recall());
    this.engine = makeWhenRead(this.#db, {whenReady: () => this.whenReady()});
    this.#planner = new Planner(options.mappings);
    this.#facts = new FactBook(options.facts ?? null, (facts) => this.#set(facts));
    this.#unpacker = new Unpacker((question) => this.#set({question}), options.unpack);
  }

  /** The current state. */
  get state(): ShopState {
    return this.#state;
  }

  /** The imported files in order. */
  get files(): Files {
    return this.#state.imports.files;
  }

  /** Whether the shop stands as it was saved in the snapshot that it was opened from. */
  get isAsSaved(): boolean {
    return this.#isAsSaved;
  }

  /** Calls a listener with every new state; returns the function that unsubscribes. */
  subscribe(listener: (state: ShopState) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  // files

  /**
   * Reads files one after another; known ones load at once, others wait in `waiting`. Resolves when all is built. `since`
   * is when they were given, by the shop's clock: the time that is told counts from then. Aborting `given` does what `cancel`
   * does, before the work has begun too.
   */
  add(files: readonly File[], since: number = this.#clock(), given?: AbortSignal): Promise<void> {
    this.#endWarmUp();
    return this.#add(async (own) => {
      if (given?.aborted) return;
      const signal = given ? AbortSignal.any([own, given]) : own;
      this.#forgetMessages();
      const plans: ImportPlan[] = [];
      const known: string[] = [];
      const texts = await this.#unpack(files, signal);
      for (const [at, text] of texts.entries()) {
        if (signal.aborted) {
          this.#skip(texts.slice(at).map(({file}) => file.name));
          break;
        }
        this.#showOpening(text, at / texts.length);
        const plan = await this.#attempt(text.file.name, () => this.#planner.planLike(plans, text, signal));
        const fresh = plan && (await unlessLoaded(plan, this.files));
        if (fresh) plans.push(fresh);
        else if (plan) known.push(plan.source.name);
      }
      const asked = plans.filter((plan) => !plan.isConfirmed);
      this.#set({
        waiting: [...this.#state.waiting, ...asked.filter(({doubt}) => !doubt)],
        failures: [...this.#state.failures, ...asked.flatMap(doubted)]
      });
      const confirmed = plans.filter((plan) => plan.isConfirmed);
      await this.#admit(confirmed, {signal, since, known});
    });
  }

  /** Imports a sample shop, replacing another sample; samples are never mixed with real files. */
  addSample(sample: File): Promise<void> {
    const since = this.#clock();
    this.#endWarmUp();
    return this.#add(async (signal) => {
      this.#forgetMessages();
      const plan = await this.#attempt(sample.name, () => this.#plan({file: sample, origin: null}, signal));
      if (plan) await this.#load([plan], {signal, since, isSample: true});
    });
  }

  /**
   * Imports stored files with their stored mappings, from a snapshot of them where it fits, else by reading them. Resolves
   * when all is built, with whether the snapshot was used.
   */
  async restore(kept: readonly EarlierFile[], snapshot: ShopSnapshot | null = null): Promise<boolean> {
    const since = this.#clock();
    let isResumed = false;
    this.#endWarmUp();
    await this.#add(async (signal) => {
      const facts = new Map<ImportPlan, ImportFacts | null>();
      for (const {mapping, facts: published, ...text} of kept) {
        const plan = await this.#attempt(text.file.name, () => this.#plan(text, signal, () => mapping));
        if (plan) facts.set({...plan, isConfirmed: true}, published);
      }
      isResumed = snapshot !== null && facts.size === kept.length && (await this.#resume(facts, snapshot));
      if (!isResumed) await this.#load([...facts.keys()], {signal, since, facts});
      this.#set({news: null});
    });
    return isResumed;
  }

  /**
   * Saves the loaded rows, and what was made of them, for `restore`; null while something is going on, when the shop changed
   * meanwhile, and for a shop that is not worth it. Nobody waits for it but the calls of a moment.
   */
  async save(signal: AbortSignal): Promise<ShopSnapshot | null> {
    const {version, isBusy} = this.#state;
    const {files} = this;
    if (isBusy || !isWorthSaving(files)) return null;
    const saved = await saveShop(this.#db, files, signal);
    return version === this.#state.version && files === this.files && !this.#state.isBusy ? saved : null;
  }

  /** Loads all files into a new engine after the old one stopped; queries wait until then. */
  reload(): Promise<void> {
    return this.#addChange(async (signal) => {
      this.#opened = null; // it was of the engine that stopped
      const read = await this.#loadAll(plansOf(this.files), signal);
      const loaded = this.files.filter(({plan}) => read.has(plan));
      if (loaded.length < this.files.length)
        this.#set({imports: await rollBackFiles(this.#db, this.#state.imports, loaded, false)});
      await this.#attempt("", () => this.#rebuildOrEmpty());
      this.#set({news: null});
    });
  }

  /** Removes a file for good. */
  remove(file: LoadedFile): Promise<void> {
    return this.#addChange(async () => {
      this.#forgetMessages();
      await this.#opened?.own();
      this.#set({imports: await removeFile(this.#db, this.#state.imports, file)});
      this.#options.onRemoved?.(file.plan.source.id);
      await this.#attempt("", () => this.#rebuildOrEmpty());
    });
  }

  /** Undoes the last import, or naming of a shop. */
  undo(): Promise<void> {
    return this.#undoOrRedo("undo");
  }

  /** Redoes the last undone step. */
  redo(): Promise<void> {
    return this.#undoOrRedo("redo");
  }

  /** Names the shop of a file whose rows name none; an empty name removes it. Counts and effects are computed again. */
  nameShop(file: LoadedFile, shop: string): Promise<void> {
    return this.#addChange(async () => {
      const name = shop.trim() || null;
      const known = this.files.find(({plan}) => plan.source.id === file.plan.source.id);
      if (!known || known.shop === name) return;
      this.#set({work: building});
      this.#forgetUndone();
      await this.#attempt("", async () => {
        this.#set({imports: await nameFile(this.#db, this.#state.imports, file, name)});
        this.#set({imports: await recountImports(this.#db, this.#state.imports, file)});
        await this.#rebuildFor(this.files.at(-1)!.arrival);
      });
      this.#options.onLoaded?.(this.files.filter(({isSample}) => !isSample));
    });
  }

  /** The rejected rows of a file, with line, reason and text. */
  rejects({plan, report}: LoadedFile): Promise<RejectedRow[]> {
    return findRejects(plan, report);
  }

  // files that wait for an answer

  /** Loads a waiting file as the person mapped it, and all that wait with the same header; remembers the answer for it. */
  confirm(plan: ImportPlan): Promise<void> {
    const since = this.#clock();
    this.dismiss(plan);
    this.#planner.remember(plan);
    // files that are in wait for an answer of their own
    const alike = this.#state.waiting.filter(
      (other) => !hasSource(this.files, {plan: other}) && this.#planner.isAnsweredBy(plan, other)
    );
    this.#set({waiting: this.#state.waiting.filter((other) => !alike.includes(other))});
    return this.#add(async (signal) => {
      this.#forgetMessages();
      const others: ImportPlan[] = [];
      for (const other of alike) {
        // a text that is to be read otherwise than it was found is planned anew
        const again = plan.mapping?.reading
          ? await this.#attempt(other.source.name, () => this.#planner.plan(other.source, signal))
          : {...other, mapping: plan.mapping && (mappingFor(plan.mapping, other.header) ?? other.mapping)};
        if (again) others.push({...again, isConfirmed: true});
      }
      await this.#admit([{...plan, isConfirmed: true}, ...others], {signal, since});
    });
  }

  /** Discards a waiting file. */
  dismiss(plan: ImportPlan): void {
    this.#set({waiting: this.#state.waiting.filter((other) => other.source.id !== plan.source.id)});
  }

  /** Opens the mapping of an imported file. */
  async reconsider({plan}: LoadedFile): Promise<void> {
    this.#ask(plan.mapping ? plan : await planAnew(plan, {}));
  }

  /** A waiting file parsed with a person's corrections. */
  reparse(plan: ImportPlan, reading: ParseOptions): Promise<ImportPlan> {
    return planAnew(plan, reading);
  }

  /** Whether a mapping is stored for files like this one. */
  isRemembered(plan: ImportPlan): boolean {
    return this.#planner.isRemembered(plan);
  }

  /** Deletes the stored mapping for files like this one, and plans it without. */
  async forget(plan: ImportPlan): Promise<void> {
    this.dismiss(plan);
    const fresh = await this.#planner.forget(plan);
    if (fresh.isConfirmed) await this.confirm(fresh);
    else this.#ask(fresh);
  }

  /** Opens the mapping of a file that was not recognised as orders. */
  mapAnyway(failure: FailedFile): void {
    this.#set({failures: this.#state.failures.filter((other) => other !== failure)});
    if (failure.plan) this.#ask(failure.plan);
  }

  /** The first rows of a waiting file, raw and as they would be imported. */
  preview(plan: ImportPlan): Promise<Preview> {
    return previewPlan(this.#db, plan);
  }

  /** Answers `question` with a password; null skips the archive. */
  answerPassword(password: string | null): void {
    this.#unpacker.answer(password);
  }

  // what a person knows and decides

  /** Loads the stored facts, unless they are loaded. */
  async recallFacts(): Promise<OwnFacts> {
    await this.#facts.recall();
    return this.#facts.facts;
  }

  /** Changes facts; resolves when they are stored and the numbers updated. */
  setFacts(changed: Partial<OwnFacts>): Promise<void> {
    return this.#changeFacts(() => this.#facts.change(changed));
  }

  /** Undoes the last change of facts and updates the numbers. */
  undoFacts(): Promise<void> {
    return this.#changeFacts(() => this.#facts.undo());
  }

  /** Leaves the orders of a finding out of all numbers, or includes them again. */
  leaveOut(code: OwnFacts["leftOut"][number], isOut: boolean): Promise<void> {
    const others = this.#facts.facts.leftOut.filter((each) => each !== code);
    return this.setFacts({leftOut: isOut ? [...others, code] : others});
  }

  /** Marks a gap without orders, by its first day, as not a missing file. */
  explainGap(firstDay: string): Promise<void> {
    return this.setFacts({gaps: [...this.#facts.facts.gaps, firstDay]});
  }

  /** Merges facts from a backup; returns how many were new. Throws `facts.too_many` without changing anything. */
  async adoptFacts(value: unknown): Promise<number> {
    let count = 0;
    await this.#changeFacts(async () => (count = await this.#facts.adopt(value)));
    return count;
  }

  /** Changes and stores how buyers are joined to customers, and rebuilds. */
  setJoining(joining: Joining): Promise<void> {
    this.#options.joining.remember(joining);
    this.#set({joining});
    return this.#follow(() => joiningVariables(this.#options.joining.recall()));
  }

  /** Splits the buyers that a contact joins, or joins them again. */
  splitEvidence(mark: string, isSplit: boolean): Promise<void> {
    return this.setJoining(withSplit(this.#state.joining, mark, isSplit));
  }

  // relations

  /** After inputs changed and are in force: what depends on them is made again when it is read, and described anew. */
  async rebuild(variables: readonly string[]): Promise<void> {
    this.#describe(await describeChanged(this.#db, variables));
  }

  /** Makes what nobody has read yet, so that an editor can name every column. */
  async learnColumns(): Promise<void> {
    const {catalog} = this.#state;
    if (catalog) this.#set({catalog: await readWholeCatalog(this.engine).catch(() => catalog)});
  }

  /** Why a capability is off, as a notice code; null when it is on. */
  whyOff(name: string): string | null {
    const capability = this.#state.capabilities.find((other) => other.name === name);
    return capability && !capability.isOn ? capability.reason : null;
  }

  /** Resolves when the relations are up to date with `files`. */
  whenReady(): Promise<void> {
    return this.#queue.whenReady();
  }

  /** Runs a tiny import so that the engine is compiled before the first real one, which cancels it. */
  warmUp(): Promise<void> {
    return this.#queue.add(async (signal) => {
      // a file that came earlier has warmed it up already
      if (this.files.length > 0) return;
      this.#isWarming = true;
      this.#isClean = false;
      try {
        await warmUp(this.#db, signal);
        this.#isClean = true;
      } catch (error) {
        // cancelled by a real import, or failed: then the import reports the error
        if (!(error instanceof AppError)) throw error;
      } finally {
        this.#isWarming = false;
      }
    });
  }

  // messages

  /** Cancels the current work; a half-read file leaves no trace. */
  cancel(): void {
    this.#queue.cancel();
  }

  /** Dismisses the message about a failed file. */
  dismissFailure(index: number): void {
    this.#set({failures: this.#state.failures.filter((_, at) => at !== index)});
  }

  /** Dismisses the news of the last import. */
  dismissNews(): void {
    this.#set({news: null});
  }

  #set(change: Partial<ShopState>): void {
    this.#state = {...this.#state, ...change};
    for (const listener of this.#listeners) listener(this.#state);
  }

  #ask(plan: ImportPlan): void {
    this.#set({waiting: [...this.#state.waiting, plan]});
  }

  #forgetMessages(): void {
    this.#set({failures: [], news: null});
  }

  #forgetUndone(): void {
    const {imports, ids} = forgetUndone(this.#state.imports);
    this.#set({imports});
    for (const id of ids) this.#options.onRemoved?.(id);
  }

  #endWarmUp(): void {
    if (this.#isWarming) this.cancel();
  }

  /** Runs a task as `add` of the queue does; the shop is busy until it is over. */
  #add(task: (signal: AbortSignal) => Promise<void>): Promise<void> {
    return this.#whileBusy(() => this.#queue.add(task));
  }

  /** Runs a task that changes relations; queries wait until it is over. */
  #addChange(task: (signal: AbortSignal) => Promise<void>): Promise<void> {
    return this.#whileBusy(() => this.#queue.addChange(task));
  }

  /** Keeps `isBusy` from before this begins until it is over. */
  #whileBusy<T>(begin: () => Promise<T>): Promise<T> {
    const count = (difference: 1 | -1) => {
      this.#changes += difference;
      if (this.#state.isBusy !== this.#changes > 0) this.#set({isBusy: this.#changes > 0});
    };
    const done = () => count(-1);
    count(1);
    const change = begin();
    change.then(done, done);
    return change;
  }

  /**
   * Lets the numbers follow a change of facts. The facts are shown as changed from the first moment, while they are stored, so
   * queries wait from then too: none answers with the numbers of before. A change that comes to 0 changed nothing.
   */
  #changeFacts(change: () => Promise<unknown>): Promise<void> {
    const changeAndFollow = async () => {
      if ((await change()) !== 0) await this.#follow(() => this.#facts.changedVariables());
    };
    return this.#whileBusy(() => this.#queue.holdReaders(changeAndFollow()));
  }

  /** Sets changed variables and rebuilds what depends on them. Without files the next build does. */
  #follow(changed: () => Variables): Promise<void> {
    return this.#addChange(async () => {
      if (this.files.length === 0) return;
      this.#set({work: building});
      await this.#attempt("", async () => {
        this.#isAsSaved = false;
        const variables = changed();
        await setVariables(this.#db, variables);
        await this.rebuild(Object.keys(variables));
        this.#set({version: this.#state.version + 1});
        void this.#show();
      });
    });
  }

  #undoOrRedo(direction: "undo" | "redo"): Promise<void> {
    return this.#addChange(async (signal) => {
      this.#forgetMessages();
      const {files: from, past, future} = this.#state.imports;
      const to = direction === "undo" ? past.at(-1) : future[0];
      await this.#opened?.own();
      if (!to || !(await this.#loadMissing(to, signal))) return;
      this.#set({imports: await applyStep(this.#db, this.#state.imports, direction)});
      await this.#attempt("", () => this.#rebuildOrEmpty());
      const back = this.files.filter((file) => !from.includes(file));
      if (direction === "undo") this.#options.onUndone?.(movedFiles(to, from));
      if (back.length > 0) this.#options.onLoaded?.(back);
      this.#set({news: stepNews(direction, from, this.files)});
    });
  }

  /** The texts in dropped files; those that cannot be read are added to the failures. */
  async #unpack(files: readonly File[], signal: AbortSignal): Promise<TextFile[]> {
    const all: TextFile[] = [];
    for (const file of files) {
      const onProgress = (share: number) =>
        this.#set({work: {phase: "unpacking", fileName: file.name, share, rows: 0}});
      const unpacked = await this.#attempt(file.name, () => this.#unpacker.open(file, signal, onProgress));
      all.push(...(unpacked?.texts ?? []));
      const unread = (unpacked?.unread ?? []).map(({name, error}) => ({fileName: name, error}));
      this.#set({failures: [...this.#state.failures, ...unread]});
      if (signal.aborted) {
        this.#skip(files.slice(files.indexOf(file) + 1).map(({name}) => name));
        break;
      }
    }
    return all;
  }

  /** Says which files were not looked at any more when the import was cancelled. */
  #skip(names: readonly string[]): void {
    if (names.length > 0) this.#fail([failed(names, new AppError("engine.cancelled"))]);
  }

  #fail(failures: readonly FailedFile[]): void {
    this.#set({failures: [...this.#state.failures, ...failures]});
  }

  #showOpening({file}: TextFile, share: number | null = null): void {
    this.#set({work: {phase: "opening", fileName: file.name, share, rows: 0}});
  }

  #plan(text: TextFile, signal: AbortSignal, answerTo?: () => Mapping | null): Promise<ImportPlan> {
    this.#showOpening(text);
    return this.#planner.plan(text, signal, answerTo);
  }

  /** Loads files and publishes the news. */
  async #admit(plans: readonly ImportPlan[], options: LoadingOptions): Promise<void> {
    const {known = []} = options;
    const before = this.files;
    const loaded = await this.#load(plans, options);
    if (loaded.length > 0) {
      this.#forgetUndone();
      // a file from before that got a shop or a numbering is stored anew with it
      const renamed = this.files.filter((file) =>
        before.some(
          ({plan, shop, numbering}) => plan === file.plan && (shop !== file.shop || numbering !== file.numbering)
        )
      );
      this.#options.onLoaded?.([...renamed, ...loaded]);
    } else if (known.length > 0) this.#set({news: knownNews(known)});
  }

  /** Loads files; returns those that are imported now. */
  #load(plans: readonly ImportPlan[], options: LoadingOptions): Promise<Files> {
    const replaced = this.files.filter(({plan}) => plans.some(({source}) => source.id === plan.source.id));
    const loading = this.#loadOver(replaced, plans, options);
    // a relation that a query needs first could be made of half-replaced rows: queries wait
    return replaced.length > 0 ? this.#queue.holdReaders(loading) : loading;
  }

  /** `replaced` are the imported files whose tables the plans write anew. */
  async #loadOver(
    replaced: Files,
    plans: readonly ImportPlan[],
    {signal, since, isSample = false, facts = new Map<ImportPlan, ImportFacts | null>(), known = []}: LoadingOptions
  ): Promise<Files> {
    await this.#opened?.own();
    const isCompared = plans.length > 0 && !isSample;
    const before = isCompared ? await this.#queue.holdReaders(headlinesOf(this.#db, this.#state.imports)) : null;
    const read: ReadFile[] = [];
    for (const [plan, report] of await this.#loadAll(plans, signal))
      read.push({plan, report, facts: facts.get(plan) ?? null});
    const lost = replaced.filter((file) => !hasSource(read, file));
    await this.#putBack(lost);
    if (read.length === 0) {
      if (lost.length > 0) await this.#attempt("", () => this.#rebuildOrEmpty());
      else await this.#dropLeftovers();
      return [];
    }
    const stood = this.#state.imports;
    const arrival: Arrival = {id: crypto.randomUUID(), at: Date.now(), before, after: null};
    const names = read.map(({plan}) => plan.source.name).join(", ");
    let isAdmitted = false;
    const isBuilt = await this.#attempt(names, async () => {
      this.#set({imports: await admitFiles(this.#db, stood, read, arrival, isSample)});
      isAdmitted = true;
      await this.#rebuildFor(arrival);
      return true;
    });
    if (isBuilt === null) {
      await removeSources(this.#db, idsOf(plansOf(read)));
      const others = stood.files.filter((file) => isSample === file.isSample && !hasSource(read, file));
      await this.#rollBack(others, isAdmitted);
      return [];
    }
    const loaded = this.files.filter((file) => hasSource(read, file));
    this.#publishNews(readNews(loaded, known), since);
    return loaded;
  }

  /** Loads imported files again whose tables a failed or cancelled replacement took; what cannot be loaded leaves the list. */
  async #putBack(lost: Files): Promise<void> {
    if (lost.length === 0) return;
    const back = await this.#loadAll(plansOf(lost), new AbortController().signal);
    const others = this.files.filter((file) => !lost.includes(file) || back.has(file.plan));
    if (others.length < this.files.length)
      this.#set({imports: await rollBackFiles(this.#db, this.#state.imports, others, false)});
  }

  /** Opens planned files from a snapshot; false, with nothing left of it, where anything does not fit. */
  async #resume(planned: ReadonlyMap<ImportPlan, ImportFacts | null>, snapshot: ShopSnapshot): Promise<boolean> {
    const read = matchReports(planned, snapshot.content);
    if (!read || this.files.length > 0) return false;
    const stood = this.#state.imports;
    try {
      this.#set({work: building});
      this.#opened = await OpenedSnapshot.open(this.#db, snapshot);
      const {arrival} = read[0]!.facts!;
      this.#set({imports: await admitFiles(this.#db, stood, read, arrival, false)});
      await this.#rebuild(undefined, this.#opened.build);
      return true;
    } catch (error) {
      if (!(error instanceof AppError)) throw error;
      this.#set({imports: stood});
      await this.#discardSnapshot();
      return false;
    }
  }

  /** Nothing is read from the snapshot any more; the caller loads the files. */
  async #discardSnapshot(): Promise<void> {
    const opened = this.#opened;
    this.#opened = null;
    await stageShop(this.#db, noSources);
    // an engine that was ended meanwhile has nothing left of it
    await opened?.discard().catch(() => undefined);
  }

  /** Tells news, and once the page shows the results, the seconds from then until that. */
  #publishNews(news: News, since: number): void {
    this.#set({news});
    const addSeconds = () => {
      if (this.#state.news === news) this.#set({news: {...news, seconds: (this.#clock() - since) / 1000}});
    };
    void this.#shown.then(addSeconds, () => undefined);
  }

  #clock(): number {
    return this.#options.clock?.() ?? performance.now();
  }

  /** Loads the files of a list that are missing or parsed differently; false when one of them failed. */
  async #loadMissing(files: Files, signal: AbortSignal): Promise<boolean> {
    const missing = files.filter(({plan}) => !this.files.some((file) => file.plan === plan));
    const plans = plansOf(missing);
    if ((await this.#loadAll(plans, signal)).size === plans.length) return true;
    // what was in the place of one is put back, and the rest is not needed
    await removeSources(this.#db, idsOf(plans));
    const replaced = this.files.filter((file) => hasSource(missing, file));
    await this.#loadAll(plansOf(replaced), new AbortController().signal);
    await this.#rebuildOrEmpty();
    return false;
  }

  /** When building failed, for example for lack of memory: restores the list before, and reports the error. */
  async #rollBack(others: Files, isAdmitted: boolean): Promise<void> {
    this.#set({news: null, imports: await rollBackFiles(this.#db, this.#state.imports, others, isAdmitted)});
    const isBack = others.length > 0 && (await this.#attempt("", () => this.#rebuild())) !== null;
    if (isBack) return;
    this.#set({summary: null});
    await stageShop(this.#db, noSources);
  }

  /** Loads files; gives the reports of those that could be, and tells of the others, those with one reason together. */
  async #loadAll(plans: readonly ImportPlan[], signal: AbortSignal): Promise<Map<ImportPlan, ImportReport>> {
    const read = new Map<ImportPlan, ImportReport>();
    const unread = new Map<string, {names: string[]; error: AppError}>();
    const bytesTotal = plans.reduce((sum, {source}) => sum + source.size, 0);
    let bytesDone = 0;
    let rowsDone = 0;
    const onProgress = ({phase, bytesRead, rows}: ImportProgress, plan: ImportPlan) => {
      const share = bytesTotal > 0 ? Math.min(1, (bytesDone + bytesRead) / bytesTotal) : null;
      this.#set({work: {phase, fileName: plan.source.name, share, rows: rowsDone + rows}});
    };
    if (plans[0]) onProgress({phase: "reading", bytesRead: 0, bytesTotal, rows: 0}, plans[0]);
    for await (const {plan, result} of loadPlans(this.#db, plans, {signal, onProgress})) {
      bytesDone += plan.source.size;
      if (!(result instanceof AppError)) {
        rowsDone += result.rowsRead;
        read.set(plan, result);
        continue;
      }
      const reason = JSON.stringify([result.code, result.details]);
      const {names = []} = unread.get(reason) ?? {};
      unread.set(reason, {names: [...names, plan.source.name], error: result});
    }
    this.#fail([...unread.values()].map(({names, error}) => failed(names, error)));
    return read;
  }

  /** Builds the relations; without files, empty ones. */
  async #rebuildOrEmpty(): Promise<true> {
    if (this.files.length > 0) return this.#rebuild();
    await stageShop(this.#db, noSources);
    await this.#closeSnapshot();
    this.#set({summary: null, version: this.#state.version + 1});
    return true;
  }

  /** Lets go of the snapshot once the shop has tables of its own. */
  async #closeSnapshot(): Promise<void> {
    if (!this.#opened?.isOwned) return;
    await this.#opened.close();
    this.#opened = null;
  }

  /** Builds the relations, and sets the headline numbers of the latest import. */
  #rebuildFor(arrival: Arrival): Promise<true> {
    return this.#rebuild(async () => {
      const after = await headlinesOf(this.#db, this.#state.imports);
      const {imports} = this.#state;
      this.#set({imports: {...imports, files: conclude(imports.files, arrival, after)}});
    });
  }

  #rebuild(conclude?: () => Promise<void>, saved?: SavedBuild): Promise<true> {
    return this.#queue.holdReaders(this.#build(conclude, saved));
  }

  /** Builds the relations; cannot be cancelled, since they must match the files. */
  async #build(conclude?: () => Promise<void>, saved?: SavedBuild): Promise<true> {
    this.#set({work: building});
    await this.#facts.recall();
    const sources = sourcesOf(this.files);
    const onProgress = ({done, total}: MakeProgress) => this.#set({work: {...building, share: done / total}});
    const rebuilt = await rebuild(this.#db, sources, this.#variables(), onProgress, saved);
    await this.#closeSnapshot();
    const {build, catalog, diagnostics, isAsSaved, ...description} = rebuilt;
    this.#isAsSaved = isAsSaved;
    this.#set({build, catalog, diagnostics});
    this.#describe(description);
    await conclude?.();
    const version = this.#state.version + 1;
    this.#set({version});
    void this.#showAndCheck(version);
    return true;
  }

  /** All variables that relations are built with. */
  #variables(): Variables {
    const joining = this.#options.joining.recall();
    this.#set({joining});
    return {
      ...joiningVariables(joining),
      ...this.#facts.variables(),
      import_day: importDayOf(this.files),
      has_money: hasMoney(this.files),
      ...this.#options.inputs?.()
    };
  }

  /** Lets the page show what the relations came to. */
  #show(): Promise<void> {
    this.#shown = this.#whileBusy(() => this.#options.onBuilt?.() ?? Promise.resolve());
    return this.#shown;
  }

  async #showAndCheck(version: number): Promise<void> {
    await this.#show();
    await this.#check(version);
  }

  /**
   * Counts the rows that break a rule of a model, once the page stands, in all relations that it has read by then; what is
   * found is told in the import report. A relation that nobody reads is not made to be checked.
   */
  async #check(version: number): Promise<void> {
    if (version !== this.#state.version || this.#state.work) return;
    try {
      const violations = await checkModels(this.#db, {relations: madeModelsOf(this.#db).upToDate});
      const {build} = this.#state;
      if (build && version === this.#state.version) this.#set({build: {...build, violations}});
    } catch (error) {
      // the engine was stopped meanwhile; the check runs again after the files are reloaded
      if (!(error instanceof AppError)) throw error;
    }
  }

  /** Updates the state with a description; null when it has not changed. */
  #describe(description: ShopDescription | null): void {
    if (!description) return;
    const {history, capabilities} = description;
    const shop = shopNamesOf(this.files).join(" · ");
    this.#set({summary: history ? ({...history, shop} as Summary) : null, capabilities});
  }

  /** Removes rows left by a cancelled warm-up or a failed import. */
  async #dropLeftovers(): Promise<void> {
    if (this.#isClean || this.files.length > 0) return;
    await stageShop(this.#db, noSources);
    this.#isClean = true;
  }

  async #attempt<T>(fileName: string, work: () => Promise<T>): Promise<T | null> {
    try {
      return await work();
    } catch (error) {
      const known =
        error instanceof AppError ? error : new AppError("ingest.failed", {message: String(error)}, {cause: error});
      this.#set({failures: [...this.#state.failures, {fileName, error: known}]});
      return null;
    }
  }
}

/** How files are loaded into the shop. */
interface LoadingOptions {
  signal: AbortSignal;
  /** when they were given, by the shop's clock */
  since: number;
  isSample?: boolean;
  /** what was kept of each in an earlier visit */
  facts?: ReadonlyMap<ImportPlan, ImportFacts | null>;
  /** names of files given with them that are in already */
  known?: readonly string[];
}

/** Whether a file with orders says what was paid; true where there are no orders. */
function hasMoney(files: Files): boolean {
  const orders = files.filter(({report}) => report.kind === "orders");
  return orders.length === 0 || orders.some(({plan}) => plan.mapping?.amountFrom !== "none");
}

/** The user's local date of the latest import: no order can be later. */
function importDayOf(files: Files): string | null {
  const newest = Math.max(...files.map(({arrival}) => arrival.at));
  if (!Number.isFinite(newest)) return null;
  const day = new Date(newest);
  const pad = (value: number) => String(value).padStart(2, "0");
  return `${day.getFullYear()}-${pad(day.getMonth() + 1)}-${pad(day.getDate())}`;
}

function plansOf(files: readonly {plan: ImportPlan}[]): ImportPlan[] {
  return files.map(({plan}) => plan);
}

function idsOf(plans: readonly ImportPlan[]): string[] {
  return plans.map(({source}) => source.id);
}

/** Files that could not be read for one reason. */
function failed(names: readonly string[], error: AppError): FailedFile {
  return {fileName: names.join(", "), count: names.length, error};
}

/** A file that is probably not a list of orders, as a failure that can be mapped anyway. */
function doubted(plan: ImportPlan): FailedFile[] {
  const {doubt, source} = plan;
  return doubt ? [{fileName: source.name, error: new AppError(`ingest.not_orders.${doubt}`), plan}] : [];
}
