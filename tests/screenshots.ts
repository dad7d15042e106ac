import {mkdir} from "node:fs/promises";
import {resolve} from "node:path";
import {chromium, type BrowserContextOptions, type Page} from "playwright-core";
import {settled} from "./support/checkup";
import {findChromium} from "./support/chromium";
import {serveFolder} from "./support/servers";

// `npm run screenshots` renews the pictures of README.md from the built page (`dist`) and its sample shop; with names of
// pictures after it, only those

/** A picture: how the page is opened, and what is done before it is taken. */
interface Screenshot {
  name: string;
  options: BrowserContextOptions;
  /** what is done once the sample shop is shown */
  prepare?: (page: Page) => Promise<void>;
}

const wide = {width: 1440, height: 1180};
const folder = ".github/screenshots";

const screenshots: readonly Screenshot[] = [
  {name: "checkup-zh", options: {locale: "zh-CN", viewport: wide}},
  {name: "checkup-en-dark", options: {locale: "en-GB", viewport: wide, colorScheme: "dark"}},
  {name: "checkup-phone", options: {locale: "zh-CN", viewport: {width: 390, height: 1000}}},
  {name: "import-report", options: {locale: "en-GB", viewport: wide}, prepare: openImportReport}
];

async function openImportReport(page: Page): Promise<void> {
  await page.getByRole("button", {name: "All imports"}).click();
  await page
    .getByRole("button", {name: /^Import report of/})
    .first()
    .click();
  await page.locator("main .equation").waitFor();
}

const names = process.argv.slice(2);
const wanted = screenshots.filter(({name}) => names.length === 0 || names.includes(name));

await mkdir(folder, {recursive: true});
const server = await serveFolder(resolve("dist"), "/");
const browser = await chromium.launch(await findChromium());
try {
  for (const {name, options, prepare} of wanted) {
    const context = await browser.newContext({...options, serviceWorkers: "block"});
    context.setDefaultTimeout(120_000);
    const page = await context.newPage();
    await page.goto(server.url);
    await page
      .getByRole("button", {name: /样板店|sample/})
      .first()
      .click();
    await settled(page);
    // the news of the import goes by itself
    await page.locator(".stack .news").waitFor({state: "detached"});
    await prepare?.(page);
    await page.screenshot({path: `${folder}/${name}.png`});
    await context.close();
  }
} finally {
  await browser.close();
  await server.close();
}
