import type {Table} from "apache-arrow";
import {AppError, type Diagnostic} from "../base/errors";
import {toRows, type Row} from "../base/table";
import type {Database} from "../engine/database";
import {quoteIdentifier, quoteLiteral} from "../engine/sql";
import type {Changes} from "../ingest/changes";
import {removeSources} from "../ingest/combine";
import {headerSignature} from "../ingest/header";
import type {TextFile} from "../ingest/container";
import type {ImportPlan, ImportProgress, ImportReport, Mapping, Origin, Reading, RejectedRow} from "../ingest/plan";
import {previewPlan, type Preview} from "../ingest/preview";
import {findRejects} from "../ingest/rejects";
import {isSameContent} from "../ingest/same";
import {planDifferently} from "../ingest/rereading";
import type {BuildReport} from "../models/build";
import {readWholeCatalog, type Catalog} from "../models/catalog";
import {checkModels} from "../models/check";
import {madeModelsOf, makeWhenRead} from "../models/on-demand";
import {JoiningMemory} from "../persist/joining";
import type {MappingMemory} from "../persist/mappings";
import {
  isBuiltFrom,
  loadPlans,
  noSources,
  planFile,
  rebuild,
  describeChanged,
  setVariables,
  stageShop,
  type Capability,
  type ShopDescription,
  type Variables
} from "../shop/pipeline";
import {warmUp} from "../shop/warm-up";
import {GridSession} from "./grid.svelte";
import {ImportList, type Arrival, type ImportFacts, type LoadedFile, type ReadFile} from "./imports.svelte";
import {OwnFactsSession} from "./own-facts.svelte";
import {PeopleSession} from "./people.svelte";
import {UnpackingSession} from "./unpacking.svelte";

/** A file that could not be loaded, with why. */
export interface FailedFile {
  fileName: string;
  error: AppError;
  /** how it could be read all the same, where a person thinks that it does hold orders */
  plan?: ImportPlan;
}

/** A text of an earlier visit, how it was mapped, and what it was taken out of. */
export interface KeptFile {
  file: File;
  mapping: Mapping | null;
  origin: Origin | null;
  /** null where nothing more was kept with it */
  facts: ImportFacts | null;
}

/** What is going on, and how far. */
export interface Work {
  phase: ImportProgress["phase"] | "unpacking" | "opening" | "building";
  /** the file in hand; empty while relations are built */
  fileName: string;
  /** 0 to 1; null when it cannot be told */
  share: number | null;
  rows: number;
}

/** The shop in one line. */
export interface Summary extends Row {
  /** names that the files give, joined */
  shop: string;
  first_date: Date;
  last_date: Date;
  customers: number;
  valid_orders: number;
  net_sales: number;
  /** ISO code; null where no file names one */
  currency: string | null;
  /** the day the check-up looks back from */
  as_of: Date;
}

/** What the last import brought, or what was just taken back, in a line. */
export interface News {
  /** `known`: all that was dropped was here already */
  kind: "read" | "known" | "undone" | "redone";
  files: number;
  /** their names, joined */
  names: string;
  /** whether it is not files but a shop's name that was taken back or given again */
  isShop: boolean;
  orders: number;
  rejected: number;
  seconds: number;
  /** what became of the orders known before; null where there were none */
  changes: Changes | null;
  /** what was before it and after it; null where nothing came */
  arrival: Arrival | null;
  /** names of files that were here already, joined */
  known: string;
}

const noNews: Omit<News, "kind"> = {
  ...{files: 0, names: "", isShop: false, orders: 0, rejected: 0, seconds: 0, changes: null, arrival: null, known: ""}
};

/** The shop's data in this session: files dropped, how they were read, and the relations built from them. */
export class DataSession {
  /** the files that are in, and the way back to those that were */
  readonly imports: ImportList;
  /** whether, and on which evidence, several named buyers are one customer */
  readonly people: PeopleSession;
  /** what the person knows of the shop, and decided about the data */
  readonly own: OwnFactsSession;
  /** files that wait for a person to agree to a mapping, in order */
  waiting: ImportPlan[] = $state.raw([]);
  failures: FailedFile[] = $state.raw([]);
  /** null when nothing is going on */
  work: Work | null = $state.raw(null);
  catalog: Catalog | null = $state.raw(null);
  build: BuildReport | null = $state.raw(null);
  /** rises with every change of the relations */
  version: number = $state(0);
  /** null until something was loaded */
  summary: Summary | null = $state.raw(null);
  capabilities: readonly Capability[] = $state.raw([]);
  /** what is worth knowing about all files together */
  diagnostics: readonly Diagnostic[] = $state.raw([]);
  /** null once it was heard */
  news: News | null = $state.raw(null);
  /** called with real files once they are loaded and built, so that they can be kept */
  onloaded: (files: readonly LoadedFile[]) => void = () => undefined;
  /** called with the id of a file that was taken out for good */
  onremoved: (id: string) => void = () => undefined;
  /** called with files that were taken back, and may still be brought in again */
  onundone: (files: readonly LoadedFile[]) => void = () => undefined;
  /** called when the relations changed, after an import; what follows when it resolves may take its time */
  onchange: () => Promise<void> = () => Promise.resolve();

  /** opens archives and spreadsheets, and asks for passwords */
  readonly unpacking: UnpackingSession;
  readonly hasData: boolean = $derived.by(() => this.files.length > 0);
  /** the engine for whoever asks about the shop: answers wait while relations are made, or files read again */
  readonly engine: Database;

  readonly #db: Database;
  readonly #memory: MappingMemory<Mapping>;
  readonly #inputs: () => Variables;
  #abort: AbortController | null = null;
  #isWarming = false;
  /** whether relations hold no rows but those of `files` */
  #isEmpty = true;
  /** by the text of a source */
  readonly #signatures = new WeakMap<Blob, string>();
  #queue: Promise<void> = Promise.resolve();
  /** resolves when the relations hold what `files` say, as far as is known now */
  #standing: Promise<unknown> = Promise.resolve();

  constructor(
    db: Database,
    memory: MappingMemory<Mapping>,
    unpacking = new UnpackingSession(),
    joining = new JoiningMemory(),
    own = new OwnFactsSession(),
    /** called when a build begins: the inputs of the notebook to build with */
    inputs: () => Variables = () => ({})
  ) {
    this.#db = makeWhenRead(db);
    this.engine = makeWhenRead(this.#db, {standing: () => this.standing()});
    this.#memory = memory;
    this.#inputs = inputs;
    this.unpacking = unpacking;
    this.imports = new ImportList(this.#db);
    this.people = new PeopleSession(joining);
    this.own = own;
  }

  /** The files that are in, in the order in which they came. */
  get files(): readonly LoadedFile[] {
    return this.imports.files;
  }

  /** Reads files one after another; known ones load at once, others wait in `waiting`. Resolves when all is built. */
  add(files: readonly File[]): Promise<void> {
    this.#coolDown();
    return this.#enqueue(async (signal) => {
      this.#forgetMessages();
      const plans: ImportPlan[] = [];
      const known: string[] = [];
      const texts = await this.#unpack(files, signal);
      for (const [at, text] of texts.entries()) {
        if (signal.aborted) {
          this.#leaveOut(texts.slice(at).map(({file}) => file.name));
          break;
        }
        const plan = await this.#attempt(text.file.name, () => this.#planLike(plans, text, at / texts.length));
        const fresh = plan && (await this.#unlessKnown(plan));
        if (fresh) plans.push(fresh);
        else if (plan) known.push(plan.source.name);
      }
      const asked = plans.filter((plan) => !plan.isConfirmed);
      this.waiting = [...this.waiting, ...asked.filter(({doubt}) => !doubt)];
      this.failures = [...this.failures, ...asked.flatMap(doubted)];
      await this.#admit(
        plans.filter((plan) => plan.isConfirmed),
        signal,
        known.join(", ")
      );
    });
  }

  /** Reads files again that were kept from an earlier visit, as they were mapped then. Resolves when all is built. */
  restore(kept: readonly KeptFile[]): Promise<void> {
    this.#coolDown();
    return this.#enqueue(async (signal) => {
      const plans: ImportPlan[] = [];
      const facts = new Map<ImportPlan, ImportFacts | null>();
      for (const {mapping, facts: told, ...text} of kept) {
        const plan = await this.#attempt(text.file.name, () => this.#plan(text, () => mapping));
        if (!plan) continue;
        plans.push({...plan, isConfirmed: true});
        facts.set(plans.at(-1)!, told);
      }
      await this.#load(plans, signal, {facts});
      this.news = null;
    });
  }

  /** Shows a sample shop, in place of whatever sample was shown; real files are never mixed with it. */
  addSample(sample: File): Promise<void> {
    this.#coolDown();
    return this.#enqueue(async (signal) => {
      this.#forgetMessages();
      const plan = await this.#attempt(sample.name, () => this.#plan({file: sample, origin: null}));
      if (plan) await this.#load([plan], signal, {isSample: true});
    });
  }

  /** Makes the engine quick while nobody asks anything of it; the first file ends it. */
  warmUp(): Promise<void> {
    return this.#enqueue(async (signal) => {
      // a file that came while the engine was still being fetched has warmed it
      if (this.hasData) return;
      this.#isWarming = true;
      this.#isEmpty = false;
      try {
        await warmUp(this.#db, signal);
        this.#isEmpty = true;
      } catch (error) {
        // ended by a real import, or of no consequence: that import will say what is wrong
        if (!(error instanceof AppError)) throw error;
      } finally {
        this.#isWarming = false;
      }
    });
  }

  #coolDown(): void {
    if (this.#isWarming) this.cancel();
  }

  #forgetMessages(): void {
    this.failures = [];
    this.news = null;
  }

  /** Loads a waiting file as the person mapped it, and all that wait with the same header; remembers the answer for it. */
  confirm(plan: ImportPlan): Promise<void> {
    this.dismiss(plan);
    const {mapping} = plan;
    if (mapping) this.#memory.remember(this.#signatureOf(plan), mapping);
    const alike = this.waiting.filter((other) => this.#isAnsweredBy(plan, other));
    this.waiting = this.waiting.filter((other) => !alike.includes(other));
    return this.#enqueue(async (signal) => {
      this.#forgetMessages();
      const others: ImportPlan[] = [];
      for (const other of alike) {
        const {file, origin} = other.source;
        // a text that is to be read otherwise than it was found is planned anew
        const again =
          mapping?.reading && (await this.#attempt(other.source.name, () => this.#plan({file: file as File, origin})));
        if (!mapping?.reading) others.push({...other, mapping, isConfirmed: true});
        else if (again) others.push({...again, isConfirmed: true});
      }
      await this.#admit([{...plan, isConfirmed: true}, ...others], signal);
    });
  }

  /** Whether a file that waits has the header of one that was just answered for; files that are in wait for an answer of their own. */
  #isAnsweredBy(plan: ImportPlan, other: ImportPlan): boolean {
    const isIn = this.files.some((file) => file.plan.source.id === other.source.id);
    return !isIn && plan.mapping !== null && this.#signatureOf(other) === this.#signatureOf(plan);
  }

  /** Lets a waiting file go. */
  dismiss(plan: ImportPlan): void {
    this.waiting = this.waiting.filter((other) => other.source.id !== plan.source.id);
  }

  /** Opens the mapping of a file that was recognised or mapped before. */
  async reconsider({plan}: LoadedFile): Promise<void> {
    const asked = plan.mapping ? plan : await planDifferently(plan, {});
    this.waiting = [...this.waiting, asked];
  }

  /** A waiting file with its text read as the person says. */
  reread(plan: ImportPlan, reading: Reading): Promise<ImportPlan> {
    return planDifferently(plan, reading);
  }

  /** Whether a file like this was answered for before. */
  isRemembered(plan: ImportPlan): boolean {
    return this.#memory.recall(this.#signatureOf(plan)) !== null;
  }

  /** Forgets the answer for files like this one, and reads this one as if it had never been answered for. */
  async forget(plan: ImportPlan): Promise<void> {
    this.#memory.forget(this.#signatureOf(plan));
    this.dismiss(plan);
    const {file, origin} = plan.source;
    const fresh = await planFile({file, origin});
    if (!fresh.isConfirmed) this.waiting = [...this.waiting, fresh];
    else await this.confirm(fresh);
  }

  /** Opens the mapping of a file that did not look like orders. */
  mapAnyway(failure: FailedFile): void {
    this.failures = this.failures.filter((other) => other !== failure);
    if (failure.plan) this.waiting = [...this.waiting, failure.plan];
  }

  /** The first rows of a waiting file, as they stand and as they would be read. */
  preview(plan: ImportPlan): Promise<Preview> {
    return previewPlan(this.#db, plan);
  }

  /** The rows of a file that were not loaded, with line, reason and text. */
  rejects({plan, report}: LoadedFile): Promise<RejectedRow[]> {
    return findRejects(plan, report);
  }

  /** Every row of a relation, as an Arrow table; for small ones and for downloads. `from` is as SQL names it. */
  table(from: string): Promise<Table> {
    return this.engine.query(`select * from ${from}`);
  }

  /** The first rows of a relation, and how many it has. `from` is as SQL names it. */
  async page(from: string, count: number): Promise<{rows: Row[]; total: number}> {
    const rows = toRows(await this.engine.query(`select * from ${from} limit ${count}`));
    const [row] = toRows(await this.engine.query(`select count(*) as total from ${from}`));
    return {rows, total: Number(row?.total ?? 0)};
  }

  /** How SQL names a relation of the catalog. */
  nameOf(relation: string): string {
    return `main.${quoteIdentifier(relation)}`;
  }

  /** How SQL names the rows of a relation that hold a value in a column. */
  nameOfRows(relation: string, {column, value}: {column: string; value: string}): string {
    return `(select * from ${this.nameOf(relation)} where ${quoteIdentifier(column)} = ${quoteLiteral(value)})`;
  }

  /** Whether tables have to be built again, or capabilities looked at, when these inputs change. */
  isBuiltFrom(variables: readonly string[]): boolean {
    return isBuiltFrom(variables);
  }

  /** After inputs changed: what can be computed may have changed with them. */
  async rebuildFor(variables: readonly string[]): Promise<void> {
    this.#describe(await describeChanged(this.#db, variables));
  }

  /** Makes what nobody has read yet, so that an editor can name every column. */
  async learnColumns(): Promise<void> {
    if (this.catalog) this.catalog = await readWholeCatalog(this.engine).catch(() => this.catalog);
  }

  /** Why a capability is off, as a notice code; null when it is on. */
  whyOff(name: string): string | null {
    const capability = this.capabilities.find((other) => other.name === name);
    return capability && !capability.isOn ? capability.reason : null;
  }

  /** Lets a message about a failed file go. */
  forgive(index: number): void {
    this.failures = this.failures.filter((_, at) => at !== index);
  }

  /** Lets the news of the last import go. */
  hearNews(): void {
    this.news = null;
  }

  /** Stops what is going on; a half-read file leaves nothing behind. */
  cancel(): void {
    this.#abort?.abort(new AppError("engine.cancelled"));
  }

  /** Takes a file out for good. */
  remove(file: LoadedFile): Promise<void> {
    return this.#standWith(
      this.#enqueue(async () => {
        this.#forgetMessages();
        await this.imports.remove(file);
        this.onremoved(file.plan.source.id);
        await this.#attempt("", () => this.#rebuildOrEmpty());
      })
    );
  }

  /** Takes the last import back, or brings in again what was taken back: all is as it was. */
  travel(direction: "undo" | "redo"): Promise<void> {
    return this.#standWith(
      this.#enqueue(async (signal) => {
        this.#forgetMessages();
        const to = direction === "undo" ? this.imports.before : this.imports.undone;
        if (!to || !(await this.#loadMissing(to, signal))) return;
        const from = this.files;
        await this.imports.travel(direction);
        await this.#attempt("", () => this.#rebuildOrEmpty());
        const [less, more] = direction === "undo" ? [to, from] : [from, to];
        const moved = more.filter(({plan}) => !less.some((file) => file.plan === plan));
        const named = this.files.filter(({plan, shop}) =>
          from.some((file) => file.plan === plan && file.shop !== shop)
        );
        const back = this.files.filter((file) => !from.includes(file));
        if (direction === "undo") this.onundone(moved);
        if (back.length > 0) this.onloaded(back);
        const names = (moved.length > 0 ? moved : named).map(({report}) => report.fileName).join(", ");
        const what = {files: moved.length, names, isShop: moved.length === 0};
        this.news = {...noNews, ...what, kind: direction === "undo" ? "undone" : "redone"};
      })
    );
  }

  /** Says whose shop a file is of, where its rows do not; an empty name takes it back. Counts and effects are told anew. */
  nameShop(file: LoadedFile, shop: string): Promise<void> {
    return this.#standWith(
      this.#enqueue(async () => {
        const name = shop.trim() || null;
        const known = this.files.find(({plan}) => plan.source.id === file.plan.source.id);
        if (!known || known.shop === name) return;
        this.work = {phase: "building", fileName: "", share: null, rows: 0};
        for (const id of this.imports.forgetUndone()) this.onremoved(id);
        await this.#attempt("", async () => {
          await this.imports.name(file, name);
          await this.imports.retell(file);
          const {arrival} = this.files.at(-1)!;
          await this.#rebuild(async () => this.imports.conclude(arrival, await this.imports.headlines()));
        });
        this.onloaded(this.files.filter(({isSample}) => !isSample));
      })
    );
  }

  /** Counts customers anew, as they are joined now: the numbers follow. */
  rejoin(): Promise<void> {
    return this.#follow(() => this.people.variables());
  }

  /** Counts anew with what the person knows and decided now: the numbers follow. */
  followFacts(): Promise<void> {
    return this.#follow(() => this.own.changedVariables());
  }

  /** Puts changed variables in force, and builds again what depends on them. */
  #follow(changed: () => Variables): Promise<void> {
    return this.#standWith(
      this.#enqueue(async () => {
        if (!this.hasData) return;
        this.work = {phase: "building", fileName: "", share: null, rows: 0};
        await this.#attempt("", async () => {
          const variables = changed();
          await setVariables(this.#db, variables);
          await this.rebuildFor(Object.keys(variables));
          this.version += 1;
          void this.onchange();
        });
      })
    );
  }

  /** A relation to look through, row by row. `from` is as SQL names it. */
  gridOf(from: string): GridSession {
    return new GridSession(this.engine, from);
  }

  /** Loads every file again into a fresh engine, after the old one was ended; until then nobody is answered. */
  reload(): Promise<void> {
    return this.#standWith(
      this.#enqueue(async (signal) => {
        const loaded: LoadedFile[] = [];
        const read = await this.#loadAll(
          this.files.map(({plan}) => plan),
          signal
        );
        loaded.push(...this.files.filter(({plan}) => read.has(plan)));
        if (loaded.length < this.files.length) await this.imports.giveUp(loaded, false);
        await this.#attempt("", () => this.#rebuildOrEmpty());
        this.news = null;
      })
    );
  }

  /** Resolves when the relations hold what `files` say. */
  async standing(): Promise<void> {
    for (let seen: unknown; seen !== this.#standing;) {
      seen = this.#standing;
      await seen;
    }
  }

  /** Lets whoever asks wait for this work too. */
  #standWith<T>(work: Promise<T>): Promise<T> {
    this.#standing = Promise.allSettled([this.#standing, work]);
    return work;
  }

  #enqueue(work: (signal: AbortSignal) => Promise<void>): Promise<void> {
    const run = async () => {
      this.#abort = new AbortController();
      try {
        await work(this.#abort.signal);
      } finally {
        this.work = null;
        this.#abort = null;
      }
    };
    this.#queue = this.#queue.then(run, run);
    return this.#queue;
  }

  /** The texts in what was dropped; what cannot be read is told among the failures. */
  async #unpack(files: readonly File[], signal: AbortSignal): Promise<TextFile[]> {
    const all: TextFile[] = [];
    for (const file of files) {
      const onProgress = (share: number) => {
        this.work = {phase: "unpacking", fileName: file.name, share, rows: 0};
      };
      const unpacked = await this.#attempt(file.name, () => this.unpacking.open(file, signal, onProgress));
      all.push(...(unpacked?.texts ?? []));
      const unread = unpacked?.unread ?? [];
      this.failures = [...this.failures, ...unread.map(({name, error}) => ({fileName: name, error}))];
      if (signal.aborted) {
        this.#leaveOut(files.slice(files.indexOf(file) + 1).map(({name}) => name));
        break;
      }
    }
    return all;
  }

  /** Says which files were not looked at any more when the import was cancelled. */
  #leaveOut(names: readonly string[]): void {
    if (names.length === 0) return;
    this.failures = [...this.failures, {fileName: names.join(", "), error: new AppError("engine.cancelled")}];
  }

  /** The plan of a text; where a file with the same header waits for an answer already, it waits for the same one. */
  async #planLike(plans: readonly ImportPlan[], text: TextFile, share: number): Promise<ImportPlan> {
    let like: ImportPlan | undefined;
    const plan = await this.#plan(
      text,
      (signature) => {
        like = plans.find((other) => !other.isConfirmed && !other.doubt && this.#signatureOf(other) === signature);
        return like?.mapping ?? null;
      },
      share
    );
    if (!like || plan.mapping === null) return plan;
    return {...plan, mapping: like.mapping, evidence: like.evidence, isConfirmed: false, doubt: null};
  }

  /** `answerTo` gives the mapping for a header, before what was remembered for it; `share` is how many of the files are planned. */
  async #plan(
    {file, origin}: TextFile,
    answerTo: (signature: string) => Mapping | null = () => null,
    share: number | null = null
  ): Promise<ImportPlan> {
    this.work = {phase: "opening", fileName: file.name, share, rows: 0};
    let found = "";
    const plan = await planFile({file, origin}, (signature) => {
      found = signature;
      return answerTo(signature) ?? this.#memory.recall(signature);
    });
    this.#signatures.set(plan.source.file, found);
    return plan;
  }

  /** What answers for files like this are kept under: the header as it is found without anybody's word. */
  #signatureOf({source, header}: ImportPlan): string {
    return this.#signatures.get(source.file) ?? headerSignature(header);
  }

  /** The plan, unless the same file is in already, read in the same way; another file of the same look gets a name of its own. */
  async #unlessKnown(plan: ImportPlan): Promise<ImportPlan | null> {
    const {source} = plan;
    const here = this.files.find((file) => !file.isSample && file.plan.source.id === source.id);
    if (!here) return plan;
    if (!(await isSameContent(here.plan.source.file, source.file)))
      return this.#unlessKnown({...plan, source: {...source, id: `${source.id}_`}});
    return JSON.stringify(here.plan.mapping) === JSON.stringify(plan.mapping) ? null : plan;
  }

  /** Loads what was dropped, and tells what it did. */
  async #admit(plans: readonly ImportPlan[], signal: AbortSignal, known = ""): Promise<void> {
    const loaded = await this.#load(plans, signal, {known});
    if (loaded.length > 0) for (const id of this.imports.forgetUndone()) this.onremoved(id);
    if (loaded.length > 0) this.onloaded(loaded);
    else if (known) this.news = {...noNews, kind: "known", known};
  }

  /** Returns the files that are in now. */
  async #load(
    plans: readonly ImportPlan[],
    signal: AbortSignal,
    {
      isSample = false,
      facts = new Map<ImportPlan, ImportFacts | null>(),
      known = ""
    }: {isSample?: boolean; facts?: ReadonlyMap<ImportPlan, ImportFacts | null>; known?: string} = {}
  ): Promise<readonly LoadedFile[]> {
    const read: ReadFile[] = [];
    const before = plans.length > 0 && !isSample ? await this.#standWith(this.imports.headlines()) : null;
    for (const [plan, report] of await this.#loadAll(plans, signal))
      read.push({plan, report, facts: facts.get(plan) ?? null});
    if (read.length === 0) {
      await this.#leaveEmpty();
      return [];
    }
    const stood = this.files;
    const arrival: Arrival = {id: crypto.randomUUID(), at: Date.now(), before, after: null};
    const names = read.map(({plan}) => plan.source.name).join(", ");
    let isAdmitted = false;
    const isBuilt = await this.#attempt(names, async () => {
      await this.imports.admit(read, arrival, {isSample});
      isAdmitted = true;
      await this.#rebuild(async () => this.imports.conclude(arrival, await this.imports.headlines()));
      return true;
    });
    if (isBuilt === null) {
      await removeSources(
        this.#db,
        read.map(({plan}) => plan.source.id)
      );
      const others = stood.filter((file) => isSample === file.isSample && !has(read, file));
      await this.#giveUp(others, isAdmitted);
      return [];
    }
    const loaded = this.files.filter((file) => has(read, file));
    this.#tell(loaded, known);
    return loaded;
  }

  #tell(loaded: readonly LoadedFile[], known: string): void {
    const sum = (count: (file: LoadedFile) => number) => loaded.reduce((total, file) => total + count(file), 0);
    const {before} = loaded[0]!.arrival;
    this.news = {
      kind: "read",
      files: loaded.length,
      names: loaded.map(({report}) => report.fileName).join(", "),
      isShop: false,
      orders: sum(({report}) => report.orders),
      rejected: sum(({report}) => report.rowsRejected),
      seconds: sum(({report}) => report.milliseconds) / 1000,
      changes: before && {
        new: sum(({changes}) => changes?.new ?? 0),
        changed: sum(({changes}) => changes?.changed ?? 0),
        unchanged: sum(({changes}) => changes?.unchanged ?? 0)
      },
      arrival: loaded[0]!.arrival,
      known
    };
  }

  /** Loads the files of a list that are not in, or read otherwise; false when one of them could not be. */
  async #loadMissing(files: readonly LoadedFile[], signal: AbortSignal): Promise<boolean> {
    const missing = files.filter(({plan}) => !this.files.some((file) => file.plan === plan));
    const plans = missing.map(({plan}) => plan);
    if ((await this.#loadAll(plans, signal)).size === plans.length) return true;
    // what was in the place of one is put back, and the rest is not needed
    const ids = plans.map(({source}) => source.id);
    await removeSources(this.#db, ids);
    const replaced = this.files.filter((file) => has(missing, file));
    await this.#loadAll(
      replaced.map(({plan}) => plan),
      new AbortController().signal
    );
    await this.#rebuildOrEmpty();
    return false;
  }

  /** More than the engine can hold, say: the page goes back to what it could show, and has said why. */
  async #giveUp(others: readonly LoadedFile[], isAdmitted: boolean): Promise<void> {
    this.news = null;
    await this.imports.giveUp(others, isAdmitted);
    const isBack = others.length > 0 && (await this.#attempt("", () => this.#rebuild())) !== null;
    if (isBack) return;
    this.summary = null;
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
      this.work = {phase, fileName: plan.source.name, share, rows: rowsDone + rows};
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
    const failures = [...failed.values()].map(({names, error}) => ({fileName: names.join(", "), error}));
    this.failures = [...this.failures, ...failures];
    return read;
  }

  /** Builds what the files that are in come to; the page without any is empty again. */
  async #rebuildOrEmpty(): Promise<true> {
    if (this.hasData) return this.#rebuild();
    await stageShop(this.#db, noSources);
    this.summary = null;
    this.version += 1;
    return true;
  }

  #rebuild(onbuilt?: () => Promise<void>): Promise<true> {
    return this.#standWith(this.#makeRelations(onbuilt));
  }

  async #makeRelations(onbuilt?: () => Promise<void>): Promise<true> {
    this.work = {phase: "building", fileName: "", share: null, rows: 0};
    await this.own.recall();
    const variables = {
      ...this.people.variables(),
      ...this.own.variables(),
      import_day: this.#importDay(),
      ...this.#inputs()
    };
    // once files are in, the relations must follow them: this cannot be stopped
    const {build, catalog, diagnostics, ...description} = await rebuild(
      this.#db,
      this.imports.sources,
      variables,
      ({done, total}) => (this.work = {phase: "building", fileName: "", share: done / total, rows: 0})
    );
    this.diagnostics = diagnostics;
    this.build = build;
    this.catalog = catalog;
    this.#describe(description);
    await onbuilt?.();
    this.version += 1;
    const version = this.version;
    void this.onchange().then(() => this.#check(version));
    return true;
  }

  /** The day, where the person is, on which the newest file came: no order can be of a later one. */
  #importDay(): string | null {
    const newest = Math.max(...this.files.map(({arrival}) => arrival.at));
    if (!Number.isFinite(newest)) return null;
    const day = new Date(newest);
    const pad = (value: number) => String(value).padStart(2, "0");
    return `${day.getFullYear()}-${pad(day.getMonth() + 1)}-${pad(day.getDate())}`;
  }

  /**
   * Counts the rows that break a rule of a model, once the page stands, in all relations that it has read by then; what is
   * found is told in the import report. A relation that nobody reads is not made to be checked.
   */
  async #check(version: number): Promise<void> {
    if (version !== this.version || this.work) return;
    try {
      const violations = await checkModels(this.#db, {relations: madeModelsOf(this.#db).standing});
      if (this.build && version === this.version) this.build = {...this.build, violations};
    } catch (error) {
      // the engine was ended meanwhile; the files are loaded again, and checked then
      if (!(error instanceof AppError)) throw error;
    }
  }

  /** Takes what the relations say of the shop; null where they say what they said. */
  #describe(description: ShopDescription | null): void {
    if (!description) return;
    const {history, capabilities} = description;
    const shops = new Set(this.files.map(({report, shop}) => report.shop ?? shop).filter((shop) => shop !== null));
    this.summary = history ? ({...history, shop: [...shops].join(" · ")} as Summary) : null;
    this.capabilities = capabilities;
  }

  /** After a warm-up that was cut short and an import that came to nothing, no row of it may stay. */
  async #leaveEmpty(): Promise<void> {
    if (this.#isEmpty || this.hasData) return;
    await stageShop(this.#db, noSources);
    this.#isEmpty = true;
  }

  async #attempt<T>(fileName: string, work: () => Promise<T>): Promise<T | null> {
    try {
      return await work();
    } catch (error) {
      const known =
        error instanceof AppError ? error : new AppError("ingest.failed", {message: String(error)}, {cause: error});
      this.failures = [...this.failures, {fileName, error: known}];
      return null;
    }
  }
}

function has(files: readonly {plan: ImportPlan}[], {plan}: LoadedFile): boolean {
  return files.some((file) => file.plan.source.id === plan.source.id);
}

/** Files that hold no orders, as far as can be seen. */
function doubted(plan: ImportPlan): FailedFile[] {
  const {doubt, source} = plan;
  return doubt ? [{fileName: source.name, error: new AppError(`ingest.not_orders.${doubt}`), plan}] : [];
}
