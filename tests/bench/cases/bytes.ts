import {gzipSync} from "node:zlib";
import type {Case, Measurement} from "../case";
import type {BenchPage} from "../page";

export default {
  name: "bytes",
  async run(bench) {
    const opened = await bench.open();
    const scripts = await scriptsUntilReady(opened);
    const sizes = await Promise.all(scripts.map(({url}) => packedSize(url)));
    await opened.close();
    const received = sizes.filter((_, index) => scripts[index]!.isReceived);
    return [
      {...line("asked for", sizes), target: {kind: "at_most", value: 150}},
      {...line("received", received), note: `${received.length} files; the rest comes behind the usable page`}
    ];
  }
} satisfies Case;

function line(verb: string, sizes: readonly number[]): Measurement {
  const ours = sizes.reduce((total, size) => total + size, 0);
  const what = `JavaScript ${verb} until the page is usable, gzip`;
  return {what, ours, unit: "kB", samples: sizes, note: `${sizes.length} files`};
}

interface Script {
  url: string;
  /** whether it was there when the page became usable */
  isReceived: boolean;
}

/** The page's own scripts that it had begun to ask for when it became usable, by its own clock; the engine's left out. */
async function scriptsUntilReady({page, watched}: BenchPage): Promise<Script[]> {
  const ready = (await watched()).ready ?? Infinity;
  const entries = await page.evaluate(() =>
    performance.getEntriesByType("resource").map((entry) => {
      const {name: url, startTime, responseEnd} = entry as PerformanceResourceTiming;
      return {url, startTime, responseEnd};
    })
  );
  return entries
    .filter(
      ({url, startTime}) => startTime <= ready && /\.js$/.test(new URL(url).pathname) && !url.includes("/duckdb/")
    )
    .map(({url, responseEnd}) => ({url, isReceived: responseEnd <= ready}));
}

/** kB */
async function packedSize(url: string): Promise<number> {
  const bytes = await (await fetch(url)).arrayBuffer();
  return gzipSync(new Uint8Array(bytes), {level: 9}).length / 1000;
}
