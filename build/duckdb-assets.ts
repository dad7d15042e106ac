import {createReadStream, readFileSync} from "node:fs";
import {createRequire} from "node:module";
import {dirname, join} from "node:path";
import {gzipSync} from "node:zlib";
import type {Plugin} from "vite";

const dist = dirname(createRequire(import.meta.url).resolve("@duckdb/duckdb-wasm/dist/duckdb-eh.wasm"));
const wasm = "duckdb-eh.wasm";
const worker = "duckdb-browser-eh.worker.js";

/**
 * Serves DuckDB's prebuilt files from our own origin, untouched by the bundler: as they are in development, and in a
 * build with the wasm gzipped, so that no host's file size limit or missing compression matters.
 */
export function duckdbAssets(): Plugin {
  return {
    name: "huitou-duckdb-assets",
    configureServer(server) {
      server.middlewares.use((request, response, next) => {
        const name = /\/duckdb\/([\w.-]+)(?:\?|$)/.exec(request.url ?? "")?.[1];
        if (name !== wasm && name !== worker) return next();
        response.setHeader("Content-Type", name === wasm ? "application/wasm" : "text/javascript");
        createReadStream(join(dist, name)).pipe(response);
      });
    },
    generateBundle() {
      this.emitFile({
        type: "asset",
        fileName: `duckdb/${wasm}.gz`,
        source: gzipSync(readFileSync(join(dist, wasm)), {level: 9})
      });
      // the source map it names is not shipped
      const source = readFileSync(join(dist, worker), "utf8").replace(/\n\/\/# sourceMappingURL=.*\s*$/, "\n");
      this.emitFile({type: "asset", fileName: `duckdb/${worker}`, source});
    }
  };
}
