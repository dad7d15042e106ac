import {readEnding, readRows, withinBounds, type FileRecord} from "../csv/record-reader";
import type {Dialect, ImportPlan, Mapping, Origin, ParseOptions, Sniff, Source} from "../plan";
import {openSource} from "./open";
import {planWithMapping, planWithOptions} from "./replan";
import {LayoutMemory, readBodyRecords} from "../sniff";

/** A dropped text. */
export interface DroppedText {
  file: Blob & {name?: string};
  origin: Origin | null;
}

/** What `readRows` reads. */
export interface RecordsToRead {
  source: Source;
  dialect: Dialect;
  width: number;
}

const layouts = new LayoutMemory();
let records: AsyncGenerator<FileRecord[]> | null = null;

/** What is read of a stranger's text in a worker, so that no text can hold up the page; each takes one argument. */
export const tasks = {
  sniff: async ({file, origin}: DroppedText): Promise<Sniff> => layouts.sniff(await openSource(file, origin)),
  plan: ({sniffed, answer}: {sniffed: Sniff; answer: Mapping | null}): Promise<ImportPlan> =>
    planWithMapping(sniffed, answer),
  planAnew: ({plan, reading}: {plan: ImportPlan; reading: ParseOptions}): Promise<ImportPlan> =>
    planWithOptions(plan, reading),
  body: async ({source, dialect, width, limit}: RecordsToRead & {limit: number}): Promise<FileRecord[]> =>
    withinBounds(readBodyRecords(source, dialect, width, limit), width),
  ending: ({source, dialect, width, limit}: RecordsToRead & {limit: number}): Promise<string[][]> =>
    readEnding(source, dialect, width, limit),
  /** Begins to read all records of a file. */
  openRecords: async ({source, dialect, width}: RecordsToRead): Promise<void> => {
    records = readRows(source, dialect, width);
  },
  /** The next batch of them; null at the end. */
  nextRecords: async (): Promise<FileRecord[] | null> => {
    const next = await records!.next();
    return next.done ? null : next.value;
  }
};

export type Tasks = typeof tasks;
export type TaskName = keyof Tasks;
export type ArgumentOf<Name extends TaskName> = Parameters<Tasks[Name]>[0];
export type ResultOf<Name extends TaskName> = Awaited<ReturnType<Tasks[Name]>>;
