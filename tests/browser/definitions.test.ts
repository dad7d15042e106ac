import {afterAll, beforeAll, describe, expect, test} from "vitest";
import {seriousViolations} from "../support/axe";
import {closeBrowser, openPage, type OpenPage} from "../support/browser";
import {settled} from "../support/checkup";
import {dismissMessages, importFiles} from "../support/importing";
import {reportFile, sixOrders} from "../support/orders";

afterAll(closeBrowser);

let opened: OpenPage;
beforeAll(async () => {
  opened = await openPage({locale: "en", notebook: "weekly"});
  await importFiles(opened.page, reportFile("orders.csv", sixOrders("43")));
  await dismissMessages(opened.page);
});
afterAll(() => opened.close());

async function openDefinitions(): Promise<void> {
  const {page} = opened;
  await page.locator("nav.rail .notebooks button.item", {hasText: /Definitions|口径/}).click();
  await page.locator("#definitions-search").waitFor();
}

/** Numbers of the entries that can be seen, in order. */
function entries(): Promise<string[]> {
  return opened.page.locator("main article").evaluateAll((all) => all.map(({id}) => id.replace("metric-", "")));
}

async function search(words: string): Promise<string[]> {
  await opened.page.fill("#definitions-search", words);
  return entries();
}

describe("the page of definitions", () => {
  beforeAll(openDefinitions);

  test("shows what the pages show, and keeps back what none shows yet", async () => {
    const {page} = opened;
    const shown = await entries();
    expect(shown).toContain("F6");
    expect(shown).toContain("F22");
    expect(shown).not.toContain("F79");
    const [, later] = /\((\d+)\)/.exec((await page.locator(".later h2").textContent()) ?? "") ?? [];
    expect(shown.length + Number(later)).toBe(84);
    await page.locator(".later .head button").click();
    expect(await entries()).toHaveLength(84);
    await page.locator(".later .head button").click();
    expect(await entries()).toEqual(shown);
  });

  test("finds by name, by words of the definition and by number, those not shown yet too", async () => {
    const {page} = opened;
    expect(await search("F2")).toEqual(["F2"]);
    expect(await search("f22")).toEqual(["F22"]);
    expect(await search("watched 100 full days")).toEqual(["F22"]);
    expect(await search("overlap")).toEqual(["F82"]);
    expect(await search("nothing of the kind")).toEqual([]);
    expect(await page.locator(".search [role=status]").textContent()).toContain("Nothing found");
    await page.fill("#definitions-search", "");
  });

  test("says why an entry is off with this data", async () => {
    const birthdays = opened.page.locator("#metric-F71");
    expect(await birthdays.locator(".off").textContent()).toContain("No birthday is known");
    expect(await opened.page.locator("#metric-F6 .off").count()).toBe(0);
  });

  test("a slash goes to the search", async () => {
    const {page} = opened;
    await page.locator("h1").click();
    await page.keyboard.press("/");
    expect(await page.evaluate(() => document.activeElement?.id)).toBe("definitions-search");
    expect(await page.inputValue("#definitions-search")).toBe("");
  });

  test("a place leads to its cell", async () => {
    const {page} = opened;
    await page.locator("#metric-F29 .page button").first().click();
    await settled(page);
    const top = () =>
      page.locator("[data-cell=ladder_chart]").evaluate((cell) => Math.round(cell.getBoundingClientRect().top));
    // below the bar at the top, and not below half of the screen
    await expect.poll(top).toBeLessThan(360);
    expect(await top()).toBeGreaterThan(-60);
  });

  test("the drawer of a number leads to its entry, which then has the focus", async () => {
    const {page} = opened;
    await page.locator("[data-cell=ladder_chart] figcaption button").first().click();
    await page.locator("aside.drawer .metrics button").first().click();
    await page.locator("#metric-F29").waitFor();
    await expect.poll(() => page.evaluate(() => document.activeElement?.id)).toBe("metric-F29");
  });
});

describe.each([
  {locale: "zh-Hans", colorScheme: "light"},
  {locale: "zh-Hans", colorScheme: "dark"},
  {locale: "en", colorScheme: "dark"}
] as const)("$locale, $colorScheme", ({locale, colorScheme}) => {
  test("nothing is seriously wrong for a screen reader or a weak eye, and a phone holds it", async () => {
    const {page} = opened;
    await page.emulateMedia({colorScheme, reducedMotion: "reduce"});
    await page.selectOption(".language select", locale);
    await page.waitForFunction((lang) => document.documentElement.lang === lang, locale);
    await openDefinitions();
    await page.locator(".later .head button").click();
    expect(await seriousViolations(page)).toEqual([]);
    await page.setViewportSize({width: 390, height: 844});
    expect(await page.evaluate(() => document.scrollingElement!.scrollWidth)).toBe(390);
    await page.setViewportSize({width: 1280, height: 800});
  });
});
