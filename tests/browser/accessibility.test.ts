import {afterAll, beforeAll, describe, expect, test} from "vitest";
import {seriousViolations} from "../support/axe";
import {closeBrowser, openPage, sql, type OpenPage} from "../support/browser";
import {sampleFile, settled, textFile} from "../support/checkup";
import {dismissMessages, importFiles, openCheckup, openReport, openWeekly} from "../support/importing";
import {soakCases} from "../support/soak";

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

describe.each(soakCases(looks, 1, 1))("the landing, $locale, $colorScheme", (chosen) => {
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

  test.each(soakCases(looks, 1, 1))("$locale, $colorScheme: nothing is seriously wrong", async (chosen) => {
    await look(chosen);
    await settled(opened.page);
    expect(await seriousViolations(opened.page)).toEqual([]);
  });

  test("has a header, contents, a main part with one title, and a way to skip to it", async () => {
    const {page} = opened;
    for (const landmark of ["banner", "navigation", "main"] as const)
      expect(await page.getByRole(landmark).count(), landmark).toBe(1);
    expect(await page.locator("h1").count()).toBe(1);
    // the first that Tab reaches from the top of the page
    const first = await page.evaluate(() => {
      const reached = "a[href], button, select, textarea, input:not([tabindex='-1'])";
      const link = document.querySelector<HTMLElement>(reached)!;
      link.focus();
      return link.getAttribute("href");
    });
    expect(first).toBe("#main");
    await page.keyboard.press("Enter");
    await page.keyboard.press("Tab");
    expect(await page.evaluate(() => document.activeElement?.closest("main") !== null)).toBe(true);
  });

  test("the first finding is three keys away, and everything else is found by typing", async () => {
    const {page} = opened;
    await page.evaluate(() => (document.activeElement as HTMLElement | null)?.blur());
    await page.evaluate(() => document.querySelector<HTMLElement>("a.skip")!.focus());
    await page.keyboard.press("Tab");
    await page.keyboard.press("Enter");
    const focused = () =>
      page.evaluate(() => document.activeElement?.closest<HTMLElement>("[data-cell]")?.dataset.cell);
    await expect.poll(focused).toBe("verdict_list");
    await page.keyboard.press("ControlOrMeta+k");
    const palette = page.getByRole("dialog");
    const box = palette.getByRole("combobox");
    await expect.poll(() => box.evaluate((input) => input === document.activeElement)).toBe(true);
    expect(await seriousViolations(page)).toEqual([]);
    await box.fill("没有这个东西");
    await expect.poll(() => palette.getByRole("option").count()).toBe(0);
    await box.fill("mzhg");
    await expect.poll(() => palette.getByRole("option", {selected: true}).allInnerTexts()).toHaveLength(1);
    expect(await palette.getByRole("option", {selected: true}).innerText()).toContain("每周回顾");
    await page.keyboard.press("Enter");
    await page.getByRole("heading", {level: 1, name: "每周回顾"}).waitFor();
    await page.keyboard.press("ControlOrMeta+k");
    await box.fill("客户体检");
    await page.keyboard.press("Enter");
    await page.getByRole("heading", {level: 1, name: "客户体检"}).waitFor();
    await settled(page);
    expect(await page.locator("dialog").count()).toBe(0);
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
    await page.evaluate(() => document.querySelector<HTMLElement>("a.skip")!.focus());
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

  test.each(soakCases(looks.slice(1, 3), 1, 0))(
    "$locale, $colorScheme: an open drawer has nothing seriously wrong",
    async (chosen) => {
      const {page} = opened;
      await look(chosen);
      await page.locator("figcaption button").first().click();
      await page.locator("aside.drawer tbody tr").first().waitFor();
      expect(await page.locator("aside.drawer").getAttribute("aria-label")).toBeTruthy();
      expect(await seriousViolations(page, "aside.drawer")).toEqual([]);
      await page.keyboard.press("Escape");
      await page.locator("aside.drawer").waitFor({state: "detached"});
    }
  );

  test.each(soakCases(looks.slice(0, 2), 1, 1))(
    "$locale, $colorScheme: a chart as a table has nothing seriously wrong",
    async (chosen) => {
      const {page} = opened;
      await look(chosen);
      const figure = page.locator('[data-cell="week_orders"]');
      await figure.locator(".take button[aria-expanded]").press("Enter");
      await figure.locator(".twin table").waitFor();
      expect(await seriousViolations(page, '[data-cell="week_orders"]')).toEqual([]);
      await figure.locator(".take button[aria-expanded]").press("Enter");
    }
  );

  test.each(soakCases(looks.slice(0, 2), 1, 1))(
    "$locale, $colorScheme: the import report has nothing seriously wrong",
    async (chosen) => {
      const {page} = opened;
      await look(chosen);
      await openReport(page, "taobao-orders.csv");
      expect(await seriousViolations(page)).toEqual([]);
      await openCheckup(page);
    }
  );

  test.each(soakCases(looks.slice(1), 1, 0))(
    "$locale, $colorScheme: the weekly review has nothing seriously wrong",
    async (chosen) => {
      const {page} = opened;
      await look(chosen);
      await openWeekly(page);
      expect(await seriousViolations(page)).toEqual([]);
    }
  );

  test("the mapping dialog has nothing seriously wrong, light or dark", async () => {
    const {page} = opened;
    const rows = [1, 2, 3, 4, 5].map((day) => `A${day},ann,2026-03-0${day} 10:00:00,10.00`);
    await importFiles(page, textFile("own.csv", ["Nr,Who,When,How much", ...rows].join("\n")));
    await page.locator("dialog .scroll").nth(1).waitFor();
    await page.locator("dialog summary").click();
    expect(await seriousViolations(page, "dialog")).toEqual([]);
    await page.emulateMedia({colorScheme: "light"});
    await page.waitForFunction(() => document.documentElement.dataset.theme === "light");
    expect(await seriousViolations(page, "dialog")).toEqual([]);
    await page.keyboard.press("Escape");
  });

  describe("writing", () => {
    const cell = (name: string) => opened.page.locator(`article[data-cell="${name}"]`);

    /** Goes to a cell as from the list of cells, and waits for its editor. */
    async function goTo(name: string): Promise<void> {
      await cell(name).evaluate((article) => {
        article.scrollIntoView();
        (article as HTMLElement).focus({preventScroll: true});
      });
      await cell(name).locator(".cm-content").waitFor();
    }

    beforeAll(async () => {
      const {page} = opened;
      await page.locator("body > * header > .plain").nth(1).click();
      await cell("week_table").waitFor();
    });

    test.each(soakCases(looks.slice(1, 3), 1, 1))(
      "$locale, $colorScheme: a select with its grid has nothing seriously wrong",
      async (chosen) => {
        await look(chosen);
        await goTo("week_rows");
        await cell("week_rows").locator("[role=gridcell]").first().waitFor();
        expect(await seriousViolations(opened.page)).toEqual([]);
      }
    );

    test.each(soakCases(looks.slice(1, 3), 1, 1))(
      "$locale, $colorScheme: nor has a chart with its form",
      async (chosen) => {
        await look(chosen);
        await goTo("year_orders");
        await cell("year_orders").locator("select").first().waitFor();
        expect(await seriousViolations(opened.page, 'article[data-cell="year_orders"]')).toEqual([]);
      }
    );

    test.each(soakCases(looks.slice(1, 3), 1, 1))(
      "$locale, $colorScheme: nor have results that are out of date",
      async (chosen) => {
        const {page} = opened;
        await look(chosen);
        await goTo("week_rows");
        await page.keyboard.press("Enter");
        await page.keyboard.press("ControlOrMeta+End");
        await page.keyboard.insertText("9");
        await page.locator('article[data-state="stale"]').first().waitFor();
        expect(await cell("week_rows").locator("[role=gridcell]").first().innerText()).not.toBe("");
        expect(await seriousViolations(page, 'article[data-cell="week_rows"]')).toEqual([]);
        await page.keyboard.press("ControlOrMeta+Enter");
        await settled(page);
      }
    );

    test.each(soakCases(looks.slice(1, 3), 1, 1))(
      "$locale, $colorScheme: nor has a select that failed",
      async (chosen) => {
        const {page} = opened;
        await look(chosen);
        await goTo("week_rows");
        await page.keyboard.press("Enter");
        await page.keyboard.press("ControlOrMeta+a");
        await page.keyboard.insertText("select * from week");
        await page.keyboard.press("ControlOrMeta+Enter");
        await cell("week_rows").locator(".problems").waitFor();
        expect(await seriousViolations(page, 'article[data-cell="week_rows"]')).toEqual([]);
        await page.keyboard.press("Escape");
        await page.keyboard.press("ControlOrMeta+z");
        await page.keyboard.press("ControlOrMeta+Enter");
        await settled(page);
      }
    );

    test.each(soakCases(looks.slice(1, 3), 1, 1))(
      "$locale, $colorScheme: nor has the menu of a column",
      async (chosen) => {
        const {page} = opened;
        await look(chosen);
        await goTo("week_rows");
        await cell("week_rows").locator("[role=gridcell]").first().click();
        await page.keyboard.press("ArrowUp");
        await page.keyboard.press("Alt+ArrowDown");
        await page.locator("[popover].menu").waitFor();
        expect(await seriousViolations(page, "[popover].menu")).toEqual([]);
        await page.keyboard.press("Escape");
      }
    );

    test.each(soakCases(looks.slice(1, 3), 1, 1))(
      "$locale, $colorScheme: nor has looking for words, nor what was before",
      async (chosen) => {
        const {page} = opened;
        await look(chosen);
        await page.keyboard.press("ControlOrMeta+f");
        await page.locator("form.find input").first().fill("week");
        expect(await seriousViolations(page, "form.find")).toEqual([]);
        await page.keyboard.press("Escape");
        await page.keyboard.press("ControlOrMeta+s");
        await page.locator("dialog li button").last().click();
        expect(await seriousViolations(page, "dialog")).toEqual([]);
        await page.keyboard.press("Escape");
        await page.locator("dialog").waitFor({state: "detached"});
      }
    );

    test("a whole session without a mouse: add, write, run, name, move, duplicate, fold, delete, undo", async () => {
      const {page} = opened;
      await look(looks[2]);
      const names = () =>
        page.locator("article[data-cell]").evaluateAll((all) => all.map((each) => (each as HTMLElement).dataset.cell));
      const here = () => page.evaluate(() => document.activeElement?.closest("article")?.dataset.cell ?? null);
      const before = await names();
      await goTo("year_rows");
      await page.keyboard.press("b");
      await expect.poll(async () => (await names()).length).toBe(before.length + 1);
      const added = (await names()).find((name) => !before.includes(name))!;
      await expect.poll(here).toBe(added);
      const at = async () => (await names()).indexOf(added);
      const place = await at();
      expect(place).toBe(before.indexOf("year_rows") + 1);
      await cell(added).locator(".cm-content").waitFor();

      await page.keyboard.press("Enter");
      await page.keyboard.press("ControlOrMeta+a");
      await page.keyboard.insertText("select 41 + 1 as answer");
      await page.keyboard.press("ControlOrMeta+Enter");
      await expect.poll(() => cell(added).locator("[role=gridcell]").first().innerText()).toBe("42");
      await page.keyboard.press("Escape");
      await expect.poll(() => page.evaluate(() => document.activeElement?.tagName)).toBe("ARTICLE");

      await page.keyboard.press("Alt+ArrowUp");
      await expect.poll(at).toBe(place - 1);
      await expect.poll(here).toBe(added);
      await page.keyboard.press("d");
      await expect.poll(async () => (await names()).length).toBe(before.length + 2);
      await page.keyboard.press("Delete");
      await expect.poll(async () => (await names()).length).toBe(before.length + 1);
      await goTo(added);
      await page.keyboard.press("f");
      await cell(added).locator(".folded").waitFor();
      await page.keyboard.press("Delete");
      await expect.poll(names).toEqual(before);
      // and the focus is not lost with what was deleted
      await expect.poll(here).not.toBeNull();
      await page.keyboard.press("ControlOrMeta+z");
      await expect.poll(at).toBe(place - 1);
      await goTo(added);
      await page.keyboard.press("Delete");
      await expect.poll(names).toEqual(before);
    });

    test("whoever goes through the cells by Tab always sees where they are", async () => {
      const {page} = opened;
      await goTo("year_orders");
      const unseen: string[] = [];
      const cells = new Set<string>();
      for (let stops = 0; stops < 80; stops++) {
        await page.keyboard.press("Tab");
        const stop = await page.evaluate(() => {
          const element = document.activeElement!;
          const marked = [element, element.closest("label"), element.closest(".cm-editor")];
          const isSeen = marked.some((other) => other !== null && getComputedStyle(other).outlineStyle !== "none");
          const {width, height} = element.getBoundingClientRect();
          return {
            cell: element.closest("article")?.dataset.cell ?? "",
            unseen: isSeen && width > 0 && height > 0 ? "" : element.outerHTML.slice(0, 200)
          };
        });
        cells.add(stop.cell);
        if (stop.unseen) unseen.push(stop.unseen);
      }
      expect(unseen).toEqual([]);
      expect(cells.size).toBeGreaterThan(2);
    });

    test.each(soakCases(looks, 1, 2))(
      "$locale, $colorScheme: sharing has nothing seriously wrong, in all its ways",
      async (chosen) => {
        const {page} = opened;
        await look(chosen);
        await page.locator("body header > .plain").first().click();
        const ways = page.locator("dialog [role=tab]");
        await ways.first().waitFor();
        for (let index = 0; index < (await ways.count()); index++) {
          await ways.nth(index).click();
          await page.locator("dialog [role=tabpanel] :is(h3, .failure)").first().waitFor();
          expect(await seriousViolations(page, "dialog")).toEqual([]);
        }
        await page.keyboard.press("Escape");
        await page.locator("dialog").waitFor({state: "detached"});
      }
    );

    test.each(soakCases(looks, 1, 2))(
      "$locale, $colorScheme: nor has the page of what this computer keeps",
      async (chosen) => {
        const {page} = opened;
        await look(chosen);
        await page.locator("nav.rail ul.imports button.item").last().click();
        await page.locator("main .forget").waitFor();
        expect(await seriousViolations(page)).toEqual([]);
      }
    );

    test.each(soakCases(looks, 1, 2))(
      "$locale, $colorScheme: nor has the review of a stranger's notebook",
      async (chosen) => {
        const {page} = opened;
        await look(chosen);
        const strange = `---\ntitle: Sh\u043ep\u202e\n---\n\n\`\`\`sql orders2\nselect * from nowhere\n\`\`\`\n\n[bank](https://example.org)\n`;
        await page.setInputFiles("input[type=file]", [
          {name: "strange.md", mimeType: "text/markdown", buffer: Buffer.from(strange)}
        ]);
        await page.locator("main .suspicions").waitFor();
        expect(await seriousViolations(page)).toEqual([]);
        await page.locator("main .commands button").nth(2).click();
        await page.locator("main .suspicions").waitFor({state: "detached"});
      }
    );
  });

  test("nothing went wrong on the way", () => {
    expect({errors: opened.errors, violations: opened.violations}).toEqual({errors: [], violations: []});
  });
});
