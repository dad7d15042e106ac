import {mount} from "svelte";
import App from "./App.svelte";
import type {Measure, Words} from "./base/words";
import {chooseLocale, fallbackLocale, localeNames} from "./i18n/locale";
import {loadMessages, locales} from "./i18n/messages";
import {makeWords} from "./i18n/translate";
import {Settings} from "./persist/settings";
import {Navigation} from "./session/navigation.svelte";
import {Preferences} from "./session/preferences.svelte";
import {Seal} from "./session/seal.svelte";
import {I18nContext} from "./ui/i18n-context.svelte";
import type {ShownApp} from "./app";
import "./ui/tokens.css";
import "./ui/base.css";

const samples = import.meta.glob<string>("../sample-data/*-orders.csv", {
  query: "?url",
  import: "default",
  eager: true
});

/** How the columns of the models are written; filled before any result can be shown, and not needed for the landing. */
const measures = new Map<string, Measure>();

async function loadWords(locale: string, currency: string): Promise<Words> {
  const [messages, fallback] = await Promise.all([loadMessages(locale), loadMessages(fallbackLocale)]);
  return makeWords(locale, messages, fallback, {currency, measures});
}

async function openSample(name: "taobao" | "shopify"): Promise<File> {
  const response = await fetch(samples[`../sample-data/${name}-orders.csv`]!);
  if (!response.ok) throw new Error(`${response.status}`);
  return new File([await response.blob()], `${name}-orders.csv`);
}

/** What is fetched when it is needed must be here before the page is cut off from the network. */
function fetchTheRest(): Promise<unknown> {
  return Promise.all([
    import("./charts/render"),
    import("./charts/export"),
    import("./charts/data-table"),
    import("./ui/edit/EditorView.svelte"),
    import("./ui/edit/CellResult.svelte"),
    import("./ui/edit/VersionsDialog.svelte"),
    import("./ui/edit/ShortcutsDialog.svelte"),
    import("./ui/storage/StoragePanel.svelte"),
    import("./ui/facts/FactsPanel.svelte"),
    import("./exports/xlsx"),
    import("./exports/parquet"),
    import("./exports/picture"),
    import("./exports/report"),
    import("./ingest/decode-worker").then(({prepareDecoding}) => prepareDecoding()),
    import("./ingest/unpack-worker").then(({prepareUnpacking}) => prepareUnpacking()),
    ...locales.map(loadMessages)
  ]);
}

/** Fetches, behind the landing, everything the page will ever need: after that it can be cut off from the network. */
async function openApp(
  seal: Seal,
  preferences: Preferences,
  navigation: Navigation,
  settings: Settings
): Promise<ShownApp> {
  const opening = import("./engine/duckdb").then(({openDatabase}) =>
    openDatabase({onRestart: () => void making.then(({sessions}) => sessions.shop.reload())})
  );
  const rest = fetchTheRest();
  const [{openShownApp, deferDatabase}, {shippedMeasures}] = await Promise.all([
    import("./app"),
    import("./models/library")
  ]);
  for (const [column, measure] of shippedMeasures) measures.set(column, measure);
  const ready = Promise.all([opening, rest]).then(async () => {
    // where the browser's storage takes its time, the app is opened last
    const {sessions} = await making;
    if (import.meta.env.PROD) await sessions.offline.keep();
  });
  const making: Promise<ShownApp> = openShownApp({
    db: deferDatabase(opening),
    ready,
    seal,
    preferences,
    navigation,
    settings,
    // the development server talks to the page; only a built one can be sealed
    sealPage: () => import.meta.env.PROD && seal.close(),
    appVersion: __APP_VERSION__,
    build: __BUILD__
  });
  return making;
}

async function start(): Promise<void> {
  const settings = new Settings();
  const preferences = new Preferences(settings, chooseLocale(navigator.languages));
  const i18n = new I18nContext(await loadWords(preferences.locale, "CNY"));
  const seal = new Seal(document);
  const names = localeNames(locales);
  const navigation = new Navigation();
  const opening = openApp(seal, preferences, navigation, settings);
  const restoring = opening.then((app) => app.restore());
  const keptFiles = settings.read("keptFiles") ?? 0;
  const languages = locales.map((tag) => ({tag, name: names.get(tag) ?? tag}));
  mount(App, {
    target: document.body,
    props: {
      preferences,
      navigation,
      seal,
      i18n,
      loadWords,
      locales: languages,
      opening,
      restoring,
      keptFiles,
      openSample
    }
  });
  // asked for in the console before the engine stands, it waits as a dropped file does
  window.huitou ??= {sql: async (select, options) => (await opening, window.huitou!.sql(select, options))};
  document.documentElement.dataset.ready = "true";
  const app = await opening;
  await app.followLink();
  addEventListener("hashchange", () => void app.followLink());
  await restoring;
}

void start();
