import {gzipSync} from "node:zlib";
import type {Case, Measurement} from "../case";
import type {BenchPage} from "../page";

export default {
  name: "bytes",
  async run(bench) {
    const opened = await bench.open();
    const asked = await untilReady(opened);
    const scripts = asked.filter((url) => new URL(url).pathname.endsWith(".js") && !url.includes("/duckdb/"));
    const sizes = await Promise.all(scripts.map(packedSize));
    await opened.close();
    const sum = sizes.reduce((total, size) => total + size, 0);
    return [
      {
        what: "JavaScript asked for until the page is usable, gzip",
        ours: sum,
        unit: "kB",
        samples: sizes,
        target: {kind: "at_most", value: 150},
        note: `${scripts.length} files`
      } satisfies Measurement
    ];
  }
} satisfies Case;

/** What the page had begun to ask for when it became usable, by its own clock. */
async function untilReady({page, watched}: BenchPage): Promise<string[]> {
  const {ready} = await watched();
  const entries = await page.evaluate(() =>
    performance.getEntriesByType("resource").map(({name, startTime}) => ({name, startTime}))
  );
  return entries.filter(({startTime}) => startTime <= (ready ?? Infinity)).map(({name}) => name);
}

/** kB */
async function packedSize(url: string): Promise<number> {
  const bytes = await (await fetch(url)).arrayBuffer();
  return gzipSync(new Uint8Array(bytes), {level: 9}).length / 1000;
}
