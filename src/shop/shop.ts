import {AppError} from "../base/errors";
import type {Database} from "../engine/database";
import {removeSources} from "../ingest/combine";
import type {TextFile} from "../ingest/container";
import type {ImportPlan, ImportProgress, ImportReport, Mapping, Origin, Reading, RejectedRow} from "../ingest/plan";
import {previewPlan, type Preview} from "../ingest/preview";
import {findRejects} from "../ingest/rejects";
import {planDifferently} from "../ingest/rereading";
import type {Unpack} from "../ingest/unpack-worker";
import {readWholeCatalog} from "../models/catalog";
import {checkModels} from "../models/check";
import type {MakeProgress} from "../models/made";
import {madeModelsOf, makeWhenRead} from "../models/on-demand";
import {admitFiles, giveUpOn, headlinesOf, nameFile, removeFile, retellArrivals, travelTo} from "./files/arrivals";
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
  travelNews,
  type FailedFile,
  type News,
  type ShopState,
  type Summary
} from "./state";
import {Unpacker} from "./unpacking";
import {warmUp} from "./work/warm-up";
import {WorkQueue} from "./work/work-queue";

/** A text of an earlier visit, how it was mapped, and what it was taken out of. */
export interface EarlierFile {
  file: File;
  mapping: Mapping | null;
  origin: Origin | null;
  /** null where nothing more was kept with it */
  facts: ImportFacts | null;
}

/** Where a shop keeps what a person said, and who follows its changes. */
export interface ShopOptions {
  mappings: MappingMemory;
  joining: JoiningMemory;
  /** null where facts last as long as the page */
  facts?: FactStore | null;
  /** tells the time in milliseconds, for what an import took; `performance.now` where left out */
  clock?: () => number;
  /** opens archives; in a worker where left out */
  unpack?: Unpack;
  /** called when a build begins: the inputs to build with; from then on they are in force */
  inputs?: () => Variables;
  /** called when the relations changed; what can wait until it resolves does */
  onBuilt?: () => Promise<void>;
  /** called with real files once they are loaded and built, so that they can be kept */
  onLoaded?: (files: Files) => void;
  /** called with files that were taken back, and may still be brought in again */
  onUndone?: (files: Files) => void;
  /** called with the id of a file that was taken out for good */
  onRemoved?: (id: string) => void;
}

/**
 * A shop: the files that came, and the relations that they come to. It begins empty. Every verb waits for its turn in one
 * queue, publishes its progress and its outcome as a new `state`, and, where it changed the relations, rebuilds them before
 * it resolves; what goes wrong with a file is told in `state.failures` and leaves the shop as it was. Whoever asks the
 * relations anything uses `engine`, whose answers wait while they are made. After the engine was restarted, `reload` loads
 * all files again. A shop is never closed: it lasts as long as the page.
 */
export class Shop {
  /** the engine for whoever asks about the shop: answers wait while relations are made, or files read again */
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
  /** whether relations hold no rows but those of the files that are in */
  #isClean = true;

  constructor(db: Database, options: ShopOptions) {
    this.#db = makeWhenRead(db);
    this.#options = options;
    this.#state = emptyShop(options.joining.recall());
    this.engine = makeWhenRead(this.#db, {standing: () => this.standing()});
    this.#planner = new Planner(options.mappings);
    this.#facts = new FactBook(options.facts ?? null, (facts) => this.#set(facts));
    this.#unpacker = new Unpacker((question) => this.#set({question}), options.unpack);
  }

  /** All that is known of the shop now. */
  get state(): ShopState {
    return this.#state;
  }

  /** The files that are in, in the order in which they came. */
  get files(): Files {
    return this.#state.imports.files;
  }

  /** Calls a listener with every new state from now on; returns the way to stop that. */
  subscribe(listener: (state: ShopState) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  // files

  /**
   * Reads files one after another; known ones load at once, others wait in `waiting`. Resolves when all is built. `since`
   * is when they were given, by the shop's clock: the time that is told counts from then.
   */
  add(files: readonly File[], since: number = this.#clock()): Promise<void> {
    this.#endWarmUp();
    return this.#queue.add(async (signal) => {
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
        const plan = await this.#attempt(text.file.name, () => this.#planner.planLike(plans, text));
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
      await this.#admit(confirmed, {signal, since, known: known.join(", ")});
    });
  }

  /** Shows a sample shop, in place of whatever sample was shown; real files are never mixed with it. */
  addSample(sample: File): Promise<void> {
    const since = this.#clock();
    this.#endWarmUp();
    return this.#queue.add(async (signal) => {
      this.#forgetMessages();
      const plan = await this.#attempt(sample.name, () => this.#plan({file: sample, origin: null}));
      if (plan) await this.#load([plan], {signal, since, isSample: true});
    });
  }

  /** Reads files again that were kept from an earlier visit, as they were mapped then. Resolves when all is built. */
  restore(kept: readonly EarlierFile[]): Promise<void> {
    const since = this.#clock();
    this.#endWarmUp();
    return this.#queue.add(async (signal) => {
      const facts = new Map<ImportPlan, ImportFacts | null>();
      for (const {mapping, facts: told, ...text} of kept) {
        const plan = await this.#attempt(text.file.name, () => this.#plan(text, () => mapping));
        if (plan) facts.set({...plan, isConfirmed: true}, told);
      }
      await this.#load([...facts.keys()], {signal, since, facts});
      this.#set({news: null});
    });
  }

  /** Loads every file again into a fresh engine, after the old one was ended; until then nobody is answered. */
  reload(): Promise<void> {
    return this.#queue.addChange(async (signal) => {
      const read = await this.#loadAll(plansOf(this.files), signal);
      const loaded = this.files.filter(({plan}) => read.has(plan));
      if (loaded.length < this.files.length)
        this.#set({imports: await giveUpOn(this.#db, this.#state.imports, loaded, false)});
      await this.#attempt("", () => this.#rebuildOrEmpty());
      this.#set({news: null});
    });
  }

  /** Takes a file out for good. */
  remove(file: LoadedFile): Promise<void> {
    return this.#queue.addChange(async () => {
      this.#forgetMessages();
      this.#set({imports: await removeFile(this.#db, this.#state.imports, file)});
      this.#options.onRemoved?.(file.plan.source.id);
      await this.#attempt("", () => this.#rebuildOrEmpty());
    });
  }

  /** Takes the last import, or naming of a shop, back: all is as it was. */
  undo(): Promise<void> {
    return this.#travel("undo");
  }

  /** Brings in again what was taken back. */
  redo(): Promise<void> {
    return this.#travel("redo");
  }

  /** Says whose shop a file is of, where its rows do not; an empty name takes it back. Counts and effects are told anew. */
  nameShop(file: LoadedFile, shop: string): Promise<void> {
    return this.#queue.addChange(async () => {
      const name = shop.trim() || null;
      const known = this.files.find(({plan}) => plan.source.id === file.plan.source.id);
      if (!known || known.shop === name) return;
      this.#set({work: building});
      this.#forgetUndone();
      await this.#attempt("", async () => {
        this.#set({imports: await nameFile(this.#db, this.#state.imports, file, name)});
        this.#set({imports: await retellArrivals(this.#db, this.#state.imports, file)});
        await this.#rebuildFor(this.files.at(-1)!.arrival);
      });
      this.#options.onLoaded?.(this.files.filter(({isSample}) => !isSample));
    });
  }

  /** The rows of a file that were not loaded, with line, reason and text. */
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
    return this.#queue.add(async (signal) => {
      this.#forgetMessages();
      const others: ImportPlan[] = [];
      for (const other of alike) {
        // a text that is to be read otherwise than it was found is planned anew
        const again = plan.mapping?.reading
          ? await this.#attempt(other.source.name, () => this.#planner.plan(other.source))
          : {...other, mapping: plan.mapping};
        if (again) others.push({...again, isConfirmed: true});
      }
      await this.#admit([{...plan, isConfirmed: true}, ...others], {signal, since});
    });
  }

  /** Lets a waiting file go. */
  dismiss(plan: ImportPlan): void {
    this.#set({waiting: this.#state.waiting.filter((other) => other.source.id !== plan.source.id)});
  }

  /** Opens the mapping of a file that was recognised or mapped before. */
  async reconsider({plan}: LoadedFile): Promise<void> {
    this.#ask(plan.mapping ? plan : await planDifferently(plan, {}));
  }

  /** A waiting file with its text read as the person says. */
  reread(plan: ImportPlan, reading: Reading): Promise<ImportPlan> {
    return planDifferently(plan, reading);
  }

  /** Whether a file like this was answered for before. */
  isRemembered(plan: ImportPlan): boolean {
    return this.#planner.isRemembered(plan);
  }

  /** Forgets the answer for files like this one, and reads this one as if it had never been answered for. */
  async forget(plan: ImportPlan): Promise<void> {
    this.dismiss(plan);
    const fresh = await this.#planner.forget(plan);
    if (fresh.isConfirmed) await this.confirm(fresh);
    else this.#ask(fresh);
  }

  /** Opens the mapping of a file that did not look like orders. */
  mapAnyway(failure: FailedFile): void {
    this.#set({failures: this.#state.failures.filter((other) => other !== failure)});
    if (failure.plan) this.#ask(failure.plan);
  }

  /** The first rows of a waiting file, as they stand and as they would be read. */
  preview(plan: ImportPlan): Promise<Preview> {
    return previewPlan(this.#db, plan);
  }

  /** Gives the password that `question` asks for; null leaves the archive out. */
  answerPassword(password: string | null): void {
    this.#unpacker.answer(password);
  }

  // what a person knows and decides

  /** Reads the facts that were kept in an earlier visit, unless they were read already. */
  async recallFacts(): Promise<OwnFacts> {
    await this.#facts.recall();
    return this.#facts.facts;
  }

  /** Puts facts in place of what was known; resolves when they are kept and the numbers follow them. */
  async setFacts(changed: Partial<OwnFacts>): Promise<void> {
    await this.#facts.change(changed);
    await this.#followFacts();
  }

  /** Takes the last change of the facts back; the numbers follow. */
  async undoFacts(): Promise<void> {
    await this.#facts.undo();
    await this.#followFacts();
  }

  /** Leaves the orders of a finding out of every number, or takes them in again. */
  leaveOut(code: OwnFacts["leftOut"][number], isOut: boolean): Promise<void> {
    const others = this.#facts.facts.leftOut.filter((each) => each !== code);
    return this.setFacts({leftOut: isOut ? [...others, code] : others});
  }

  /** Says of a stretch without orders, by its first day, that no file is missing there. */
  explainGap(firstDay: string): Promise<void> {
    return this.setFacts({gaps: [...this.#facts.facts.gaps, firstDay]});
  }

  /** Takes in what another workspace knew; how much of it was new. Throws `facts.too_many`, and takes in nothing. */
  async adoptFacts(value: unknown): Promise<number> {
    const count = await this.#facts.adopt(value);
    if (count > 0) await this.#followFacts();
    return count;
  }

  /** Says whether and on which evidence several buyers are one customer: it is remembered, and customers are counted anew. */
  setJoining(joining: Joining): Promise<void> {
    this.#options.joining.remember(joining);
    this.#set({joining});
    return this.#follow(() => joiningVariables(this.#options.joining.recall()));
  }

  /** Splits what some evidence joins, or lets it join again. */
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

  /** Resolves when the relations hold what `files` say. */
  standing(): Promise<void> {
    return this.#queue.standing();
  }

  /** Makes the engine quick while nobody asks anything of it; the first file ends it. */
  warmUp(): Promise<void> {
    return this.#queue.add(async (signal) => {
      // a file that came while the engine was still being fetched has warmed it
      if (this.files.length > 0) return;
      this.#isWarming = true;
      this.#isClean = false;
      try {
        await warmUp(this.#db, signal);
        this.#isClean = true;
      } catch (error) {
        // ended by a real import, or of no consequence: that import will say what is wrong
        if (!(error instanceof AppError)) throw error;
      } finally {
        this.#isWarming = false;
      }
    });
  }

  // messages

  /** Stops what is going on; a half-read file leaves nothing behind. */
  cancel(): void {
    this.#queue.cancel();
  }

  /** Lets a message about a failed file go. */
  dismissFailure(index: number): void {
    this.#set({failures: this.#state.failures.filter((_, at) => at !== index)});
  }

  /** Lets the news of the last import go. */
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

  #followFacts(): Promise<void> {
    return this.#follow(() => this.#facts.changedVariables());
  }

  /** Puts changed variables in force, and builds again what depends on them. Without files the next build does. */
  #follow(changed: () => Variables): Promise<void> {
    return this.#queue.addChange(async () => {
      if (this.files.length === 0) return;
      this.#set({work: building});
      await this.#attempt("", async () => {
        const variables = changed();
        await setVariables(this.#db, variables);
        await this.rebuild(Object.keys(variables));
        this.#set({version: this.#state.version + 1});
        void this.#options.onBuilt?.();
      });
    });
  }

  #travel(direction: "undo" | "redo"): Promise<void> {
    return this.#queue.addChange(async (signal) => {
      this.#forgetMessages();
      const {files: from, past, future} = this.#state.imports;
      const to = direction === "undo" ? past.at(-1) : future[0];
      if (!to || !(await this.#loadMissing(to, signal))) return;
      this.#set({imports: await travelTo(this.#db, this.#state.imports, direction)});
      await this.#attempt("", () => this.#rebuildOrEmpty());
      const back = this.files.filter((file) => !from.includes(file));
      if (direction === "undo") this.#options.onUndone?.(movedFiles(to, from));
      if (back.length > 0) this.#options.onLoaded?.(back);
      this.#set({news: travelNews(direction, from, this.files)});
    });
  }

  /** The texts in what was dropped; what cannot be read is told among the failures. */
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
    if (names.length > 0) this.#fail([{fileName: names.join(", "), error: new AppError("engine.cancelled")}]);
  }

  #fail(failures: readonly FailedFile[]): void {
    this.#set({failures: [...this.#state.failures, ...failures]});
  }

  #showOpening({file}: TextFile, share: number | null = null): void {
    this.#set({work: {phase: "opening", fileName: file.name, share, rows: 0}});
  }

  #plan(text: TextFile, answerTo?: () => Mapping | null): Promise<ImportPlan> {
    this.#showOpening(text);
    return this.#planner.plan(text, answerTo);
  }

  /** Loads what was dropped, and tells what it did. */
  async #admit(plans: readonly ImportPlan[], options: LoadingOptions): Promise<void> {
    const {known = ""} = options;
    const loaded = await this.#load(plans, options);
    if (loaded.length > 0) {
      this.#forgetUndone();
      this.#options.onLoaded?.(loaded);
    } else if (known) this.#set({news: knownNews(known)});
  }

  /** Returns the files that are in now. */
  async #load(
    plans: readonly ImportPlan[],
    {signal, since, isSample = false, facts = new Map<ImportPlan, ImportFacts | null>(), known = ""}: LoadingOptions
  ): Promise<Files> {
    const stood = this.#state.imports;
    const isCompared = plans.length > 0 && !isSample;
    const before = isCompared ? await this.#queue.standWith(headlinesOf(this.#db, stood)) : null;
    const read: ReadFile[] = [];
    for (const [plan, report] of await this.#loadAll(plans, signal))
      read.push({plan, report, facts: facts.get(plan) ?? null});
    if (read.length === 0) {
      await this.#leaveEmpty();
      return [];
    }
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
      await this.#giveUp(others, isAdmitted);
      return [];
    }
    const loaded = this.files.filter((file) => hasSource(read, file));
    this.#tell(readNews(loaded, known), since);
    return loaded;
  }

  /** Tells news with the seconds since then: until now, and once the page shows the results, until that. */
  #tell(news: News, since: number): void {
    const timed = (): News => ({...news, seconds: (this.#clock() - since) / 1000});
    const told = timed();
    this.#set({news: told});
    const correct = () => this.#state.news === told && this.#set({news: timed()});
    void this.#shown.then(correct, () => undefined);
  }

  #clock(): number {
    return this.#options.clock?.() ?? performance.now();
  }

  /** Loads the files of a list that are not in, or read otherwise; false when one of them could not be. */
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

  /** More than the engine can hold, say: the page goes back to what it could show, and has said why. */
  async #giveUp(others: Files, isAdmitted: boolean): Promise<void> {
    this.#set({news: null, imports: await giveUpOn(this.#db, this.#state.imports, others, isAdmitted)});
    const isBack = others.length > 0 && (await this.#attempt("", () => this.#rebuild())) !== null;
    if (isBack) return;
    this.#set({summary: null});
    await stageShop(this.#db, noSources);
  }

  /** Loads files; gives the reports of those that could be, and tells of the others, those with one reason together. */
  async #loadAll(plans: readonly ImportPlan[], signal: AbortSignal): Promise<Map<ImportPlan, ImportReport>> {
    const read = new Map<ImportPlan, ImportReport>();
    const failed = new Map<string, {names: string[]; error: AppError}>();
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
      const {names = []} = failed.get(reason) ?? {};
      failed.set(reason, {names: [...names, plan.source.name], error: result});
    }
    this.#fail([...failed.values()].map(({names, error}) => ({fileName: names.join(", "), error})));
    return read;
  }

  /** Builds what the files that are in come to; the page without any is empty again. */
  async #rebuildOrEmpty(): Promise<true> {
    if (this.files.length > 0) return this.#rebuild();
    await stageShop(this.#db, noSources);
    this.#set({summary: null, version: this.#state.version + 1});
    return true;
  }

  /** Builds what the files that are in come to, and writes down what that is with the newest arrival. */
  #rebuildFor(arrival: Arrival): Promise<true> {
    return this.#rebuild(async () => {
      const after = await headlinesOf(this.#db, this.#state.imports);
      const {imports} = this.#state;
      this.#set({imports: {...imports, files: conclude(imports.files, arrival, after)}});
    });
  }

  #rebuild(conclude?: () => Promise<void>): Promise<true> {
    return this.#queue.standWith(this.#build(conclude));
  }

  /** Once files are in, the relations must follow them: this cannot be stopped. */
  async #build(conclude?: () => Promise<void>): Promise<true> {
    this.#set({work: building});
    await this.#facts.recall();
    const sources = sourcesOf(this.files);
    const onProgress = ({done, total}: MakeProgress) => this.#set({work: {...building, share: done / total}});
    const rebuilt = await rebuild(this.#db, sources, this.#variables(), onProgress);
    const {build, catalog, diagnostics, ...description} = rebuilt;
    this.#set({build, catalog, diagnostics});
    this.#describe(description);
    await conclude?.();
    const version = this.#state.version + 1;
    this.#set({version});
    void this.#follows(version);
    return true;
  }

  /** Everything that relations are built with. */
  #variables(): Variables {
    const joining = this.#options.joining.recall();
    this.#set({joining});
    return {
      ...joiningVariables(joining),
      ...this.#facts.variables(),
      import_day: importDayOf(this.files),
      ...this.#options.inputs?.()
    };
  }

  async #follows(version: number): Promise<void> {
    this.#shown = this.#options.onBuilt?.() ?? Promise.resolve();
    await this.#shown;
    await this.#check(version);
  }

  /**
   * Counts the rows that break a rule of a model, once the page stands, in all relations that it has read by then; what is
   * found is told in the import report. A relation that nobody reads is not made to be checked.
   */
  async #check(version: number): Promise<void> {
    if (version !== this.#state.version || this.#state.work) return;
    try {
      const violations = await checkModels(this.#db, {relations: madeModelsOf(this.#db).standing});
      const {build} = this.#state;
      if (build && version === this.#state.version) this.#set({build: {...build, violations}});
    } catch (error) {
      // the engine was ended meanwhile; the files are loaded again, and checked then
      if (!(error instanceof AppError)) throw error;
    }
  }

  /** Takes what the relations say of the shop; null where they say what they said. */
  #describe(description: ShopDescription | null): void {
    if (!description) return;
    const {history, capabilities} = description;
    const shop = shopNamesOf(this.files).join(" · ");
    this.#set({summary: history ? ({...history, shop} as Summary) : null, capabilities});
  }

  /** After a warm-up that was cut short and an import that came to nothing, no row of it may stay. */
  async #leaveEmpty(): Promise<void> {
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
  known?: string;
}

/** The day, where the person is, on which the newest file came: no order can be of a later one. */
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

/** Files that hold no orders, as far as can be seen. */
function doubted(plan: ImportPlan): FailedFile[] {
  const {doubt, source} = plan;
  return doubt ? [{fileName: source.name, error: new AppError(`ingest.not_orders.${doubt}`), plan}] : [];
}
