import type {Database} from "../engine/database";
import {countAllChanges, type Changes, type Staged} from "../ingest/changes";
import {removeSource, removeSources} from "../ingest/combine";
import type {ImportPlan, ImportReport} from "../ingest/plan";
import {buildHeadlines, readHeadlines, type Headlines} from "../shop/headlines";

/** Files that came together, and what they did to the shop's numbers. */
export interface Arrival {
  id: string;
  /** when, in milliseconds since 1970 */
  at: number;
  /** null where there was nothing before */
  before: Headlines | null;
  after: Headlines | null;
}

/** What is known of a file beside how it reads. */
export interface ImportFacts {
  arrival: Arrival;
  /** whose shop it is, where a person said so because its rows do not */
  shop: string | null;
  /** what it did to the orders known before it; null for a file without orders */
  changes: Changes | null;
  /** whether it took the place of the same file, read in another way */
  isReplacement: boolean;
}

/** One loaded file: how it was read and what came of it. */
export interface LoadedFile extends ImportFacts {
  plan: ImportPlan;
  report: ImportReport;
  /** one of the sample shops, which makes room as soon as a real file comes */
  isSample: boolean;
}

/** A number before and after an import. */
export interface Effect {
  /** column of `headlines` */
  name: string;
  before: number | string | null;
  after: number | string | null;
}

/** A file just read, and what is known of it from an earlier visit. */
export interface ReadFile {
  plan: ImportPlan;
  report: ImportReport;
  facts: ImportFacts | null;
}

type Files = readonly LoadedFile[];

/** Why the files that are in may not belong together: the code of its sentence, `imports.doubt.<code>`. */
export type FilesDoubt = "which_shop" | "counts_and_money";

/**
 * What a person should look at before the files' numbers are taken together. `which_shop`: mapped files whose shop nobody
 * named have different headings, and customers of one number are one person among them. `counts_and_money`: some have no
 * amounts, so that each order counts 1, and others have.
 */
export function doubtsOf(files: Files): FilesDoubt[] {
  const orders = files.filter(({report}) => report.kind === "orders");
  const unnamed = orders.filter(({plan, report, shop}) => plan.platform === "other" && !report.shop && !shop);
  const headings = new Set(unnamed.map(({plan}) => plan.header.join("\n")));
  const counted = orders.filter(({plan}) => plan.mapping?.amountFrom === "none");
  return [
    ...(headings.size > 1 ? (["which_shop"] as const) : []),
    ...(counted.length > 0 && counted.length < orders.length ? (["counts_and_money"] as const) : [])
  ];
}

/** What a shop is known by comes first, the day it is told for last. */
const importance = ["customers", "net_sales", "orders", "returning_share", "repeat_rate"];

/** What an import did to the shop's numbers: those that are other than before. Nothing where there was nothing before. */
export function effectsOf({before, after}: Arrival): Effect[] {
  if (!before || !after || before.currency !== after.currency) return [];
  const rest = Object.keys(after).filter((name) => name !== "as_of" && !importance.includes(name));
  return [...importance, ...rest, "as_of"]
    .filter((name) => Object.hasOwn(after, name))
    .filter((name) => after[name] !== null && before[name] !== after[name])
    .map((name) => ({name, before: before[name] ?? null, after: after[name] ?? null}));
}

/** The files that are in, in the order in which they came, and the way back to what was in before. */
export class ImportList {
  files: Files = $state.raw([]);
  readonly canUndo: boolean = $derived.by(() => this.#past.length > 0);
  readonly canRedo: boolean = $derived.by(() => this.#future.length > 0);

  readonly #db: Database;
  #past: readonly Files[] = $state.raw([]);
  #future: readonly Files[] = $state.raw([]);

  constructor(db: Database) {
    this.#db = db;
  }

  /** What the next step back takes away; null where there is none. */
  get last(): "import" | "shop" | null {
    const before = this.before;
    return before && (holdsSame(before, this.files) ? "shop" : "import");
  }

  /** The sources of the files that are in. */
  get sources(): Staged {
    return stagedOf(this.files);
  }

  /** The numbers of all shops as the relations say them now; null where there are no real files. */
  async headlines(): Promise<Headlines | null> {
    return this.files.some(({isSample}) => !isSample) ? readHeadlines(this.#db) : null;
  }

  /**
   * Puts files that were just read beside those that are in, and gives them with what each did to the orders known before
   * it. A sample takes everybody's place, and a real file that of a sample. What is not in any more is let go.
   */
  async admit(read: readonly ReadFile[], arrival: Arrival, {isSample = false} = {}): Promise<Files> {
    const before = this.files;
    const again = new Set(read.map(({plan}) => plan.source.id));
    const stay = isSample ? [] : before.filter((file) => !file.isSample);
    const others = stay.filter(({plan}) => !again.has(plan.source.id));
    const fresh = read.map(({plan, report, facts}): LoadedFile => {
      const isReplacement = stay.some((file) => file.plan.source.id === plan.source.id);
      return {plan, report, isSample, ...(facts ?? {arrival, shop: null, changes: null, isReplacement})};
    });
    const all = [...others, ...fresh];
    const counted = await this.#counted(all, new Set(read.filter(({facts}) => !facts).map(({plan}) => plan.source.id)));
    await this.#release(before, counted);
    this.files = counted;
    this.#past = isSample ? [] : read.every(({facts}) => facts) ? waysBack(counted) : [...this.#past, stay];
    return counted.filter(({plan}) => again.has(plan.source.id));
  }

  /** What each of these files did to the orders of the files before it. */
  async #counted(files: Files, ids: ReadonlySet<string>): Promise<Files> {
    const arrived = files.map(({plan}) => plan.source.id);
    const changes = await countAllChanges(this.#db, arrived, ids, stagedOf(files));
    return files.map((file) => {
      const {id} = file.plan.source;
      return ids.has(id) ? {...file, changes: changes.get(id) ?? null} : file;
    });
  }

  /** Lets the relations go of files that are in one list and not in the other. */
  async #release(before: Files, after: Files): Promise<void> {
    const kept = new Set(after.map(({plan}) => plan.source.id));
    const gone = before.map(({plan}) => plan.source.id).filter((id) => !kept.has(id));
    await removeSources(this.#db, gone);
  }

  /** Files that could be brought back until now, and cannot any more because something else was read. */
  forgetUndone(): string[] {
    const undone = this.#future.flat().map(({plan}) => plan.source.id);
    const here = new Set([...this.files, ...this.#past.flat()].map(({plan}) => plan.source.id));
    this.#future = [];
    return [...new Set(undone)].filter((id) => !here.has(id));
  }

  /** Writes down what the numbers came to with the files of an arrival. */
  conclude({id}: Pick<Arrival, "id">, after: Headlines | null): void {
    this.files = this.files.map((file) =>
      file.arrival.id === id ? {...file, arrival: {...file.arrival, after}} : file
    );
  }

  /** Says whose shop a file is of; null for what its rows say. A step like an import, which can be taken back. */
  async name(file: LoadedFile, shop: string | null): Promise<void> {
    const {id} = file.plan.source;
    const named = this.files.map((each) => (each.plan.source.id === id ? {...each, shop} : each));
    this.#past = [...this.#past, this.files];
    this.files = await this.#counted(named, new Set(named.map(({plan}) => plan.source.id)));
  }

  /**
   * Tells anew what the numbers were before and after each arrival from that of a file on, as its shop is another now. The
   * last arrival's are to be concluded when the relations stand.
   */
  async retell({plan}: LoadedFile): Promise<void> {
    const ids = [...new Set(this.files.map(({arrival}) => arrival.id))];
    const from = this.files.find((file) => file.plan.source.id === plan.source.id)?.arrival.id ?? "";
    for (let at = ids.indexOf(from); at >= 0 && at < ids.length - 1; at++) {
      const here = new Set(ids.slice(0, at + 1));
      const told = await buildHeadlines(this.#db, stagedOf(this.files.filter(({arrival}) => here.has(arrival.id))));
      this.conclude({id: ids[at]!}, told);
      this.files = this.files.map((file) =>
        file.arrival.id === ids[at + 1] ? {...file, arrival: {...file.arrival, before: told}} : file
      );
    }
  }

  /** What was in before the last import; null when nothing was imported. */
  get before(): Files | null {
    return this.#past.at(-1) ?? null;
  }

  /** What was in before an import was taken back; null when none was. */
  get undone(): Files | null {
    return this.#future[0] ?? null;
  }

  /** Goes back or forth: `files`, whose relations are there, are what is in now. */
  async travel(direction: "undo" | "redo"): Promise<void> {
    const to = direction === "undo" ? this.before : this.undone;
    if (!to) return;
    await this.#release(this.files, to);
    if (direction === "undo") {
      this.#future = [this.files, ...this.#future];
      this.#past = this.#past.slice(0, -1);
    } else {
      this.#past = [...this.#past, this.files];
      this.#future = this.#future.slice(1);
    }
    this.files = to;
  }

  /** Takes a file out for good: no way leads back to it. */
  async remove(file: LoadedFile): Promise<void> {
    const id = file.plan.source.id;
    await removeSource(this.#db, id);
    const without = (files: Files) => files.filter(({plan}) => plan.source.id !== id);
    const thinned = (lists: readonly Files[], next: Files) =>
      lists.map(without).filter((list, at, all) => !isSame(list, all[at + 1] ?? next));
    this.files = without(this.files);
    this.#past = thinned(this.#past, this.files);
    this.#future = thinned([...this.#future].reverse(), this.files).reverse();
  }

  /** Puts another list in place, for what was read could not be built; `isAdmitted` says whether it was in already. */
  async giveUp(files: Files, isAdmitted: boolean): Promise<void> {
    await this.#release(this.files, files);
    this.files = files;
    if (isAdmitted) this.#past = this.#past.slice(0, -1);
  }
}

/**
 * Sources in the order of time that their orders reach, so that of two equal states the one from the later export wins and
 * it does not matter which was dropped first; those without orders stand last, as they came. And the shops that were given.
 */
function stagedOf(files: Files): Staged {
  const reach = ({report}: LoadedFile) => `${report.lastDay ?? "9"} ${report.firstDay ?? ""}`;
  const order = (a: string, b: string) => (a < b ? -1 : a > b ? 1 : 0);
  const isTimeless = ({report}: LoadedFile) => report.lastDay === null;
  const sorted = [...files].sort((a, b) =>
    isTimeless(a) && isTimeless(b)
      ? 0
      : order(reach(a), reach(b)) ||
        order(a.report.fileName, b.report.fileName) ||
        order(a.plan.source.id, b.plan.source.id)
  );
  return {
    sourceIds: sorted.map(({plan}) => plan.source.id),
    shops: new Map(files.flatMap(({plan, shop}) => (shop ? [[plan.source.id, shop] as const] : [])))
  };
}

/** After a reload every import can be taken back, up to one that stands in the place of another. */
function waysBack(files: Files): Files[] {
  const arrivals = [...new Set(files.map(({arrival}) => arrival.id))];
  const ways: Files[] = [];
  for (let at = arrivals.length - 1; at >= 0; at--) {
    if (files.some((file) => file.arrival.id === arrivals[at] && file.isReplacement)) break;
    const before = new Set(arrivals.slice(0, at));
    ways.unshift(files.filter(({arrival}) => before.has(arrival.id)));
  }
  return ways;
}

/** Whether two lists hold the same files, whosever shops they are. */
function holdsSame(a: Files, b: Files): boolean {
  return a.length === b.length && a.every(({plan}, index) => plan === b[index]!.plan);
}

function isSame(a: Files, b: Files): boolean {
  return holdsSame(a, b) && a.every(({shop}, index) => shop === b[index]!.shop);
}
