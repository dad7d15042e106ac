import {AppError} from "../base/errors";
import {gunzipped} from "../base/gunzip";

/** DuckDB's two files, kept in memory so that an engine starts without the network, as often as it must. */
export interface EngineAssets {
  /** the worker's script */
  worker: Blob;
  /** the compiled WebAssembly: a worker takes it without compiling, and shares what other workers compiled of it since */
  module: WebAssembly.Module;
}

/** Fetches DuckDB from the page's own server, compiling while it arrives. Rejects with `engine.not_loaded {file, status}`. */
export async function loadAssets(): Promise<EngineAssets> {
  const wasmName = import.meta.env.PROD ? "duckdb-eh.wasm.gz" : "duckdb-eh.wasm";
  const [worker, module] = await Promise.all([
    download("duckdb-browser-eh.worker.js").then((script) => script.blob()),
    download(wasmName).then(compiled)
  ]);
  return {worker, module};
}

async function download(name: string): Promise<Response> {
  const url = new URL(`duckdb/${name}`, document.baseURI);
  const response = await fetch(url).catch((error: unknown) => {
    throw new AppError("engine.not_loaded", {file: name, status: 0}, {cause: error});
  });
  if (!response.ok) throw new AppError("engine.not_loaded", {file: name, status: response.status});
  return response;
}

async function compiled({body}: Response): Promise<WebAssembly.Module> {
  const bytes = await gunzipped(body ?? new ReadableStream());
  return WebAssembly.compileStreaming(new Response(bytes, {headers: {"Content-Type": "application/wasm"}}));
}
