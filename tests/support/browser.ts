import {chromium, type Browser, type BrowserContextOptions, type Page} from "playwright-core";
import {inject} from "vitest";
import type {ConsoleOptions, HuitouConsole} from "../../src/engine/console";
import {findChromium, shortLived} from "./chromium";

/** A page under test, and everything it did that a test may ask about. */
export interface OpenPage {
  page: Page;
  /** error messages in the console, uncaught exceptions among them */
  errors: string[];
  /** what the page's policy refused: `directive: address` */
  violations: string[];
  /** the address of every request of the page and its workers, `blob:` and `data:` left out */
  requests: string[];
  /** ends the page and forgets what it stored */
  close(): Promise<void>;
}

/** How a page is opened. */
export interface PageOptions {
  locale?: string;
  colorScheme?: "light" | "dark";
  viewport?: {width: number; height: number};
  /** whether the page may keep an offline copy of itself; not unless told */
  serviceWorkers?: "allow" | "block";
  /** whether to wait until the engine answers; true unless told */
  isReady?: boolean;
  /** another address than the built page */
  url?: string;
  /** run in the page before anything of its own */
  script?: () => void;
  /** the shipped notebook that the page opens with; the check-up unless told. The weekly review has a third of its cells */
  notebook?: ShippedNotebook;
}

/** A notebook that the page brings along. */
export type ShippedNotebook = "checkup" | "weekly";

/** How long a page may take for a step on a machine that is busy with other things, in milliseconds. */
export const timeoutMs = 60_000;

let browser: Promise<Browser> | undefined;

/** The one browser of a test file; call `closeBrowser` in `afterAll`. */
export function openBrowser(): Promise<Browser> {
  const extra = inject("isShortLived") ? [shortLived] : [];
  browser ??= findChromium().then(({args = [], ...found}) => chromium.launch({...found, args: [...args, ...extra]}));
  return browser;
}

/** Ends the browser of a test file. */
export async function closeBrowser(): Promise<void> {
  await (await browser)?.close();
  browser = undefined;
}

/** Opens the built page in a fresh profile. */
export async function openPage({
  isReady = true,
  url = inject("pageUrl"),
  script,
  notebook = "checkup",
  ...options
}: PageOptions = {}): Promise<OpenPage> {
  const context = await (await openBrowser()).newContext({...defaults, ...options});
  context.setDefaultTimeout(timeoutMs);
  const page = await context.newPage();
  const seen = {errors: [] as string[], violations: [] as string[], requests: [] as string[]};
  context.on("request", (request) => {
    if (/^(https?|wss?):/.test(request.url())) seen.requests.push(request.url());
  });
  page.on("pageerror", (error) => seen.errors.push(String(error)));
  page.on("console", (message) => message.type() === "error" && seen.errors.push(message.text()));
  await page.exposeFunction("reportViolation", (violation: string) => seen.violations.push(violation));
  await page.addInitScript(watchPolicy);
  if (script) await page.addInitScript(script);
  await page.addInitScript(openWith, notebook);
  await page.goto(url);
  if (isReady) await page.waitForSelector('html[data-ready="true"]', {state: "attached", timeout: timeoutMs});
  return {page, ...seen, close: () => context.close()};
}

// each page would copy all its files again; the tests of the offline copy let it
const defaults: BrowserContextOptions = {
  locale: "en-GB",
  viewport: {width: 1280, height: 900},
  serviceWorkers: "block"
};

/** Runs in the page before anything of its own: a page that has no notebook of an earlier visit opens with this one. */
export function openWith(notebook: ShippedNotebook): void {
  const key = "huitou.setting.notebook";
  try {
    if (notebook !== "checkup" && localStorage.getItem(key) === null)
      localStorage.setItem(key, JSON.stringify(notebook));
  } catch {
    // a page that may keep nothing opens with the check-up
  }
}

function watchPolicy(): void {
  const target = globalThis as unknown as {reportViolation(text: string): void};
  document.addEventListener("securitypolicyviolation", ({effectiveDirective, blockedURI}) =>
    target.reportViolation(`${effectiveDirective}: ${blockedURI}`)
  );
}

/** The rows of one select, asked the way a person asks in the console. */
export function sql(
  page: Page,
  select: string,
  options: Omit<ConsoleOptions, "signal"> = {}
): Promise<Record<string, unknown>[]> {
  return page.evaluate(
    ([text, settings]) => {
      const {huitou} = globalThis as unknown as {huitou: HuitouConsole};
      return huitou.sql(text, settings);
    },
    [select, options] as const
  );
}

/** The error code with which a select is refused, or what came back instead. */
export function refusal(page: Page, select: string, options: Omit<ConsoleOptions, "signal"> = {}): Promise<string> {
  return page.evaluate(
    ([text, settings]) => {
      const {huitou} = globalThis as unknown as {huitou: HuitouConsole};
      return huitou.sql(text, settings).then(
        (rows) => `answered with ${rows.length} rows`,
        (error: {code?: string}) => error.code ?? `no code: ${String(error)}`
      );
    },
    [select, options] as const
  );
}
