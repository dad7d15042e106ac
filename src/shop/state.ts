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

/** A file that could not be loaded, with why. */
export interface FailedFile {
  fileName: string;
  error: AppError;
  /** how it could be read all the same, where a person thinks that it does hold orders */
  plan?: ImportPlan;
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

/** Relations are being made. */
export const building: Work = {phase: "building", fileName: "", share: null, rows: 0};

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
  /** from when the files were given until the page shows their results; 0 where nothing was read */
  seconds: number;
  /** what became of the orders known before; null where there were none */
  changes: Changes | null;
  /** what was before it and after it; null where nothing came */
  arrival: Arrival | null;
  /** names of files that were here already, joined */
  known: string;
}

/** All that is known of a shop at one moment. A value: every change gives a new one. */
export interface ShopState extends FactState {
  /** the files that are in, and the way back to those that were */
  readonly imports: Imports;
  /** files that wait for a person to agree to a mapping, in order */
  readonly waiting: readonly ImportPlan[];
  readonly failures: readonly FailedFile[];
  /** null when nothing is going on */
  readonly work: Work | null;
  /** the archive that waits for its password; null when none does */
  readonly question: PasswordQuestion | null;
  /** null until relations were made */
  readonly catalog: Catalog | null;
  readonly build: BuildReport | null;
  /** rises with every change of the relations */
  readonly version: number;
  /** null until something was loaded */
  readonly summary: Summary | null;
  readonly capabilities: readonly Capability[];
  /** what is worth knowing about all files together */
  readonly diagnostics: readonly Diagnostic[];
  /** null once it was dismissed */
  readonly news: News | null;
  /** whether, and on which evidence, several named buyers are one customer */
  readonly joining: Joining;
}

/** A shop to which nothing has come yet. */
export function emptyShop(joining: Joining): ShopState {
  return {
    ...noFactState,
    ...{imports: noImports, waiting: [], failures: [], work: null, question: null},
    ...{catalog: null, build: null, version: 0, summary: null, capabilities: [], diagnostics: [], news: null},
    joining
  };
}

const nothing = {files: 0, names: "", isShop: false, orders: 0, rejected: 0, seconds: 0, known: ""};
const noNews: Omit<News, "kind"> = {...nothing, changes: null, arrival: null};

/** All that was dropped was here already. */
export function knownNews(known: string): News {
  return {...noNews, kind: "known", known};
}

/** Files were read; how long that took is told by who read them. */
export function readNews(loaded: Files, known: string): News {
  const sum = (count: (file: LoadedFile) => number) => loaded.reduce((total, file) => total + count(file), 0);
  const {arrival} = loaded[0]!;
  return {
    ...noNews,
    kind: "read",
    files: loaded.length,
    names: namesOf(loaded),
    isShop: false,
    orders: sum(({report}) => report.orders),
    rejected: sum(({report}) => report.rowsRejected),
    changes: arrival.before && {
      new: sum(({changes}) => changes?.new ?? 0),
      changed: sum(({changes}) => changes?.changed ?? 0),
      unchanged: sum(({changes}) => changes?.unchanged ?? 0)
    },
    arrival,
    known
  };
}

/** A step was taken back, or taken again: the files that it moved, or else those whose shop it named. */
export function travelNews(direction: "undo" | "redo", from: Files, to: Files): News {
  const [less, more] = direction === "undo" ? [to, from] : [from, to];
  const moved = movedFiles(less, more);
  const named = to.filter(({plan, shop}) => from.some((file) => file.plan === plan && file.shop !== shop));
  const names = namesOf(moved.length > 0 ? moved : named);
  const kind = direction === "undo" ? "undone" : "redone";
  return {...noNews, kind, files: moved.length, names, isShop: moved.length === 0};
}

/** The files of one list that another does not hold. */
export function movedFiles(less: Files, more: Files): Files {
  return more.filter(({plan}) => !less.some((file) => file.plan === plan));
}

function namesOf(files: Files): string {
  return files.map(({report}) => report.fileName).join(", ");
}
