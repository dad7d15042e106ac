import {AppError} from "../../base/errors";
import {missingRoles} from "../../ingest/mapping";
import type {Evidence, ImportPlan, Mapping, MappingRole, Reading} from "../../ingest/plan";
import type {Preview} from "../../ingest/preview";

/** What the dialog needs of the data. */
interface Reader {
  preview(plan: ImportPlan): Promise<Preview>;
  reread(plan: ImportPlan, reading: Reading): Promise<ImportPlan>;
}

/** A proposal being corrected, and what the file comes to as it stands. */
export class MappingEdit {
  /** the file as it is read now */
  plan: ImportPlan = $state.raw() as ImportPlan;
  mapping: Mapping = $state.raw() as Mapping;
  /** null until the first rows were read */
  preview: Preview | null = $state.raw(null);
  /** why they cannot be read like this */
  problem: AppError | null = $state.raw(null);
  isBusy: boolean = $state(false);

  /** what is still to be said before the file can be read */
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

  /** Says something else about the columns; the preview follows. */
  change(changes: Partial<Mapping>): void {
    // what is read anew brings a new proposal, and must not take this away again
    void this.#rereading.then(() => {
      this.mapping = {...this.mapping, ...changes};
      return this.refresh();
    });
  }

  /** Gives a role a column, or none. */
  choose(role: MappingRole, column: string | null): void {
    this.change({columns: {...this.mapping.columns, [role]: column}});
  }

  /** Says how the text is to be read; what was said before stays said. */
  read(reading: Reading): void {
    this.isBusy = true;
    this.#rereading = this.#rereading.then(() =>
      this.#attempt(async () => {
        const said = {...this.mapping.reading, ...reading};
        const plan = await this.#reader.reread(this.current, said);
        this.plan = plan;
        this.mapping = plan.mapping!;
      })
    );
    void this.#rereading.then(() => this.refresh());
  }

  /** Reads the first rows as they would be read now, one reading after the other; those that were overtaken are left out. */
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

  /** Why a role has the column that it has. */
  evidenceOf(role: MappingRole): Evidence["reason"] | "chosen" {
    const found = this.plan.evidence.find((evidence) => evidence.role === role);
    const column = this.mapping.columns[role];
    if (column === (found?.column ?? null)) return found?.reason ?? "none";
    return column === null ? "none" : "chosen";
  }

  /** What else is to be known about a proposal, as long as it stands. */
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
