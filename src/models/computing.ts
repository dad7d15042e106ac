import type {Row} from "../base/table";
import {QueryError} from "../engine/query-error";
import {startWorker} from "../engine/trusted";
import {lazyScript} from "../engine/worker-script";
import {computations} from "../statistics/computations";
import type {ComputeAnswer, ComputeRequest} from "./making/compute.worker";

const workerScript = lazyScript(() => import("./making/compute.worker?worker&url"));

/** Loads the worker's script, before the page stops fetching. */
export async function prepareComputing(): Promise<void> {
  await workerScript();
}

/**
 * The rows of a computation, made in a worker of its own where there are workers; aborting it ends the worker. Rejects with
 * `engine.failed`, or with the signal's reason.
 */
export async function computeRows(name: string, rows: readonly Row[], signal: AbortSignal): Promise<Row[]> {
  if (rows.length === 0) return [];
  if (typeof Worker === "undefined") return computations[name]!.compute(rows);
  const worker = startWorker(await workerScript(), {type: "module"});
  try {
    return await answerOf(worker, {name, rows}, signal);
  } finally {
    worker.terminate();
  }
}

function answerOf(worker: Worker, request: ComputeRequest, signal: AbortSignal): Promise<Row[]> {
  return new Promise((resolve, reject) => {
    const fail = (message: string) => reject(new QueryError("engine.failed", {sql: "", message}));
    worker.onmessage = ({data}: MessageEvent<ComputeAnswer>) => {
      if ("rows" in data) resolve(data.rows);
      else fail(data.message);
    };
    worker.onerror = (event) => fail(event.message);
    signal.addEventListener("abort", () => reject(signal.reason as Error));
    if (signal.aborted) reject(signal.reason as Error);
    else worker.postMessage(request);
  });
}
