import {AppError} from "../base/errors";
import {startWorker} from "../engine/trusted";
import type {Chunk, Decode} from "./encoding/decode";
import type {DecodeAnswer, DecodeRequest} from "./encoding/decode.worker";
import {lazyScript} from "../engine/worker-script";

/** Maximum number of chunks decoded ahead of DuckDB, to limit memory. */
const chunksAhead = 2;

/** Decodes in a worker, so that DuckDB reads one chunk while the next is decoded. */
export const decodeInWorker: Decode = async function* (file, options, signal) {
  const worker = startWorker(await workerScript(), {type: "module"});
  const answers = new Inbox(worker, signal);
  try {
    worker.postMessage({file, options, credits: chunksAhead} satisfies DecodeRequest);
    for (;;) {
      const answer = await answers.next();
      if (answer.kind === "done") return;
      if (answer.kind === "failed") throw new AppError("ingest.failed", {message: answer.message});
      const {bytes, bytesRead, hasUnreadable} = answer;
      yield {bytes, bytesRead, hasUnreadable} satisfies Chunk;
      worker.postMessage({credits: 1} satisfies DecodeRequest);
    }
  } finally {
    worker.terminate();
  }
};

const workerScript = lazyScript(() => import("./encoding/decode.worker?worker&url"));

/** Loads the worker's script, before the page stops fetching. Rejects with `ingest.failed`. */
export async function prepareDecoding(): Promise<void> {
  await workerScript();
}

/** A queue of a worker's answers. */
class Inbox {
  readonly #waiting: DecodeAnswer[] = [];
  #deliver: (() => void) | null = null;
  #failure: unknown = null;

  constructor(worker: Worker, signal?: AbortSignal) {
    worker.onmessage = ({data}: MessageEvent<DecodeAnswer>) => {
      this.#waiting.push(data);
      this.#deliver?.();
    };
    worker.onerror = (event) => this.#fail(new AppError("ingest.failed", {message: event.message}));
    signal?.addEventListener("abort", () => this.#fail(signal.reason));
  }

  async next(): Promise<DecodeAnswer> {
    while (this.#waiting.length === 0 && this.#failure === null)
      await new Promise<void>((resolve) => (this.#deliver = resolve));
    if (this.#failure !== null) throw this.#failure;
    return this.#waiting.shift()!;
  }

  #fail(reason: unknown): void {
    this.#failure = reason;
    this.#deliver?.();
  }
}
