import {AppError} from "../base/errors";
import {startWorker} from "../engine/trusted";
import type {UnpackContext, Unpacked} from "./container";
import {isWrapped} from "./archive/refused";
import type {SerializedError, UnpackAnswer, UnpackRequest} from "./archive/unpack.worker";
import {lazyScript} from "../engine/worker-script";

const headBytes = 4 * 1024;

/** Unpacks a dropped file, in this thread or a worker. */
export type Unpack = (file: File, context: UnpackContext) => Promise<Unpacked>;

/**
 * Unpacks a dropped file in a worker of its own, except plain text: a malicious archive can neither block the page nor
 * outlive the import. Rejects as `unpackFile` does, or with the signal's reason.
 */
export const unpackInWorker: Unpack = async (file, context) => {
  const head = new Uint8Array(await file.slice(0, headBytes).arrayBuffer());
  if (!isWrapped(head)) return {texts: [{file, origin: null}], unread: []};
  const worker = startWorker(await workerScript(), {type: "module"});
  try {
    return await conversation(worker, file, context);
  } finally {
    worker.terminate();
  }
};

function conversation(worker: Worker, file: File, context: UnpackContext): Promise<Unpacked> {
  const {signal} = context;
  return new Promise((resolve, reject) => {
    const send = (request: UnpackRequest) => worker.postMessage(request);
    worker.onmessage = ({data}: MessageEvent<UnpackAnswer>) => {
      if (data.kind === "progress") context.onProgress?.(data.share);
      else if (data.kind === "password")
        context.askPassword(data.name, data.isWrong).then((password) => send({password}), reject);
      else if (data.kind === "failed") reject(errorOf(data.error));
      else resolve(unpackedOf(data));
    };
    worker.onerror = (event) => reject(new AppError("ingest.failed", {message: event.message}));
    signal?.addEventListener("abort", () => reject(signal.reason as Error));
    if (signal?.aborted) reject(signal.reason as Error);
    send({file, name: file.name});
  });
}

function unpackedOf({texts, unread}: Extract<UnpackAnswer, {kind: "done"}>): Unpacked {
  return {
    texts: texts.map(({file, name, origin}) => ({file: new File([file], name, {type: "text/csv"}), origin})),
    unread: unread.map(({name, error}) => ({name, error: errorOf(error)}))
  };
}

function errorOf({code, details}: SerializedError): AppError {
  return new AppError(code, details);
}

const workerScript = lazyScript(() => import("./archive/unpack.worker?worker&url"));

/** Loads the worker's script, before the page stops fetching. Rejects with `ingest.failed`. */
export async function prepareUnpacking(): Promise<void> {
  await workerScript();
}
