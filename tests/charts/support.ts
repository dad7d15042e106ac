import {readFileSync} from "node:fs";
import {Bool, DateMillisecond, Field, Float64, List, Table, Utf8, vectorFromArray, type Vector} from "apache-arrow";
import {JSDOM} from "jsdom";
import type {ChartContext} from "../../src/charts/kind";
import type {ChartSpec} from "../../src/charts/spec";
import {makeWords, type Sentences} from "../../src/i18n/translate";
import {expectStored} from "../support/golden";

const here = new URL(".", import.meta.url);

function messages(locale: string): Record<string, string> {
  const read = (name: string) =>
    JSON.parse(readFileSync(new URL(`../../src/i18n/messages/${locale}/${name}.json`, here), "utf8")) as Record<
      string,
      string
    >;
  // only what a chart says by itself: the names of columns belong to other rooms and may change
  return {...read("charts"), ...read("charts-more"), ...read("format")};
}

/** The reader's words, with further sentences. */
export function wordsOf(locale: "en" | "zh-Hans", extra: Record<string, string> = {}): Sentences {
  return makeWords(locale, {...messages(locale), ...extra});
}

const isDate = (value: unknown) => typeof value === "string" && /^\d{4}-\d\d-\d\d$/.test(value);

/** A table from columns; texts like `2026-11-22` are dates. */
export function tableOf(columns: Readonly<Record<string, readonly unknown[]>>): Table {
  const vectors = new Map(Object.entries(columns).map(([name, values]) => [name, vectorOf([...values])]));
  return new Table(Object.fromEntries(vectors));
}

function vectorOf(values: unknown[]): Vector {
  const known = values.find((value) => value !== null);
  if (isDate(known))
    return vectorFromArray(
      values.map((value) => (value === null ? null : new Date(String(value)))),
      new DateMillisecond()
    );
  if (typeof known === "string") return vectorFromArray(values, new Utf8());
  if (typeof known === "boolean") return vectorFromArray(values, new Bool());
  if (Array.isArray(known)) return vectorFromArray(values, new List(new Field("item", new Float64(), true)));
  return vectorFromArray(values, new Float64());
}

/** A page without a screen to draw into. */
export function contextOf(options: Partial<ChartContext> = {}): ChartContext {
  const document = new JSDOM("<!doctype html><body></body>", {url: "https://shop.example/"}).window.document;
  return {document, width: 840, words: wordsOf("zh-Hans"), ...options};
}

/** A spec of a kind over some cell. */
export function specOf(kind: string, keys: Readonly<Record<string, unknown>>): ChartSpec {
  return {from: "cell", kind, ...keys};
}

/** Compares a picture with the stored one, by the rules of `expectStored`; coordinates are rounded to hundredths. */
export function expectGolden(name: string, element: Element): void {
  const extension = element.localName === "svg" ? "svg" : "html";
  const drawn = `${element.outerHTML.replaceAll("><", ">\n<").replace(/\d+\.\d{3,}/g, (digits) => Number(digits).toFixed(2))}\n`;
  expectStored(`charts/${name}.${extension}`, drawn);
}
