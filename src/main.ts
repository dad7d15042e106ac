import {mount} from "svelte";
import App from "./App.svelte";
import type {Words} from "./base/words";
import {deferDatabase} from "./engine/deferred";
import {chooseLocale, fallbackLocale, localeNames} from "./i18n/locale";
import {loadMessages, locales} from "./i18n/messages";
import {makeWords} from "./i18n/translate";
import {MappingMemory} from "./persist/mappings";
import {Settings} from "./persist/settings";
import {DataSession} from "./session/data.svelte";
import {NotebookSession} from "./session/notebook.svelte";
import {Preferences} from "./session/preferences.svelte";
import {Seal} from "./session/seal.svelte";
import {Speech} from "./ui/speech.svelte";
import "./ui/tokens.css";
import "./ui/base.css";
import "./charts/charts.css";

const samples = import.meta.glob<string>("../sample-data/*.csv", {query: "?url", import: "default", eager: true});

/** What is loaded only when it is wanted, but must be here before the page seals itself. */
async function loadTheRest(): Promise<void> {
  await Promise.all([import("./charts/render"), import("./charts/export"), ...locales.map(loadMessages)]);
}

async function speak(locale: string, currency: string): Promise<Words> {
  const [messages, fallback] = await Promise.all([loadMessages(locale), loadMessages(fallbackLocale)]);
  return makeWords(locale, messages, fallback, {currency});
}

async function openSample(name: "taobao" | "shopify"): Promise<File> {
  const response = await fetch(samples[`../sample-data/${name}-orders.csv`]!);
  if (!response.ok) throw new Error(`${response.status}`);
  return new File([await response.blob()], `${name}-orders.csv`);
}

async function start(): Promise<void> {
  const settings = new Settings();
  const preferences = new Preferences(settings, chooseLocale(navigator.languages));
  const speech = new Speech(await speak(preferences.locale, "CNY"));

  const opening = import("./engine/duckdb").then(({openDatabase}) =>
    openDatabase({onRestart: () => void data.reload()})
  );
  const db = deferDatabase(opening);
  const data: DataSession = new DataSession(db, new MappingMemory(settings));
  const notebook = new NotebookSession(db, data);
  const seal = new Seal(document);
  const ready = Promise.all([opening, loadTheRest()]).then(() => {});

  const names = localeNames(locales);
  mount(App, {
    target: document.body,
    props: {
      sessions: {data, notebook, preferences, seal},
      speech,
      speak,
      locales: locales.map((tag) => ({tag, name: names.get(tag) ?? tag})),
      ready,
      // the development server talks to the page; only a built one can be sealed
      sealPage: () => import.meta.env.PROD && seal.close(),
      openSample
    }
  });
  const {installConsole} = await import("./engine/console");
  installConsole(db);
  document.documentElement.dataset.ready = "true";
}

void start();
