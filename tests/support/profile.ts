import {mkdtemp, rm} from "node:fs/promises";
import {tmpdir} from "node:os";
import {join} from "node:path";
import {chromium, type BrowserContext, type BrowserContextOptions, type CDPSession, type Page} from "playwright-core";
import {inject} from "vitest";
import {openWith, timeoutMs, type ShippedNotebook} from "./browser";
import {findChromium, shortLived} from "./chromium";

/** A page of a profile, and what went wrong in it. */
export interface Visit {
  page: Page;
  /** error messages in the console, uncaught exceptions among them */
  errors: string[];
  /** the address of every request of the page */
  requests: string[];
}

/** How a page of a profile is opened. */
export interface VisitOptions {
  /** another address than the built page */
  url?: string;
  /** run in the page before anything of it; what it says with `happened` is told */
  before?: () => void;
  tell?: (what: string, text?: string) => void;
}

/** A browser with a folder of its own: what a page keeps in it outlives the browser, as it does for a person. */
export class Profile {
  readonly #folder: string;
  readonly #options: BrowserContextOptions;
  readonly #notebook: ShippedNotebook;
  #context: BrowserContext | null = null;

  private constructor(folder: string, options: BrowserContextOptions, notebook: ShippedNotebook) {
    this.#folder = folder;
    this.#options = options;
    this.#notebook = notebook;
  }

  /**
   * A fresh profile in a folder for temporary files. Its pages open with the weekly review unless told, since what a browser
   * keeps does not hang on how many cells are shown.
   */
  static async make(options: BrowserContextOptions = {}, notebook: ShippedNotebook = "weekly"): Promise<Profile> {
    return new Profile(await mkdtemp(join(tmpdir(), "huitou-profile-")), options, notebook);
  }

  /** The running browser, started when it does not run. */
  async browser(): Promise<BrowserContext> {
    const found = await findChromium();
    this.#context ??= await chromium.launchPersistentContext(this.#folder, {
      ...found,
      args: [...(found.args ?? []), shortLived],
      locale: "en-GB",
      viewport: {width: 1280, height: 900},
      serviceWorkers: "block",
      ...this.#options
    });
    await this.#context.addInitScript(openWith, this.#notebook);
    return this.#context;
  }

  /** Opens the built page in a tab of its own. */
  async visit({url = inject("pageUrl"), before, tell}: VisitOptions = {}): Promise<Visit> {
    const context = await this.browser();
    context.setDefaultTimeout(timeoutMs);
    const page = await context.newPage();
    const visit: Visit = {page, errors: [], requests: []};
    page.on("request", (request) => /^https?:/.test(request.url()) && visit.requests.push(request.url()));
    page.on("pageerror", (error) => visit.errors.push(String(error)));
    page.on("console", (message) => message.type() === "error" && visit.errors.push(message.text()));
    if (tell) await page.exposeFunction("happened", tell);
    if (before) await page.addInitScript(before);
    await page.goto(url);
    await page.waitForSelector('html[data-ready="true"]', {state: "attached"});
    return visit;
  }

  /** Opens a page of the same origin on which nothing of ours runs: to look, or to tidy up, behind our page's back. */
  async beside(url = inject("pageUrl")): Promise<Page> {
    const page = await (await this.browser()).newPage();
    await page.goto(new URL("nothing-here", url).href);
    return page;
  }

  /** The browser's own tools on a page. */
  async tools(page: Page): Promise<CDPSession> {
    return (await this.browser()).newCDPSession(page);
  }

  /** Deletes what a page's origin stores, as a browser does that needs room. */
  async evict(page: Page): Promise<void> {
    const tools = await this.tools(page);
    await tools.send("Storage.clearDataForOrigin", {origin: new URL(page.url()).origin, storageTypes: "all"});
  }

  /** Begins anew: closes every page, and deletes what they kept. */
  async forget(): Promise<void> {
    const page = await this.beside();
    const others = page
      .context()
      .pages()
      .filter((other) => other !== page);
    await Promise.all(others.map((other) => other.close()));
    await this.evict(page);
    await page.close();
  }

  /** Ends the browser as a person does. */
  async quit(): Promise<void> {
    await this.#context?.close();
    this.#context = null;
  }

  /** Ends the process that shows a page, as a fault in it does. */
  async crash(page: Page): Promise<void> {
    const gone = page.waitForEvent("crash");
    const tools = await this.tools(page);
    void tools.send("Page.crash").catch(() => {});
    await gone;
    await page.close();
  }

  /** Ends the browser as the system does: at once, without asking. */
  async kill(): Promise<void> {
    const context = await this.browser();
    const session = await context.browser()!.newBrowserCDPSession();
    const {processInfo} = await session.send("SystemInfo.getProcessInfo");
    const gone = new Promise<void>((resolve) => context.once("close", () => resolve()));
    for (const {id, type} of processInfo) if (type === "browser") process.kill(id, "SIGKILL");
    await gone;
    this.#context = null;
  }

  /** Ends the browser and deletes the profile. */
  async discard(): Promise<void> {
    await this.quit();
    await rm(this.#folder, {recursive: true, force: true, maxRetries: 5});
  }
}
