import {mount} from "svelte";
import App from "./App.svelte";
import {gunzipped} from "./base/gunzip";
import type {Measure} from "./base/words";
import {loadAssets} from "./engine/assets";
import {chooseLocale, fallbackLocale, localeNames} from "./i18n/locale";
import {loadMessages, locales} from "./i18n/messages";
import {makeWords, type Sentences} from "./i18n/translate";
import {OfflineCopy} from "./persist/offline";
import {Settings} from "./persist/settings";
import {OfflineSession} from "./session/offline.svelte";
import {Navigation} from "./session/navigation.svelte";
import {Preferences} from "./session/preferences.svelte";
import {Seal} from "./session/seal.svelte";
import {I18nContext} from "./ui/i18n-context.svelte";
import type {ShownApp} from "./app";
import "./ui/tokens.css";
import "./ui/base.css";

/** How the columns of the models are written; filled before any result can be shown, and not needed for the landing. */
const measures = new Map<string, Measure>();

async function loadWords(locale: string, currency: string): Promise<Sentences> {
  const [messages, fallback] = await Promise.all([loadMessages(locale), loadMessages(fallbackLocale)]);
  return makeWords(locale, messages, fallback, {currency, measures});
}

/** The sample shops of the landing by name, still packed. */
type Samples = Readonly<Record<"taobao" | "shopify", Promise<Blob>>>;

function fetchSamples(): Samples {
  return {taobao: fetchSample("taobao"), shopify: fetchSample("shopify")};
}

/** Resolves when every sample is here or could not be fetched; the page works without them. */
async function fetchedOrMissing(samples: Samples): Promise<void> {
  await Promise.allSettled(Object.values(samples));
}

async function fetchSample(name: keyof Samples): Promise<Blob> {
  const ending = import.meta.env.PROD ? "csv.gz" : "csv";
  const url = new URL(`sample-data/${name}-orders.${ending}`, document.baseURI);
  const response = await fetch(url, {priority: "low"});
  if (!response.ok) throw new Error(`${response.status}`);
  return response.blob();
}

async function unpackSample(samples: Samples, name: keyof Samples): Promise<File> {
  const bytes = await gunzipped((await samples[name]).stream());
  return new File([await new Response(bytes).blob()], `${name}-orders.csv`);
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
    import("./ingest/reading").then(({prepareReading}) => prepareReading()),
    import("./ingest/unpack-worker").then(({prepareUnpacking}) => prepareUnpacking()),
    import("./models/computing").then(({prepareComputing}) => prepareComputing()),
    ...locales.map(loadMessages)
  ]);
}

/** Milliseconds for which dropped files wait until the copy for offline use is whole. */
const longestCopyMs = 20_000;

/** What the page is opened with. */
interface Opening {
  seal: Seal;
  preferences: Preferences;
  navigation: Navigation;
  settings: Settings;
  samples: Samples;
}

/**
 * Fetches, behind the landing, everything that the page will ever need; then closes the page to the network, and only then
 * starts the engine, whose worker inherits the closed policy.
 */
async function openApp({seal, preferences, navigation, settings, samples}: Opening): Promise<ShownApp> {
  const engine = Promise.all([import("./engine/duckdb"), loadAssets()]);
  const rest = Promise.all([engine, fetchTheRest(), fetchedOrMissing(samples)]);
  const [{openShownApp, deferDatabase}, {shippedMeasures}] = await Promise.all([
    import("./app"),
    import("./models/library")
  ]);
  for (const [column, measure] of shippedMeasures) measures.set(column, measure);
  const offline = new OfflineSession(new OfflineCopy());
  // the development server talks to the page; only a built one can be closed
  const closing = rest.then(() => (import.meta.env.PROD ? closePage(seal, offline) : undefined));
  const opening = closing.then(async () => {
    const [{openDatabase}, assets] = await engine;
    return openDatabase(assets, {onRestart: () => void making.then(({sessions}) => sessions.shop.reload())});
  });
  const sealing = closing.then(() => sealPage(seal, offline));
  const making: Promise<ShownApp> = openShownApp({
    ...{seal, preferences, navigation, settings, offline},
    db: deferDatabase(opening),
    ready: opening.then(() => undefined),
    sealed: Promise.all([opening, sealing]).then(() => undefined),
    appVersion: __APP_VERSION__,
    build: __BUILD__
  });
  return making;
}

/** Closes the page to the network, after the copy for offline use was asked for: a closed page cannot ask. */
async function closePage(seal: Seal, offline: OfflineSession): Promise<void> {
  await offline.keep();
  seal.close();
}

/**
 * Says that the page is sealed once the copy for offline use asks the host for nothing more. Files that were dropped wait for
 * that; where the copy takes long they are read, while the page does not yet say that it is sealed.
 */
async function sealPage(seal: Seal, offline: OfflineSession): Promise<void> {
  const quiet = offline.settled().then(() => seal.confirm());
  await Promise.race([quiet, new Promise((resolve) => setTimeout(resolve, longestCopyMs))]);
}

async function start(): Promise<void> {
  const settings = new Settings();
  const preferences = new Preferences(settings, chooseLocale(navigator.languages));
  const i18n = new I18nContext(await loadWords(preferences.locale, "CNY"));
  const seal = new Seal(document);
  const samples = fetchSamples();
  const names = localeNames(locales);
  const navigation = new Navigation();
  const opening = openApp({seal, preferences, navigation, settings, samples});
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
      openSample: (name: keyof Samples) => unpackSample(samples, name)
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
