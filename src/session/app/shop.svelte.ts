import type {Table} from "apache-arrow";
import type {Row} from "../../base/table";
import type {Database} from "../../engine/database";
import type {ImportPlan, ParseOptions, RejectedRow} from "../../ingest/plan";
import type {Preview} from "../../ingest/preview";
import {lastStepOf, type LoadedFile} from "../../shop/imports";
import type {OwnFacts} from "../../shop/own-facts";
import {isBuiltFrom} from "../../shop/pipeline";
import {nameOf, nameOfRows, readPage, readTable} from "../../shop/relations";
import type {EarlierFile, Shop} from "../../shop/shop";
import type {FailedFile, ShopState} from "../../shop/state";
import {GridSession} from "../grid.svelte";

/**
 * The reactive form of a `Shop`: each field of `Shop.state` is derived separately, so that progress does not redraw the
 * list of files. Its methods are those of `Shop`.
 */
export class ShopSession {
  readonly #shop: Shop;
  #state: ShopState = $state.raw() as ShopState;

  /** the imported files in order */
  readonly files = $derived.by(() => this.#state.imports.files);
  readonly hasData = $derived.by(() => this.#state.imports.files.length > 0);
  /** whether `undo` and `redo` are possible, and what the next undo would revert */
  readonly canUndo = $derived.by(() => this.#state.imports.past.length > 0);
  readonly canRedo = $derived.by(() => this.#state.imports.future.length > 0);
  readonly lastStep = $derived.by(() => lastStepOf(this.#state.imports));
  readonly waiting = $derived.by(() => this.#state.waiting);
  readonly failures = $derived.by(() => this.#state.failures);
  readonly work = $derived.by(() => this.#state.work);
  readonly isBusy = $derived.by(() => this.#state.isBusy);
  readonly question = $derived.by(() => this.#state.question);
  readonly catalog = $derived.by(() => this.#state.catalog);
  readonly build = $derived.by(() => this.#state.build);
  readonly version = $derived.by(() => this.#state.version);
  readonly summary = $derived.by(() => this.#state.summary);
  readonly capabilities = $derived.by(() => this.#state.capabilities);
  readonly diagnostics = $derived.by(() => this.#state.diagnostics);
  readonly news = $derived.by(() => this.#state.news);
  readonly joining = $derived.by(() => this.#state.joining);
  readonly facts = $derived.by(() => this.#state.facts);
  readonly factsProblem = $derived.by(() => this.#state.factsProblem);
  readonly canUndoFacts = $derived.by(() => this.#state.canUndoFacts);

  constructor(shop: Shop) {
    this.#shop = shop;
    this.#state = shop.state;
    shop.subscribe((state) => (this.#state = state));
  }

  /** The database for queries; calls wait while relations are rebuilt. */
  get engine(): Database {
    return this.#shop.engine;
  }

  /** All rows of a relation as an Arrow table, for small ones and downloads. `from` is SQL. */
  table(from: string): Promise<Table> {
    return readTable(this.engine, from);
  }

  /** The first rows of a relation, and its row count. `from` is SQL. */
  page(from: string, count: number): Promise<{rows: Row[]; total: number}> {
    return readPage(this.engine, from, count);
  }

  /** A relation of the catalog in SQL. */
  nameOf(relation: string): string {
    return nameOf(relation);
  }

  /** The rows of a relation with a value in a column, in SQL. */
  nameOfRows(relation: string, wanted: {column: string; value: string}): string {
    return nameOfRows(relation, wanted);
  }

  /** A grid session for a relation. `from` is SQL. */
  gridOf(from: string): GridSession {
    return new GridSession(this.engine, from);
  }

  /** Whether a change of these variables requires a rebuild or a new description of the shop. */
  isBuiltFrom(variables: readonly string[]): boolean {
    return isBuiltFrom(variables);
  }

  // the methods of Shop, documented there

  add(files: readonly File[]): Promise<void> {
    return this.#shop.add(files);
  }
  addSample(sample: File): Promise<void> {
    return this.#shop.addSample(sample);
  }
  restore(kept: readonly EarlierFile[]): Promise<boolean> {
    return this.#shop.restore(kept);
  }
  reload(): Promise<void> {
    return this.#shop.reload();
  }
  remove(file: LoadedFile): Promise<void> {
    return this.#shop.remove(file);
  }
  undo(): Promise<void> {
    return this.#shop.undo();
  }
  redo(): Promise<void> {
    return this.#shop.redo();
  }
  nameShop(file: LoadedFile, name: string): Promise<void> {
    return this.#shop.nameShop(file, name);
  }
  rejects(file: LoadedFile): Promise<RejectedRow[]> {
    return this.#shop.rejects(file);
  }
  confirm(plan: ImportPlan): Promise<void> {
    return this.#shop.confirm(plan);
  }
  dismiss(plan: ImportPlan): void {
    this.#shop.dismiss(plan);
  }
  reconsider(file: LoadedFile): Promise<void> {
    return this.#shop.reconsider(file);
  }
  reparse(plan: ImportPlan, reading: ParseOptions): Promise<ImportPlan> {
    return this.#shop.reparse(plan, reading);
  }
  isRemembered(plan: ImportPlan): boolean {
    return this.#shop.isRemembered(plan);
  }
  forget(plan: ImportPlan): Promise<void> {
    return this.#shop.forget(plan);
  }
  mapAnyway(failure: FailedFile): void {
    this.#shop.mapAnyway(failure);
  }
  preview(plan: ImportPlan): Promise<Preview> {
    return this.#shop.preview(plan);
  }
  answerPassword(password: string | null): void {
    this.#shop.answerPassword(password);
  }
  recallFacts(): Promise<OwnFacts> {
    return this.#shop.recallFacts();
  }
  setFacts(changed: Partial<OwnFacts>): Promise<void> {
    return this.#shop.setFacts(changed);
  }
  undoFacts(): Promise<void> {
    return this.#shop.undoFacts();
  }
  leaveOut(code: OwnFacts["leftOut"][number], isOut: boolean): Promise<void> {
    return this.#shop.leaveOut(code, isOut);
  }
  explainGap(firstDay: string): Promise<void> {
    return this.#shop.explainGap(firstDay);
  }
  setJoining(isJoining: boolean): Promise<void> {
    return this.#shop.setJoining({...this.joining, isJoining});
  }
  splitEvidence(mark: string, isSplit: boolean): Promise<void> {
    return this.#shop.splitEvidence(mark, isSplit);
  }
  rebuild(variables: readonly string[]): Promise<void> {
    return this.#shop.rebuild(variables);
  }
  learnColumns(): Promise<void> {
    return this.#shop.learnColumns();
  }
  whyOff(capability: string): string | null {
    return this.#shop.whyOff(capability);
  }
  whenReady(): Promise<void> {
    return this.#shop.whenReady();
  }
  cancel(): void {
    this.#shop.cancel();
  }
  dismissFailure(index: number): void {
    this.#shop.dismissFailure(index);
  }
  dismissNews(): void {
    this.#shop.dismissNews();
  }
}
