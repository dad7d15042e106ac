import {importOnDemand} from "../on-demand";
import {findProgram, type Driven, type Kind} from "./driven";

const program = () => process.env.FIREFOX_PATH ?? findProgram("firefox-esr", "firefox");

/** What is used of puppeteer-core. */
interface Puppeteer {
  default: {launch(options: object): Promise<Browser>};
}

interface Browser {
  version(): Promise<string>;
  newPage(): Promise<Page>;
  close(): Promise<void>;
}

interface Page {
  mouse: {
    move(x: number, y: number, options?: {steps: number}): Promise<void>;
    down(): Promise<void>;
    up(): Promise<void>;
  };
  keyboard: Record<"down" | "press" | "up" | "type", (text: string) => Promise<void>>;
  on(event: "console", listener: (message: {type(): string; text(): string}) => void): void;
  on(event: "pageerror", listener: (error: unknown) => void): void;
  setViewport(size: {width: number; height: number}): Promise<void>;
  goto(url: string): Promise<unknown>;
  evaluate(body: unknown, ...args: readonly unknown[]): Promise<unknown>;
  waitForSelector(selector: string): Promise<{uploadFile(...paths: string[]): Promise<void>}>;
  click(selector: string): Promise<void>;
}

/** Firefox, spoken to through WebDriver BiDi, which it has built in. */
export const firefox: Kind = {
  name: "Firefox",
  isPrivate: false,
  missing: () => (program() ? null : "Firefox is not installed (apt-get install firefox-esr, or FIREFOX_PATH=…)"),
  start
};

async function start(downloads: string): Promise<Driven> {
  const {default: puppeteer} = await importOnDemand<Puppeteer>("puppeteer-core", "24.43.1");
  const browser = await puppeteer.launch({
    browser: "firefox",
    executablePath: program()!,
    extraPrefsFirefox: {
      "browser.download.folderList": 2,
      "browser.download.dir": downloads,
      "browser.download.useDownloadDir": true,
      "intl.accept_languages": "en"
    }
  });
  const page = await browser.newPage();
  await page.setViewport({width: 1440, height: 900});
  const errors: string[] = [];
  page.on("console", (message) => void (message.type() === "error" && errors.push(message.text())));
  page.on("pageerror", (error) => errors.push(String(error)));
  return {
    version: await browser.version(),
    errors,
    open: async (url) => void (await page.goto(url)),
    run: (body, ...args) => page.evaluate(body, ...args) as never,
    async choose(...paths) {
      const input = await page.waitForSelector("input[type=file]");
      await input.uploadFile(...paths);
    },
    click: (selector) => page.click(selector),
    async drag(from, to) {
      await page.mouse.move(from.x, from.y);
      await page.mouse.down();
      await page.mouse.move(to.x, to.y, {steps: 8});
      await page.mouse.up();
    },
    async retype(text) {
      await page.keyboard.down("Control");
      await page.keyboard.press("a");
      await page.keyboard.up("Control");
      await page.keyboard.type(text);
    },
    close: () => browser.close()
  };
}
