import {AppError} from "../../base/errors";
import {missingRoles} from "../../ingest/mapping";
import type {Evidence, ImportPlan, Mapping, MappingRole, ParseOptions} from "../../ingest/plan";
import type {Preview} from "../../ingest/preview";

/** The parts of the data session that the dialog uses. */
interface Reader {
  preview(plan: ImportPlan): Promise<Preview>;
  reparse(plan: ImportPlan, reading: ParseOptions): Promise<ImportPlan>;
}

/** The state of the mapping dialog: the edited mapping and its preview. */
export class MappingEdit {
  /** the plan with the current mapping */
  plan: ImportPlan = $state.raw() as ImportPlan;
  mapping: Mapping = $state.raw() as Mapping;
  /** null until the first rows have been read */
  preview: Preview | null = $state.raw(null);
  /** why the preview failed; null when it did not */
  problem: AppError | null = $state.raw(null);
  isBusy: boolean = $state(false);

  /** roles that must be assigned before the file can be imported */
  readonly missing: readonly MappingRole[] = $derived(missingRoles(this.mapping));
  readonly current: ImportPlan = $derived({...this.plan, mapping: this.mapping});

  readonly #reader: Reader;
  #latest = 0;
  #rereading: Promise<void> = Promise.resolve();
  #previewing: Promise<void> = Promise.resolve();

  constructor(plan: ImportPlan, reader: Reader) {
    this.plan = plan;
    this.mapping = plan.mapping!;
    this.#reader = reader;
  }

  /** Changes the mapping and refreshes the preview. */
  change(changes: Partial<Mapping>): void {
    // a later re-detection must not overwrite this choice
    void this.#rereading.then(() => {
      this.mapping = {...this.mapping, ...changes};
      return this.refresh();
    });
  }

  /** Assigns a column, or none, to a role. */
  choose(role: MappingRole, column: string | null): void {
    this.change({columns: {...this.mapping.columns, [role]: column}});
  }

  /** Changes how the file is decoded; earlier choices are kept. */
  read(reading: ParseOptions): void {
    this.isBusy = true;
    this.#rereading = this.#rereading.then(() =>
      this.#attempt(async () => {
        const options = {...this.mapping.reading, ...reading};
        const plan = await this.#reader.reparse(this.current, options);
        this.plan = plan;
        this.mapping = plan.mapping!;
      })
    );
    void this.#rereading.then(() => this.refresh());
  }

  /** Reads the first rows with the current mapping, one request at a time; outdated ones are skipped. */
  refresh(): Promise<void> {
    const mine = ++this.#latest;
    this.isBusy = true;
    this.#previewing = this.#previewing.then(async () => {
      if (mine !== this.#latest) return;
      await this.#attempt(async () => {
        this.preview = await this.#reader.preview(this.current);
      });
      if (mine === this.#latest) this.isBusy = false;
    });
    return this.#previewing;
  }

  /** Why a role has its column. */
  evidenceOf(role: MappingRole): Evidence["reason"] | "chosen" {
    const found = this.plan.evidence.find((evidence) => evidence.role === role);
    const column = this.mapping.columns[role];
    if (column === (found?.column ?? null)) return found?.reason ?? "none";
    return column === null ? "none" : "chosen";
  }

  /** A remark on a proposed column, as long as it is not changed. */
  noteOn(role: MappingRole): Evidence["note"] | null {
    const found = this.plan.evidence.find((evidence) => evidence.role === role);
    return found && found.column === this.mapping.columns[role] ? (found.note ?? null) : null;
  }

  async #attempt(work: () => Promise<void>): Promise<void> {
    try {
      await work();
      this.problem = null;
    } catch (error) {
      this.problem = error instanceof AppError ? error : new AppError("ingest.failed", {message: String(error)});
    }
  }
}
