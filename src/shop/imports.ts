import type {Changes} from "../ingest/changes";
import type {ImportPlan, ImportReport} from "../ingest/plan";
import type {Headlines} from "./files/headlines";
import type {Sources} from "./pipeline";

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

/** Loaded files in the order in which they came. */
export type Files = readonly LoadedFile[];

/** The files that are in, and the lists of files that undo and redo lead to. A value: every step gives a new one. */
export interface Imports {
  readonly files: Files;
  /** what was in before each step, the oldest first */
  readonly past: readonly Files[];
  /** what was in before each step that was taken back, the next one first */
  readonly future: readonly Files[];
}

/** A shop to which nothing has come yet. */
export const noImports: Imports = {files: [], past: [], future: []};

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

/** What the next step back takes away; null where there is none. */
export function lastStepOf({files, past}: Imports): "import" | "shop" | null {
  const before = past.at(-1);
  return before ? (holdsSame(before, files) ? "shop" : "import") : null;
}

/**
 * The sources of files, in the order of time that their orders reach, so that of two equal states the one from the later
 * export wins and it does not matter which was dropped first; those without orders stand last, as they came. And the shops
 * that were given.
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
  return {
    sourceIds: sorted.map(({plan}) => plan.source.id),
    shops: new Map(files.flatMap(({plan, shop}) => (shop ? [[plan.source.id, shop] as const] : [])))
  };
}

/** The names that files give of whose shop they are, each once. */
export function shopNamesOf(files: Files): string[] {
  return [...new Set(files.flatMap(({report, shop}) => report.shop ?? shop ?? []))];
}

/** Whether the source of a file is among those of others. */
export function hasSource(files: readonly {plan: ImportPlan}[], {plan}: {plan: ImportPlan}): boolean {
  return files.some((file) => file.plan.source.id === plan.source.id);
}

/**
 * What is in once files that were just read stand beside those that are in: a sample takes everybody's place, and a real
 * file that of a sample. `stay` are those of before that real files leave in.
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

/** Writes down what the numbers came to with the files of an arrival. */
export function conclude(files: Files, {id}: Pick<Arrival, "id">, after: Headlines | null): Files {
  return files.map((file) => (file.arrival.id === id ? {...file, arrival: {...file.arrival, after}} : file));
}

/** The list after a step back or forth; the same where there is no such step. */
export function step({files, past, future}: Imports, direction: "undo" | "redo"): Imports {
  const to = direction === "undo" ? past.at(-1) : future[0];
  if (!to) return {files, past, future};
  return direction === "undo"
    ? {files: to, past: past.slice(0, -1), future: [files, ...future]}
    : {files: to, past: [...past, files], future: future.slice(1)};
}

/** The list without a file, to which no step leads any more. */
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

/** The list without a way forth, and the ids of files that only that way led to. */
export function forgetUndone({files, past, future}: Imports): {imports: Imports; ids: string[]} {
  const undone = future.flat().map(({plan}) => plan.source.id);
  const here = new Set([...files, ...past.flat()].map(({plan}) => plan.source.id));
  return {imports: {files, past, future: []}, ids: [...new Set(undone)].filter((id) => !here.has(id))};
}

/** After a reload every import can be taken back, up to one that stands in the place of another. */
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

/** Whether two lists hold the same files, whosever shops they are. */
function holdsSame(a: Files, b: Files): boolean {
  return a.length === b.length && a.every(({plan}, index) => plan === b[index]!.plan);
}

function isSame(a: Files, b: Files): boolean {
  return holdsSame(a, b) && a.every(({shop}, index) => shop === b[index]!.shop);
}
