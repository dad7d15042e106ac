import {AppError} from "../base/errors";
import {startWorker} from "../engine/trusted";
import {lazyScript} from "../engine/worker-script";
import type {ReadingAnswer, ReadingRequest} from "./background/reading.worker";
import {
  tasks,
  type ArgumentOf,
  type DroppedText,
  type RecordsToRead,
  type ResultOf,
  type TaskName
} from "./background/tasks";
import {readRows, type FileRecord} from "./csv/record-reader";
import type {ImportPlan, Mapping, ParseOptions, Sniff} from "./plan";
import {openSource} from "./background/open";
import type {LayoutMemory} from "./sniff";

/** Whether there are workers; elsewhere texts are read in this thread. */
const hasWorkers = typeof Worker !== "undefined";

const workerScript = lazyScript(() => import("./background/reading.worker?worker&url"));

/** Loads the worker's script, before the page stops fetching. Rejects with `ingest.failed`. */
export async function prepareReading(): Promise<void> {
  await workerScript();
}

/** A worker that does one task after another, in the order in which they were given. */
class ReadingWorker {
  readonly #worker: Worker;
  readonly #waiting = new Map<number, {resolve: (value: unknown) => void; reject: (reason: unknown) => void}>();
  #last = 0;

  constructor(worker: Worker) {
    this.#worker = worker;
    worker.onmessage = ({data}: MessageEvent<ReadingAnswer>) => {
      const waiting = this.#waiting.get(data.id);
      this.#waiting.delete(data.id);
      if ("error" in data) waiting?.reject(new AppError(data.error.code, data.error.details));
      else waiting?.resolve(data.value);
    };
    worker.onerror = (event) => this.end(new AppError("ingest.failed", {message: event.message}));
  }

  run<Name extends TaskName>(name: Name, argument: ArgumentOf<Name>): Promise<ResultOf<Name>> {
    const id = ++this.#last;
    const answer = new Promise<unknown>((resolve, reject) => this.#waiting.set(id, {resolve, reject}));
    this.#worker.postMessage({id, name, argument} satisfies ReadingRequest);
    return answer as Promise<ResultOf<Name>>;
  }

  /** Ends the worker; whoever waits for it is told the reason. */
  end(reason: unknown): void {
    this.#worker.terminate();
    for (const {reject} of this.#waiting.values()) reject(reason);
    this.#waiting.clear();
  }
}

async function startReading(): Promise<ReadingWorker> {
  return new ReadingWorker(startWorker(await workerScript(), {type: "module"}));
}

/** The worker of plans and previews, which remembers layouts; it lives as long as the page. */
let planning: Promise<ReadingWorker> | undefined;

/** Runs a task in the worker. Once aborted it rejects with the signal's reason, and the worker ends in the middle of its task. */
async function run<Name extends TaskName>(
  name: Name,
  argument: ArgumentOf<Name>,
  signal?: AbortSignal
): Promise<ResultOf<Name>> {
  signal?.throwIfAborted();
  if (!hasWorkers) return (tasks[name] as (given: ArgumentOf<Name>) => Promise<ResultOf<Name>>)(argument);
  const worker = await (planning ??= startReading());
  signal?.throwIfAborted();
  const stop = () => {
    planning = undefined;
    worker.end(signal?.reason);
  };
  signal?.addEventListener("abort", stop, {once: true});
  try {
    return await worker.run(name, argument);
  } finally {
    signal?.removeEventListener("abort", stop);
  }
}

/**
 * What `LayoutMemory.sniff` detects in a dropped text; `layouts` is used where there are no workers. Rejects as `openSource` does,
 * or with the signal's reason.
 */
export async function sniffText(
  {file, origin}: DroppedText,
  layouts: LayoutMemory,
  signal?: AbortSignal
): Promise<Sniff> {
  signal?.throwIfAborted();
  if (!hasWorkers) return layouts.sniff(await openSource(file, origin));
  const sniffed = await run("sniff", {file, origin}, signal);
  return {...sniffed, source: {...sniffed.source, file, origin}};
}

/** As `planWithMapping`. Rejects with the signal's reason. */
export async function planText(sniffed: Sniff, answer: Mapping | null, signal?: AbortSignal): Promise<ImportPlan> {
  return ofSameFile(await run("plan", {sniffed, answer}, signal), sniffed);
}

/** As `planWithOptions`. */
export async function planAnew(plan: ImportPlan, reading: ParseOptions): Promise<ImportPlan> {
  return ofSameFile(await run("planAnew", {plan, reading}), plan);
}

/** A plan with the very file, not the copy that came back from the worker. */
function ofSameFile(plan: ImportPlan, {source: {file, origin}}: Pick<ImportPlan, "source">): ImportPlan {
  return {...plan, source: {...plan.source, file, origin}};
}

/** As `readBodyRecords`, within the bounds of `withinBounds`. */
export function bodyOf(asked: RecordsToRead & {limit: number}): Promise<FileRecord[]> {
  return run("body", asked);
}

/** As `readEnding`. */
export function endingOf(asked: RecordsToRead & {limit: number}): Promise<string[][]> {
  return run("ending", asked);
}

/** As `readRows`, in a worker of its own that ends with the reading. Rejects with the signal's reason. */
export async function* recordsOf(asked: RecordsToRead, signal?: AbortSignal): AsyncGenerator<FileRecord[]> {
  if (!hasWorkers) {
    yield* readRows(asked.source, asked.dialect, asked.width);
    return;
  }
  signal?.throwIfAborted();
  const worker = await startReading();
  const stop = () => worker.end(signal?.reason);
  signal?.addEventListener("abort", stop, {once: true});
  try {
    await worker.run("openRecords", asked);
    let next = worker.run("nextRecords", undefined);
    for (;;) {
      const records = await next;
      if (records === null) return;
      // the next batch is read while this one is used
      next = worker.run("nextRecords", undefined);
      next.catch(() => undefined);
      yield records;
    }
  } finally {
    signal?.removeEventListener("abort", stop);
    worker.end(new AppError("ingest.failed", {message: "reading has ended"}));
  }
}
