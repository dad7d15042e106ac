import type {AppError, Diagnostic} from "../base/errors";
import type {Row} from "../base/table";
import type {Changes} from "../ingest/changes";
import type {ImportPlan, ImportProgress} from "../ingest/plan";
import type {BuildReport} from "../models/build";
import type {Catalog} from "../models/catalog";
import {noFactState, type FactState} from "./facts/fact-book";
import {noImports, type Arrival, type Files, type Imports, type LoadedFile} from "./imports";
import type {Joining} from "./people";
import type {Capability} from "./pipeline";
import type {PasswordQuestion} from "./unpacking";

/** A file that could not be imported, with the error. */
export interface FailedFile {
  /** several names where all have one reason */
  fileName: string;
  /** how many files it names; 1 by default */
  count?: number;
  error: AppError;
  /** how it could be imported nevertheless, if a person says that it contains orders */
  plan?: ImportPlan;
}

/** The current work and its progress. */
export interface Work {
  phase: ImportProgress["phase"] | "unpacking" | "opening" | "building";
  /** the current file; empty while relations are built */
  fileName: string;
  /** 0 to 1; null when unknown */
  share: number | null;
  rows: number;
}

/** Work while relations are built. */
export const building: Work = {phase: "building", fileName: "", share: null, rows: 0};

/** A summary of the shop. */
export interface Summary extends Row {
  /** shop names in the files, joined */
  shop: string;
  first_date: Date;
  last_date: Date;
  customers: number;
  valid_orders: number;
  net_sales: number;
  /** ISO 4217 code; null where no file names one */
  currency: string | null;
  /** the as-of day of the check-up */
  as_of: Date;
}

/** The outcome of the last import, undo or redo. */
export interface News {
  /** `known`: all dropped files were imported already */
  kind: "read" | "known" | "undone" | "redone";
  files: number;
  /** names of the first few files, joined */
  names: string;
  /** how many files more than are named */
  more: number;
  /** whether the step was naming a shop */
  isShop: boolean;
  orders: number;
  rejected: number;
  /** from when the files were given until the page shows their results; null until it does, and where nothing was read */
  seconds: number | null;
  /** what changed in earlier orders; null when there were none */
  changes: Changes | null;
  /** headline numbers before and after; null when nothing was imported */
  arrival: Arrival | null;
  /** names of the first few files that were imported already, joined, and how many more there are */
  known: string;
  knownMore: number;
}

/** The state of a shop; immutable. */
export interface ShopState extends FactState {
  /** the imported files, with undo and redo */
  readonly imports: Imports;
  /** files that wait for a person to confirm a mapping, in order */
  readonly waiting: readonly ImportPlan[];
  readonly failures: readonly FailedFile[];
  /** null when idle */
  readonly work: Work | null;
  /** whether files, facts or relations are being changed, or the page does not show the results of it yet */
  readonly isBusy: boolean;
  /** the archive that needs a password; null for none */
  readonly question: PasswordQuestion | null;
  /** null until relations were made */
  readonly catalog: Catalog | null;
  readonly build: BuildReport | null;
  /** increases with every change of the relations */
  readonly version: number;
  /** null until something was imported */
  readonly summary: Summary | null;
  readonly capabilities: readonly Capability[];
  /** diagnostics about all files together */
  readonly diagnostics: readonly Diagnostic[];
  /** null once dismissed */
  readonly news: News | null;
  /** how buyers are joined to customers */
  readonly joining: Joining;
}

/** The state of a shop without files. */
export function emptyShop(joining: Joining): ShopState {
  return {
    ...noFactState,
    ...{imports: noImports, waiting: [], failures: [], work: null, isBusy: false, question: null},
    ...{catalog: null, build: null, version: 0, summary: null, capabilities: [], diagnostics: [], news: null},
    joining
  };
}

const nothing = {
  files: 0,
  names: "",
  more: 0,
  isShop: false,
  orders: 0,
  rejected: 0,
  seconds: null,
  known: "",
  knownMore: 0
};
const noNews: Omit<News, "kind"> = {...nothing, changes: null, arrival: null};

/** News that all dropped files were imported already. */
export function knownNews(known: readonly string[]): News {
  return {...noNews, kind: "known", ...knownNames(known)};
}

function knownNames(known: readonly string[]): Pick<News, "known" | "knownMore"> {
  const {names, more} = listNames(known);
  return {known: names, knownMore: more};
}

/** Files were read; how long that took is told by who read them. */
export function readNews(loaded: Files, known: readonly string[]): News {
  const sum = (count: (file: LoadedFile) => number) => loaded.reduce((total, file) => total + count(file), 0);
  const {arrival} = loaded[0]!;
  return {
    ...noNews,
    kind: "read",
    files: loaded.length,
    ...namesOf(loaded),
    isShop: false,
    orders: sum(({report}) => report.orders),
    rejected: sum(({report}) => report.rowsRejected),
    changes: arrival.before && {
      new: sum(({changes}) => changes?.new ?? 0),
      changed: sum(({changes}) => changes?.changed ?? 0),
      unchanged: sum(({changes}) => changes?.unchanged ?? 0)
    },
    arrival,
    ...knownNames(known)
  };
}

/** News of an undo or redo: the files that were added or removed, or whose shop changed. */
export function stepNews(direction: "undo" | "redo", from: Files, to: Files): News {
  const [less, more] = direction === "undo" ? [to, from] : [from, to];
  const moved = movedFiles(less, more);
  const named = to.filter(({plan, shop}) => from.some((file) => file.plan === plan && file.shop !== shop));
  const concerned = namesOf(moved.length > 0 ? moved : named);
  const kind = direction === "undo" ? "undone" : "redone";
  return {...noNews, kind, files: moved.length, ...concerned, isShop: moved.length === 0};
}

/** The files in one list that are not in another. */
export function movedFiles(less: Files, more: Files): Files {
  return more.filter(({plan}) => !less.some((file) => file.plan === plan));
}

/** Maximum number of files that news name. */
const mostNamed = 3;

function namesOf(files: Files): Pick<News, "names" | "more"> {
  return listNames(files.map(({report}) => report.fileName));
}

/** The first few of many file names, joined, and how many more there are. */
function listNames(names: readonly string[]): Pick<News, "names" | "more"> {
  return {names: names.slice(0, mostNamed).join(", "), more: Math.max(0, names.length - mostNamed)};
}
