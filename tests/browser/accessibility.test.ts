import {afterAll, beforeAll, describe, expect, test} from "vitest";
import {seriousViolations} from "../support/axe";
import {closeBrowser, openPage, sql, type OpenPage} from "../support/browser";
import {sampleFile, settled, textFile} from "../support/checkup";
import {dismissMessages, importFiles, openCheckup, openReport} from "../support/importing";

afterAll(closeBrowser);

const looks = [
  {locale: "zh-Hans", colorScheme: "light"},
  {locale: "zh-Hans", colorScheme: "dark"},
  {locale: "en", colorScheme: "light"},
  {locale: "en", colorScheme: "dark"}
] as const;

let opened: OpenPage;
beforeAll(async () => {
  opened = await openPage({locale: "zh-CN"});
});
afterAll(() => opened.close());

/** Changes language and look as a person and their device do. */
async function look({locale, colorScheme}: (typeof looks)[number]): Promise<void> {
  const {page} = opened;
  await page.emulateMedia({colorScheme, reducedMotion: "reduce"});
  await page.selectOption(".language select", locale);
  await page.waitForFunction(
    ([lang, theme]) => document.documentElement.lang === lang && document.documentElement.dataset.theme === theme,
    [locale, colorScheme] as const
  );
}

describe.each(looks)("the landing, $locale, $colorScheme", (chosen) => {
  test("has nothing seriously wrong for a screen reader or a weak eye", async () => {
    await look(chosen);
    expect(await seriousViolations(opened.page)).toEqual([]);
  });
});

describe("the check-up of a shop", () => {
  beforeAll(async () => {
    const {page} = opened;
    await importFiles(page, sampleFile("taobao-orders.csv"));
    await dismissMessages(page);
  });

  test.each(looks)("$locale, $colorScheme: nothing is seriously wrong", async (chosen) => {
    await look(chosen);
    await settled(opened.page);
    expect(await seriousViolations(opened.page)).toEqual([]);
  });

  test("has a header, contents, a main part with one title, and a way to skip to it", async () => {
    const {page} = opened;
    for (const landmark of ["banner", "navigation", "main"] as const)
      expect(await page.getByRole(landmark).count(), landmark).toBe(1);
    expect(await page.locator("h1").count()).toBe(1);
    await page.evaluate(() => (document.activeElement as HTMLElement | null)?.blur());
    await page.keyboard.press("Tab");
    expect(await page.evaluate(() => document.activeElement?.getAttribute("href"))).toBe("#main");
    await page.keyboard.press("Enter");
    await page.keyboard.press("Tab");
    expect(await page.evaluate(() => document.activeElement?.closest("main") !== null)).toBe(true);
  });

  test("every input has a name", async () => {
    const nameless = await opened.page.locator("input, select, textarea, [role=slider]").evaluateAll((inputs) =>
      inputs
        .filter((input) => {
          const {labels} = input as HTMLInputElement;
          return !input.getAttribute("aria-label") && !(labels?.length && labels[0]!.textContent?.trim());
        })
        .map((input) => input.outerHTML)
    );
    expect(nameless).toEqual([]);
  });

  test("every picture says in a sentence what it shows", async () => {
    const pictures = await opened.page
      .locator(".drawing svg:not([aria-hidden])")
      .evaluateAll((all) =>
        all
          .filter((picture) => !picture.closest("[role=img], [aria-hidden=true]") || picture.getAttribute("role"))
          .map((picture) => ({role: picture.getAttribute("role"), label: picture.getAttribute("aria-label") ?? ""}))
      );
    expect(pictures.length).toBeGreaterThan(8);
    for (const {role, label} of pictures) {
      expect(role).toMatch(/^(img|group|figure)$/);
      expect(label.length, label).toBeGreaterThan(10);
    }
  });

  test("whoever goes through the page by Tab always sees where they are", async () => {
    const {page} = opened;
    await page.evaluate(() => (document.activeElement as HTMLElement | null)?.blur());
    const unseen: string[] = [];
    let stops = 0;
    for (; stops < 400; stops++) {
      await page.keyboard.press("Tab");
      const stop = await page.evaluate(() => {
        const element = document.activeElement!;
        if (element === document.body) return null;
        const marked = [element, element.closest("label")].filter((other) => other !== null);
        const isSeen = marked.some((other) => getComputedStyle(other).outlineStyle !== "none");
        return isSeen ? "" : element.outerHTML.slice(0, 200);
      });
      if (stop === null) break;
      if (stop) unseen.push(stop);
    }
    expect(stops).toBeGreaterThan(50);
    expect(unseen).toEqual([]);
  });

  test("the arrows move a cut by a day and a slider by a step, and Ctrl+Z takes it back", async () => {
    const {page} = opened;
    const cut = page.locator("[role=slider]").nth(1);
    await cut.focus();
    await page.keyboard.press("ArrowRight");
    await expect.poll(() => cut.getAttribute("aria-valuenow")).toBe("181");
    await settled(page);
    expect(await sql(page, "select to_days from lifecycle where stage = 'silent'")).toEqual([{to_days: 181}]);
    await page.keyboard.press("Control+z");
    await expect.poll(() => cut.getAttribute("aria-valuenow")).toBe("180");
    const days = page.locator("input[type=range]").first();
    await days.focus();
    await page.keyboard.press("ArrowLeft");
    await expect.poll(() => days.inputValue()).toBe("95");
    await settled(page);
    await page.locator(".undo").click();
    await expect.poll(() => days.inputValue()).toBe("100");
    await settled(page);
  });

  test("Enter on a stage narrows the page to it and keeps the focus; Enter again widens it", async () => {
    const {page} = opened;
    const customers = async () =>
      (await sql(page, "select count(*) as customers from selected_customers"))[0]!.customers;
    const all = await customers();
    const stage = () => page.locator('[data-cell="stage_bar"] [role=button]').first();
    await stage().focus();
    await page.keyboard.press("Enter");
    await expect.poll(customers, {timeout: 10_000}).not.toBe(all);
    await settled(page);
    await expect.poll(() => stage().getAttribute("aria-pressed")).toBe("true");
    expect(await page.evaluate(() => document.activeElement?.getAttribute("role"))).toBe("button");
    await page.keyboard.press("Enter");
    await expect.poll(customers, {timeout: 10_000}).toBe(all);
    await settled(page);
  });

  test.each(looks.slice(1, 3))("$locale, $colorScheme: an open drawer has nothing seriously wrong", async (chosen) => {
    const {page} = opened;
    await look(chosen);
    await page.locator("figcaption button").first().click();
    await page.locator("aside.drawer tbody tr").first().waitFor();
    expect(await page.locator("aside.drawer").getAttribute("aria-label")).toBeTruthy();
    expect(await seriousViolations(page)).toEqual([]);
    await page.keyboard.press("Escape");
    await page.locator("aside.drawer").waitFor({state: "detached"});
  });

  test.each(looks.slice(0, 1))("$locale: a chart as a table has nothing seriously wrong", async (chosen) => {
    const {page} = opened;
    await look(chosen);
    const figure = page.locator('[data-cell="week_orders"]');
    await figure.locator(".take button[aria-expanded]").press("Enter");
    await figure.locator(".twin table").waitFor();
    expect(await seriousViolations(page)).toEqual([]);
    await figure.locator(".take button[aria-expanded]").press("Enter");
  });

  test.each(looks.slice(0, 2))(
    "$locale, $colorScheme: the import report has nothing seriously wrong",
    async (chosen) => {
      const {page} = opened;
      await look(chosen);
      await openReport(page, "taobao-orders.csv");
      expect(await seriousViolations(page)).toEqual([]);
      await openCheckup(page);
    }
  );

  test.each(looks.slice(2))("$locale, $colorScheme: the weekly review has nothing seriously wrong", async (chosen) => {
    const {page} = opened;
    await look(chosen);
    await page.locator("nav.rail button").nth(1).click();
    await settled(page);
    expect(await seriousViolations(page)).toEqual([]);
    await openCheckup(page);
  });

  test("the mapping dialog has nothing seriously wrong, light or dark", async () => {
    const {page} = opened;
    const rows = [1, 2, 3, 4, 5].map((day) => `A${day},ann,2026-03-0${day} 10:00:00,10.00`);
    await importFiles(page, textFile("own.csv", ["Nr,Who,When,How much", ...rows].join("\n")));
    await page.locator("dialog .scroll").nth(1).waitFor();
    await page.locator("dialog summary").click();
    expect(await seriousViolations(page)).toEqual([]);
    await page.emulateMedia({colorScheme: "light"});
    await page.waitForFunction(() => document.documentElement.dataset.theme === "light");
    expect(await seriousViolations(page)).toEqual([]);
    await page.keyboard.press("Escape");
  });

  test("nothing went wrong on the way", () => {
    expect({errors: opened.errors, violations: opened.violations}).toEqual({errors: [], violations: []});
  });
});
