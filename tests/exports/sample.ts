import {readdirSync, readFileSync} from "node:fs";
import {JSDOM} from "jsdom";
import type {Database} from "../../src/engine/database";
import type {PageToShare} from "../../src/exports/page";
import {makeWords, type Sentences} from "../../src/i18n/translate";
import {shippedNotebooks} from "../../src/notebook/library";
import type {Notebook} from "../../src/notebook/notebook";
import {NotebookSession} from "../../src/session/notebook.svelte";
import {ShopSession} from "../../src/session/app/shop.svelte";
import type {Shop} from "../../src/shop/shop";
import {openTestDatabase} from "../support/database";
import {makeShop} from "../support/shop";

/** Every sentence of the page in one language. */
export function allWords(locale: "en" | "zh-Hans"): Sentences {
  const folder = new URL(`../../src/i18n/messages/${locale}/`, import.meta.url);
  const read = (name: string) => JSON.parse(readFileSync(new URL(name, folder), "utf8")) as Record<string, string>;
  return makeWords(locale, Object.assign({}, ...readdirSync(folder).map(read)));
}

/** A shop in memory with a notebook open over it. */
export interface OpenShop {
  db: Database;
  page(locale: "en" | "zh-Hans"): PageToShare;
}

/** Reads the sample shop, or the first orders of it, or every nth order, and runs a notebook over it. */
export async function openShop({
  orders = Infinity,
  every = 1,
  notebook
}: {orders?: number; every?: number; notebook?: Notebook} = {}): Promise<OpenShop> {
  const db = await openTestDatabase();
  const core: Shop = makeShop(db, {inputs: () => session.beginBuild()});
  const shop: ShopSession = new ShopSession(core);
  const session: NotebookSession = new NotebookSession(db, shop);
  const bytes = readFileSync(new URL("../../sample-data/taobao-orders.csv", import.meta.url));
  const text = new TextDecoder("gb18030").decode(bytes);
  const lines = text.split("\n");
  const chosen = lines.filter((_, at) => at === 0 || (at <= orders && at % every === 0));
  const kept = orders === Infinity && every === 1 ? text : `${chosen.join("\n")}\n`;
  session.open("checkup", notebook ?? shippedNotebooks.get("checkup")!.notebook);
  await shop.add([new File([kept], "taobao-orders.csv")]);
  if (shop.failures.length) throw shop.failures[0]!.error;
  await session.refresh();
  const cells = session.notebook!.cells;
  const outcomes = new Map(cells.map(({id}) => [id, session.stateOf(id)]));
  const describe = (locale: "en" | "zh-Hans"): Omit<PageToShare, "known"> => {
    const words = allWords(locale);
    const summary = shop.summary!;
    const changed = new Set(session.changedInputs().map(({name}) => name));
    return {
      notebook: session.notebook!,
      outcomes,
      reads: session.graph!.reads,
      inputs: Object.entries(session.inputs)
        .filter(([, value]) => value !== null)
        .map(([name, value]) => ({
          label: session.labelOf(name, words),
          value: [value]
            .flat()
            .map((each) => session.valueOf(name, each, words))
            .join(" / "),
          isChanged: changed.has(name),
          chosen: session.chosenOf(name)
        })),
      summary: {
        shop: summary.shop,
        period: words.t("page.period", {...summary}),
        figures: words.t("page.summary", {...summary})
      },
      words,
      document: new JSDOM("<!doctype html><body></body>", {url: "https://shop.example/"}).window.document
    };
  };
  const known = await session.learnBuyers(describe("en"));
  return {db, page: (locale) => ({...describe(locale), known})};
}
