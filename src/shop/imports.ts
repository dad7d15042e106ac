import type {Changes} from "../ingest/changes";
import type {ImportPlan, ImportReport} from "../ingest/plan";
import type {Headlines} from "./files/headlines";
import type {Sources} from "./pipeline";

/** Files imported together, and the headline numbers before and after. */
export interface Arrival {
  id: string;
  /** time of the import, milliseconds since 1970 */
  at: number;
  /** null when there was nothing before */
  before: Headlines | null;
  after: Headlines | null;
}

/** What is known of an imported file besides its plan. */
export interface ImportFacts {
  arrival: Arrival;
  /** the shop that a person entered, or that was found (`isShopFound`); null when its rows name one, or none is needed */
  shop: string | null;
  /** whether the shop was found, since the file numbers its orders like another file whose orders are not the same */
  isShopFound?: boolean;
  /**
   * what is added to its order numbers (the first day of its orders), since other files of the shop have other orders of the same
   * numbers; absent where none have
   */
  numbering?: string;
  /** what it changed in earlier orders; null for a file without orders */
  changes: Changes | null;
  /** whether it replaced the same file parsed differently */
  isReplacement: boolean;
}

/** A loaded file with its plan and report. */
export interface LoadedFile extends ImportFacts {
  plan: ImportPlan;
  report: ImportReport;
  /** whether it is a sample shop, which is replaced by the first real file */
  isSample: boolean;
}

/** A headline number before and after an import. */
export interface Effect {
  /** column of `headlines` */
  name: string;
  before: number | string | null;
  after: number | string | null;
}

/** A file just loaded, with what was stored about it. */
export interface ReadFile {
  plan: ImportPlan;
  report: ImportReport;
  facts: ImportFacts | null;
}

/** Loaded files in order of import. */
export type Files = readonly LoadedFile[];

/** The imported files with undo and redo stacks; immutable. */
export interface Imports {
  readonly files: Files;
  /** the list before each step, oldest first */
  readonly past: readonly Files[];
  /** the list before each undone step, next one first */
  readonly future: readonly Files[];
}

/** No files. */
export const noImports: Imports = {files: [], past: [], future: []};

/** Why imported files may not belong together; suffix of the message key `imports.doubt.<code>`. */
export type FilesDoubt = "which_shop" | "shops_apart" | "numbers_anew" | "counts_and_money";

/**
 * Doubts that a person should resolve. `which_shop`: mapped files without a named shop have different headers, so
 * customers with one number are treated as one person. `shops_apart`: shops were named after files, since they number their
 * orders alike and the orders are not the same. `numbers_anew`: files of one shop begin to number their orders anew.
 * `counts_and_money`: some files have no amounts, and others
 * have, so that sums and averages are those of a part.
 */
export function doubtsOf(files: Files): FilesDoubt[] {
  const orders = files.filter(({report}) => report.kind === "orders");
  const unnamed = orders.filter(({plan, report, shop}) => plan.platform === "other" && !report.shop && !shop);
  const headings = new Set(unnamed.map(({plan}) => plan.header.join("\n")));
  const counted = orders.filter(({plan}) => plan.mapping?.amountFrom === "none");
  return [
    ...(headings.size > 1 ? (["which_shop"] as const) : []),
    ...(orders.some(({isShopFound}) => isShopFound) ? (["shops_apart"] as const) : []),
    ...(orders.some(({numbering}) => numbering !== undefined) ? (["numbers_anew"] as const) : []),
    ...(counted.length > 0 && counted.length < orders.length ? (["counts_and_money"] as const) : [])
  ];
}

/** Order of headline numbers: the most important first, the as-of date last. */
const importance = ["customers", "net_sales", "orders", "returning_share", "repeat_rate"];

/** The headline numbers that an import changed; empty when there was nothing before. */
export function effectsOf({before, after}: Arrival): Effect[] {
  if (!before || !after || before.currency !== after.currency) return [];
  const rest = Object.keys(after).filter((name) => name !== "as_of" && !importance.includes(name));
  return [...importance, ...rest, "as_of"]
    .filter((name) => Object.hasOwn(after, name))
    .filter((name) => after[name] !== null && before[name] !== after[name])
    .map((name) => ({name, before: before[name] ?? null, after: after[name] ?? null}));
}

/** What the next undo reverts; null when there is none. */
export function lastStepOf({files, past}: Imports): "import" | "shop" | null {
  const before = past.at(-1);
  return before ? (holdsSame(before, files) ? "shop" : "import") : null;
}

/**
 * The sources of files in the order of their latest order, so that of two equal states the later export wins whatever
 * was dropped first; files without orders come last. And the shops and numberings given to them.
 */
export function sourcesOf(files: Files): Sources {
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
  const given = (valueOf: (file: LoadedFile) => string | null | undefined) =>
    new Map(files.flatMap((file): [string, string][] => pairsOf(file.plan.source.id, valueOf(file))));
  return {
    sourceIds: sorted.map(({plan}) => plan.source.id),
    shops: given(({shop}) => shop),
    numberings: given(({numbering}) => numbering)
  };
}

function pairsOf(key: string, value: string | null | undefined): [string, string][] {
  return value ? [[key, value]] : [];
}

/** The distinct shop names of the files with orders; none when one of them names no shop: its orders are of another, or unknown. */
export function shopNamesOf(files: Files): string[] {
  const names = files.filter(({report}) => report.orders > 0).map(({report, shop}) => report.shop ?? shop);
  return names.includes(null) ? [] : [...new Set(names.flatMap((name) => name ?? []))];
}

/** Whether a file has the same source as one of others. */
export function hasSource(files: readonly {plan: ImportPlan}[], {plan}: {plan: ImportPlan}): boolean {
  return files.some((file) => file.plan.source.id === plan.source.id);
}

/**
 * The list after adding files: a sample replaces everything, a real file replaces a sample. `stay` are the earlier
 * files that remain.
 */
export function placeFiles(
  before: Files,
  read: readonly ReadFile[],
  arrival: Arrival,
  isSample: boolean
): {files: Files; stay: Files} {
  const stay = isSample ? [] : before.filter((file) => !file.isSample);
  const fresh = read.map(({plan, report, facts}): LoadedFile => {
    const isReplacement = hasSource(stay, {plan});
    return {plan, report, isSample, ...(facts ?? {arrival, shop: null, changes: null, isReplacement})};
  });
  return {files: [...stay.filter((file) => !hasSource(read, file)), ...fresh], stay};
}

/** Sets the headline numbers after an import. */
export function conclude(files: Files, {id}: Pick<Arrival, "id">, after: Headlines | null): Files {
  return files.map((file) => (file.arrival.id === id ? {...file, arrival: {...file.arrival, after}} : file));
}

/** The list after undo or redo; unchanged when there is no such step. */
export function step({files, past, future}: Imports, direction: "undo" | "redo"): Imports {
  const to = direction === "undo" ? past.at(-1) : future[0];
  if (!to) return {files, past, future};
  return direction === "undo"
    ? {files: to, past: past.slice(0, -1), future: [files, ...future]}
    : {files: to, past: [...past, files], future: future.slice(1)};
}

/** The list without a file, including in the undo history. */
export function withoutFile({files, past, future}: Imports, file: LoadedFile): Imports {
  const without = (list: Files) => list.filter((each) => !hasSource([file], each));
  const thinned = (lists: readonly Files[], next: Files) =>
    lists.map(without).filter((list, at, all) => !isSame(list, all[at + 1] ?? next));
  const left = without(files);
  return {
    files: left,
    past: thinned(past, left),
    future: thinned([...future].reverse(), left).reverse()
  };
}

/** The list without redo steps, and the ids of files that only those contained. */
export function forgetUndone({files, past, future}: Imports): {imports: Imports; ids: string[]} {
  const undone = future.flat().map(({plan}) => plan.source.id);
  const here = new Set([...files, ...past.flat()].map(({plan}) => plan.source.id));
  return {imports: {files, past, future: []}, ids: [...new Set(undone)].filter((id) => !here.has(id))};
}

/** The undo history after a reload: every import, back to the last one that replaced a file. */
export function pastOf(files: Files): Files[] {
  const arrivals = [...new Set(files.map(({arrival}) => arrival.id))];
  const past: Files[] = [];
  for (let at = arrivals.length - 1; at >= 0; at--) {
    if (files.some((file) => file.arrival.id === arrivals[at] && file.isReplacement)) break;
    const before = new Set(arrivals.slice(0, at));
    past.unshift(files.filter(({arrival}) => before.has(arrival.id)));
  }
  return past;
}

/** Whether two lists have the same files, ignoring their shops. */
function holdsSame(a: Files, b: Files): boolean {
  return a.length === b.length && a.every(({plan}, index) => plan === b[index]!.plan);
}

function isSame(a: Files, b: Files): boolean {
  return holdsSame(a, b) && a.every(({shop}, index) => shop === b[index]!.shop);
}
