import {readFileSync} from "node:fs";
import {gzipSync} from "node:zlib";
import type {Plugin} from "vite";

/** The sample shops that the landing offers. */
const names = ["taobao", "shopify"];

/**
 * Puts the sample shops into the built page, gzipped: they are fetched with everything else before the page closes itself to
 * the network. The development server serves the files as they are.
 */
export function sampleShops(): Plugin {
  return {
    name: "huitou-sample-shops",
    apply: "build",
    generateBundle() {
      for (const name of names) {
        const csv = readFileSync(new URL(`../sample-data/${name}-orders.csv`, import.meta.url));
        const fileName = `sample-data/${name}-orders.csv.gz`;
        this.emitFile({type: "asset", fileName, source: gzipSync(csv, {level: 9})});
      }
    }
  };
}
