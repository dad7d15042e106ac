import {createRequire} from "node:module";
import {chromium} from "playwright-core";
import {findChromium} from "../support/chromium";
import type {Cost} from "./cost";
import {rendererCpu} from "./renderer";

interface PapaParse {
  parse(
    file: File,
    options: {encoding: string; chunk(results: {data: string[][]}): void; complete(): void; error(error: Error): void}
  ): void;
}

/** What a web page without an engine would do: PapaParse, and a plain `Map` of customers; in the same kind of browser. */
export async function timePapaParse(path: string, encoding: string, columns: PapaColumns): Promise<Cost> {
  const browser = await chromium.launch(await findChromium());
  try {
    const page = await browser.newPage();
    page.setDefaultTimeout(600_000);
    await page.setContent("<input type=file>");
    await page.addScriptTag({path: createRequire(import.meta.url).resolve("papaparse/papaparse.min.js")});
    await page.setInputFiles("input", path);
    const before = await rendererCpu(browser);
    const wall = await page.evaluate(readWithPapaParse, {encoding, columns});
    return {wall, cpu: (await rendererCpu(browser)) - before};
  } finally {
    await browser.close();
  }
}

/** Where the cells stand that the plain page reads. */
export interface PapaColumns {
  customer: number;
  time: number;
  amount: number;
}

function readWithPapaParse({encoding, columns}: {encoding: string; columns: PapaColumns}): Promise<number> {
  const {Papa} = globalThis as unknown as {Papa: PapaParse};
  const file = document.querySelector<HTMLInputElement>("input")!.files![0]!;
  const customers = new Map<string, {orders: number; amount: number; last: string}>();
  const take = (row: string[]) => {
    const key = row[columns.customer]!;
    const time = row[columns.time]!;
    const amount = Number(row[columns.amount]);
    const known = customers.get(key);
    if (known === undefined) customers.set(key, {orders: 1, amount, last: time});
    else {
      known.orders++;
      known.amount += amount;
      if (time > known.last) known.last = time;
    }
  };
  const start = performance.now();
  return new Promise((resolve, reject) => {
    Papa.parse(file, {
      encoding,
      chunk: ({data}) => data.forEach(take),
      complete: () => resolve(performance.now() - start),
      error: reject
    });
  });
}
