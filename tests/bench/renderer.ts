import {readdir, readFile} from "node:fs/promises";
import type {Browser} from "playwright-core";

/** What a browser's own accounts and the system say about its renderer processes. */

async function renderersOf(browser: Browser): Promise<{id: number; cpuTime: number}[]> {
  const session = await browser.newBrowserCDPSession();
  const {processInfo} = await session.send("SystemInfo.getProcessInfo");
  await session.detach();
  return processInfo.filter(({type}) => type === "renderer");
}

/** Processor time of all renderers so far, milliseconds, those of their threads that have ended included. */
export async function rendererCpu(browser: Browser): Promise<number> {
  const renderers = await renderersOf(browser);
  return renderers.reduce((sum, {cpuTime}) => sum + cpuTime * 1000, 0);
}

/** Chromium names its processes, Linux their highest memory in MB; null where the system does not tell. */
export async function rendererPeak(browser: Browser): Promise<number | null> {
  const peaks = await Promise.all((await renderersOf(browser)).map(({id}) => peakOf(id)));
  const known = peaks.filter((peak) => peak !== null);
  return known.length > 0 ? Math.max(...known) : null;
}

async function peakOf(process: number): Promise<number | null> {
  const status = await readFile(`/proc/${process}/status`, "utf8").catch(() => "");
  const kilobytes = /VmHWM:\s+(\d+) kB/.exec(status)?.[1];
  return kilobytes === undefined ? null : Number(kilobytes) / 1024;
}

/** Processor time of the renderers' living threads by name, milliseconds; empty where the system does not tell. */
export async function rendererThreads(browser: Browser): Promise<Map<string, number>> {
  const times = new Map<string, number>();
  for (const {id} of await renderersOf(browser)) {
    const threads = await readdir(`/proc/${id}/task`).catch(() => []);
    for (const thread of threads) {
      const name = await readFile(`/proc/${id}/task/${thread}/comm`, "utf8").catch(() => "");
      const [nanoseconds] = (await readFile(`/proc/${id}/task/${thread}/schedstat`, "utf8").catch(() => "")).split(" ");
      times.set(name.trim(), (times.get(name.trim()) ?? 0) + Number(nanoseconds) / 1e6);
    }
  }
  return times;
}
