import {AppError} from "../../base/errors";

/** DuckDB's two files, kept in memory so that a restart needs no network. */
export interface EngineAssets {
  /** the worker's script */
  worker: Blob;
  /** a `blob:` URL of the uncompressed WebAssembly module, valid as long as the page */
  wasm: string;
}

/** Called while the engine is fetched: bytes received so far, and the total where the server sends it. */
export type Progress = (received: number, total: number | null) => void;

/** Fetches DuckDB from the page's own server. Rejects with `engine.not_loaded {file, status}`. */
export async function loadAssets(onProgress: Progress = () => undefined): Promise<EngineAssets> {
  const wasmName = import.meta.env.PROD ? "duckdb-eh.wasm.gz" : "duckdb-eh.wasm";
  const [script, wasm] = await Promise.all([download("duckdb-browser-eh.worker.js"), download(wasmName)]);
  const [text, module] = await Promise.all([script.text(), unpacked(wasm, onProgress)]);
  return {worker: new Blob([quiet, text], {type: "text/javascript"}), wasm: URL.createObjectURL(module)};
}

/** DuckDB's worker logs every failed query with its values; customers' data must not reach the console. */
const quiet = "console.log = () => undefined;\n";

async function download(name: string): Promise<Response> {
  const url = new URL(`duckdb/${name}`, document.baseURI);
  const response = await fetch(url).catch((error: unknown) => {
    throw new AppError("engine.not_loaded", {file: name, status: 0}, {cause: error});
  });
  if (!response.ok) throw new AppError("engine.not_loaded", {file: name, status: response.status});
  return response;
}

/** The module's bytes, gunzipped unless server or browser has done so already, which the first byte shows. */
async function unpacked(response: Response, onProgress: Progress): Promise<Blob> {
  const length = Number(response.headers.get("content-length"));
  const reader = counted(response, (received) => onProgress(received, length >= received ? length : null)).getReader();
  const first = await reader.read();
  const bytes = new ReadableStream<Uint8Array<ArrayBuffer>>({
    start: (controller) => (first.value ? controller.enqueue(first.value) : controller.close()),
    pull: async (controller) => {
      const {value} = await reader.read();
      if (value) controller.enqueue(value);
      else controller.close();
    }
  });
  const isPacked = first.value?.[0] === 0x1f;
  const module = isPacked ? bytes.pipeThrough(new DecompressionStream("gzip")) : bytes;
  return new Response(module, {headers: {"Content-Type": "application/wasm"}}).blob();
}

function counted(response: Response, onBytes: (received: number) => void): ReadableStream<Uint8Array<ArrayBuffer>> {
  let received = 0;
  const counter = new TransformStream<Uint8Array<ArrayBuffer>, Uint8Array<ArrayBuffer>>({
    transform: (chunk, controller) => {
      received += chunk.length;
      onBytes(received);
      controller.enqueue(chunk);
    }
  });
  return (response.body ?? new ReadableStream()).pipeThrough(counter);
}
