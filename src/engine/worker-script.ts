import {AppError} from "../base/errors";

/**
 * Loads a worker's script on first use, which must be while the page may still fetch. `load` imports the script's URL.
 * Rejects with `ingest.failed`.
 */
export function lazyScript(load: () => Promise<{default: string}>): () => Promise<Blob> {
  let script: Promise<Blob> | undefined;
  return () => (script ??= load().then(({default: url}) => fetchScript(url)));
}

async function fetchScript(url: string): Promise<Blob> {
  const response = await fetch(new URL(url, import.meta.url));
  if (!response.ok) throw new AppError("ingest.failed", {message: `${url} ${response.status}`});
  return new Blob([await response.blob()], {type: "text/javascript"});
}
