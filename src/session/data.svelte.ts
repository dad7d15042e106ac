import type {Table} from "apache-arrow";
import {AppError, type Diagnostic} from "../base/errors";
import {toRows, type Row} from "../base/table";
import type {Database} from "../engine/database";
import {quoteIdentifier} from "../engine/sql";
import {waitingDatabase} from "../engine/waiting";
import {rebuildStaging, removeSource} from "../ingest/combine";
import {loadSource} from "../ingest/load";
import {diagnoseStaging} from "../ingest/diagnostics";
import {headerSignature} from "../ingest/header";
import {proposeMapping} from "../ingest/mapping";
import type {TextFile} from "../ingest/container";
import type {ImportPlan, ImportProgress, ImportReport, Mapping, Origin, RejectedRow} from "../ingest/plan";
import {previewPlan, type Preview} from "../ingest/preview";
import {openSource} from "../ingest/read";
import {findRejects} from "../ingest/rejects";
import {sniff} from "../ingest/sniff";
import {buildModels, rebuildFor, type BuildReport} from "../models/build";
import {readCatalog, type Catalog} from "../models/catalog";
import {checkModels} from "../models/check";
import type {MappingMemory} from "../persist/mappings";
import {GridSession} from "./grid.svelte";
import {UnpackingSession} from "./unpacking.svelte";
import {leaveEmpty, warmUp} from "./warmup";

/** A file that could not be loaded, with why. */
export interface FailedFile {
  fileName: string;
  error: AppError;
}

/** One loaded file: how it was read and what came of it. */
export interface LoadedFile {
  plan: ImportPlan;
  report: ImportReport;
  /** one of the sample shops, which makes room as soon as a real file comes */
  isSample: boolean;
}

/** A text of an earlier visit, how it was mapped, and what it was taken out of. */
export interface KeptFile {
  file: File;
  mapping: Mapping | null;
  origin: Origin | null;
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

/** What one kind of analysis needs, and whether the data has it. */
export interface Capability {
  name: string;
  isOn: boolean;
  /** code of the reason it is off: `notice.<reason>` */
  reason: string | null;
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
  currency: string;
  /** the day the check-up looks back from */
  as_of: Date;
}

/** What the last import brought, in a line. */
export interface News extends Record<string, unknown> {
  files: number;
  orders: number;
  rejected: number;
  seconds: number;
}

/** The shop's data in this session: files dropped, how they were read, and the relations built from them. */
export class DataSession {
  files: LoadedFile[] = $state.raw([]);
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
  /** called with the id of a file that was taken out */
  onremoved: (id: string) => void = () => undefined;
  /** called before relations are built, with the engine that only builders use, so that they are built once, with the inputs in force */
  onbuild: (db: Database) => Promise<void> = () => Promise.resolve();
  /** called when the relations changed, after an import; what follows when it resolves may take its time */
  onchange: () => Promise<void> = () => Promise.resolve();

  /** opens archives and spreadsheets, and asks for passwords */
  readonly unpacking: UnpackingSession;
  readonly hasData: boolean = $derived(this.files.length > 0);
  /** the engine for whoever asks about the shop: answers wait while relations are made, or files read again */
  readonly engine: Database;

  readonly #db: Database;
  readonly #memory: MappingMemory<Mapping>;
  #abort: AbortController | null = null;
  #isWarming = false;
  /** whether relations hold no rows but those of `files` */
  #isEmpty = true;
  #queue: Promise<void> = Promise.resolve();
  /** resolves when the relations hold what `files` say, as far as is known now */
  #standing: Promise<unknown> = Promise.resolve();

  constructor(db: Database, memory: MappingMemory<Mapping>, unpacking = new UnpackingSession()) {
    this.#db = db;
    this.engine = waitingDatabase(db, () => this.standing());
    this.#memory = memory;
    this.unpacking = unpacking;
  }

  /** Reads files one after another; known ones load at once, others wait in `waiting`. Resolves when all is built. */
  add(files: readonly File[]): Promise<void> {
    this.#coolDown();
    return this.#enqueue(async (signal) => {
      this.#forgetMessages();
      const plans: ImportPlan[] = [];
      for (const text of await this.#unpack(files, signal)) {
        const plan = await this.#attempt(text.file.name, () => this.#plan(text));
        if (plan) plans.push(plan);
      }
      this.waiting = [...this.waiting, ...plans.filter((plan) => !plan.isConfirmed)];
      this.onloaded(
        await this.#load(
          plans.filter((plan) => plan.isConfirmed),
          signal
        )
      );
    });
  }

  /** Reads files again that were kept from an earlier visit, as they were mapped then. Resolves when all is built. */
  restore(kept: readonly KeptFile[]): Promise<void> {
    this.#coolDown();
    return this.#enqueue(async (signal) => {
      const plans: ImportPlan[] = [];
      for (const {mapping, ...text} of kept) {
        const plan = await this.#attempt(text.file.name, () => this.#plan(text, mapping));
        if (plan) plans.push({...plan, isConfirmed: true});
      }
      await this.#load(plans, signal);
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

  /** Loads a waiting file as the person mapped it, and remembers the answer for that header. */
  confirm(plan: ImportPlan): Promise<void> {
    this.dismiss(plan);
    if (plan.mapping) this.#memory.remember(headerSignature(plan.header), plan.mapping);
    return this.#enqueue(async (signal) => {
      this.#forgetMessages();
      this.onloaded(await this.#load([{...plan, isConfirmed: true}], signal));
    });
  }

  /** Lets a waiting file go. */
  dismiss(plan: ImportPlan): void {
    this.waiting = this.waiting.filter((other) => other.source.id !== plan.source.id);
  }

  /** Opens the mapping of a file that was recognised or mapped before. */
  reconsider(file: LoadedFile): void {
    if (file.plan.mapping) this.waiting = [...this.waiting, file.plan];
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

  /** Builds again what depends on changed inputs; what can be computed may change with them. */
  async rebuildFor(variables: readonly string[]): Promise<void> {
    const {relations} = await rebuildFor(this.#db, variables);
    // a dragged cut makes no table again, and what can be computed stays the same
    if (relations.length > 0 || variables.includes("industry_share")) await this.#describe();
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

  /** Takes a file out again. */
  remove(file: LoadedFile): Promise<void> {
    return this.#enqueue(async () => {
      await removeSource(this.#db, file.plan.source.id);
      this.files = this.files.filter((other) => other !== file);
      this.onremoved(file.plan.source.id);
      await this.#rebuild();
    });
  }

  /** A relation to look through, row by row. `from` is as SQL names it. */
  gridOf(from: string): GridSession {
    return new GridSession(this.engine, from);
  }

  /** Loads every file again into a fresh engine, after the old one was ended; until then nobody is answered. */
  reload(): Promise<void> {
    return this.#standWith(
      this.#enqueue(async (signal) => {
        const isSample = this.files.every((file) => file.isSample);
        const plans = this.files.map((file) => file.plan);
        this.files = [];
        // not even the relations of a shop without orders are there
        this.#isEmpty = false;
        await this.#load(plans, signal, {isSample});
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
      if (signal.aborted) break;
    }
    return all;
  }

  async #plan({file, origin}: TextFile, mapping: Mapping | null = null): Promise<ImportPlan> {
    this.work = {phase: "opening", fileName: file.name, share: null, rows: 0};
    const sniffed = sniff(await openSource(file, origin));
    return proposeMapping(sniffed, mapping ?? this.#memory.recall(headerSignature(sniffed.header)));
  }

  async #clear(which: (file: LoadedFile) => boolean): Promise<void> {
    for (const file of this.files.filter(which)) await removeSource(this.#db, file.plan.source.id);
    this.files = this.files.filter((file) => !which(file));
  }

  /** Returns the files that are in now. */
  async #load(
    plans: readonly ImportPlan[],
    signal: AbortSignal,
    {isSample = false} = {}
  ): Promise<readonly LoadedFile[]> {
    const loaded: LoadedFile[] = [];
    for (const plan of plans) {
      const report = await this.#attempt(plan.source.name, () => this.#loadOne(plan, signal));
      if (report) loaded.push({plan, report, isSample});
      if (signal.aborted) break;
    }
    if (loaded.length === 0) {
      await this.#leaveEmpty();
      return [];
    }
    this.news = {
      files: loaded.length,
      orders: loaded.reduce((sum, {report}) => sum + report.orders, 0),
      rejected: loaded.reduce((sum, {report}) => sum + report.rowsRejected, 0),
      seconds: loaded.reduce((sum, {report}) => sum + report.milliseconds, 0) / 1000
    };
    const again = new Set(loaded.map((file) => file.plan.source.id));
    // only now: had nothing been loaded, what was shown would have stayed
    await this.#clear((file) => (isSample || file.isSample) && !again.has(file.plan.source.id));
    const others = this.files.filter((file) => !again.has(file.plan.source.id));
    this.files = [...others, ...loaded];
    const names = loaded.map(({plan}) => plan.source.name).join(", ");
    const isBuilt = await this.#attempt(names, () => this.#rebuild());
    if (isBuilt !== null) return loaded;
    await this.#giveUp(loaded, others);
    return [];
  }

  /** More than the engine can hold, say: the page goes back to what it could show, and has said why. */
  async #giveUp(loaded: readonly LoadedFile[], others: LoadedFile[]): Promise<void> {
    this.news = null;
    for (const {plan} of loaded) await removeSource(this.#db, plan.source.id);
    this.files = others;
    const isBack = others.length > 0 && (await this.#attempt("", () => this.#rebuild())) !== null;
    if (isBack) return;
    this.summary = null;
    await leaveEmpty(this.#db);
  }

  #loadOne(plan: ImportPlan, signal: AbortSignal): Promise<ImportReport> {
    const onProgress = ({phase, bytesRead, bytesTotal, rows}: ImportProgress) => {
      this.work = {phase, fileName: plan.source.name, share: bytesTotal > 0 ? bytesRead / bytesTotal : null, rows};
    };
    onProgress({phase: "reading", bytesRead: 0, bytesTotal: plan.source.size, rows: 0});
    return loadSource(this.#db, plan, {signal, onProgress});
  }

  #rebuild(): Promise<true> {
    return this.#standWith(this.#makeRelations());
  }

  async #makeRelations(): Promise<true> {
    this.work = {phase: "building", fileName: "", share: null, rows: 0};
    await rebuildStaging(
      this.#db,
      this.files.map((file) => file.plan.source.id)
    );
    // once files are in, the relations must follow them: this cannot be stopped
    this.diagnostics = await diagnoseStaging(this.#db);
    await this.onbuild(this.#db);
    this.build = await buildModels(this.#db, {isChecked: false});
    this.catalog = await readCatalog(this.#db);
    await this.#describe();
    this.version += 1;
    const version = this.version;
    void this.onchange().then(() => this.#check(version));
    return true;
  }

  /** Counts the rows that break a rule of a model, once the page stands; what is found is told in the import report. */
  async #check(version: number): Promise<void> {
    if (version !== this.version || this.work) return;
    try {
      const violations = await checkModels(this.#db);
      if (this.build && version === this.version) this.build = {...this.build, violations};
    } catch (error) {
      // the engine was ended meanwhile; the files are loaded again, and checked then
      if (!(error instanceof AppError)) throw error;
    }
  }

  async #describe(): Promise<void> {
    const [history] = toRows(await this.#db.query("select * from history"));
    const shops = new Set(this.files.map(({report}) => report.shop).filter((shop) => shop !== null));
    this.summary = history ? ({...history, shop: [...shops].join(" · ")} as Summary) : null;
    const capabilities = toRows(await this.#db.query("select capability, is_on, reason from capabilities"));
    this.capabilities = capabilities.map(({capability, is_on: isOn, reason}) => ({
      name: String(capability),
      isOn: Boolean(isOn),
      reason: reason === null ? null : String(reason)
    }));
  }

  /** After a warm-up that was cut short and an import that came to nothing, no row of it may stay. */
  async #leaveEmpty(): Promise<void> {
    if (this.#isEmpty || this.hasData) return;
    await leaveEmpty(this.#db);
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
