import {afterAll, beforeAll, describe, expect, test} from "vitest";
import {closeBrowser, openPage, type OpenPage} from "../support/browser";
import {sampleFile, settled, textFile} from "../support/checkup";
import {dismissMessages, importFiles, openCheckup, openReport, openWeekly} from "../support/importing";
import {soakCases} from "../support/soak";

afterAll(closeBrowser);

const width = 390;
const languages = ["zh-Hans", "en"] as const;

let opened: OpenPage;
beforeAll(async () => {
  opened = await openPage({locale: "zh-CN", viewport: {width, height: 844}});
});
afterAll(() => opened.close());

async function speak(locale: string): Promise<void> {
  await opened.page.selectOption(".language select", locale);
  await opened.page.waitForFunction((lang) => document.documentElement.lang === lang, locale);
}

/** How wide the page is, and what in it stands out to the right of the screen without a frame of its own to scroll in. */
function overflow(): Promise<{width: number; beyond: string[]}> {
  return opened.page.evaluate((limit) => {
    const isFramed = (element: Element) => {
      for (let parent = element.parentElement; parent; parent = parent.parentElement)
        if (/auto|scroll|hidden|clip/.test(getComputedStyle(parent).overflowX)) return true;
      return false;
    };
    const beyond = [...document.body.querySelectorAll("*")].filter((element) => {
      const {right, width, height} = element.getBoundingClientRect();
      return width > 1 && height > 1 && right > limit + 0.5 && !isFramed(element);
    });
    return {
      width: document.scrollingElement!.scrollWidth,
      beyond: beyond.map((element) => element.outerHTML.slice(0, 120))
    };
  }, width);
}

/** Texts of these elements that are cut off by their own box. */
function clipped(selector: string): Promise<string[]> {
  return opened.page.locator(selector).evaluateAll((elements) =>
    elements
      .filter((element) => {
        const {overflowX} = getComputedStyle(element);
        return element.scrollWidth > element.clientWidth + 1 && overflowX !== "visible" && element.clientWidth > 1;
      })
      .map((element) => element.textContent ?? "")
  );
}

describe.each(soakCases(languages, 1, 0))("the landing in %s", (locale) => {
  test("fits a phone", async () => {
    await speak(locale);
    expect(await overflow()).toEqual({width, beyond: []});
    expect(await clipped("body > header *, main *")).toEqual([]);
  });
});

describe("a shop on a phone", () => {
  beforeAll(async () => {
    await importFiles(opened.page, sampleFile("taobao-orders.csv"));
    await dismissMessages(opened.page);
  });

  test.each(soakCases(languages, 1, 1))(
    "the check-up in %s fits, and nothing of its head is cut off",
    async (locale) => {
      const {page} = opened;
      await speak(locale);
      await openCheckup(page);
      await page.waitForFunction(() => document.querySelectorAll(".drawing:empty").length === 0);
      expect(await overflow()).toEqual({width, beyond: []});
      expect(await clipped("body > header *, main .mast *, h2, h3")).toEqual([]);
    }
  );

  test("tables that are wider scroll inside their own frame", async () => {
    const frames = await opened.page.locator(".chart-table-frame").evaluateAll((all) =>
      all.map((frame) => {
        const inner = frame.firstElementChild!.getBoundingClientRect().width;
        const {overflowX} = getComputedStyle(frame);
        return {inner: Math.round(inner), outer: frame.clientWidth, overflowX};
      })
    );
    expect(frames.some(({inner, outer}) => inner > outer)).toBe(true);
    for (const {outer, overflowX} of frames)
      expect({isWithin: outer <= width, overflowX}).toEqual({isWithin: true, overflowX: "auto"});
  });

  test("the handles of the cuts are large enough for a finger, and a finger drags them", async () => {
    const {page} = opened;
    const handles = page.locator("[role=slider]");
    const boxes = await handles.evaluateAll((all) =>
      all.map((handle) => handle.getBoundingClientRect().toJSON() as DOMRect)
    );
    expect(boxes).toHaveLength(4);
    for (const {width, height, left, right} of boxes) {
      expect(Math.min(width, height)).toBeGreaterThanOrEqual(24);
      expect(left).toBeGreaterThanOrEqual(0);
      expect(right).toBeLessThanOrEqual(390);
    }
    const first = handles.first();
    await first.scrollIntoViewIfNeeded();
    const box = (await first.boundingBox())!;
    const before = Number(await first.getAttribute("aria-valuenow"));
    await page.mouse.move(box.x + box.width / 2, box.y + box.height / 2);
    await page.mouse.down();
    await page.mouse.move(box.x + box.width / 2 - 12, box.y + box.height / 2, {steps: 3});
    await page.mouse.up();
    await expect.poll(async () => Number(await first.getAttribute("aria-valuenow"))).toBeLessThan(before);
    await settled(page);
    await page.locator(".undo").click();
    await settled(page);
  });

  test("a chip on top fits too", async () => {
    const {page} = opened;
    await page.locator('[data-cell="stage_bar"] [role=button]').first().press("Enter");
    await page.locator(".chip").first().waitFor();
    await settled(page);
    expect(await overflow()).toEqual({width, beyond: []});
    await page.locator(".chip").first().click();
    await settled(page);
  });

  test.each(soakCases(languages, 1, 1))("an open drawer in %s covers the screen and no more", async (locale) => {
    const {page} = opened;
    await speak(locale);
    await page.locator("figcaption button").first().click();
    await page.locator("aside.drawer tbody tr").first().waitFor();
    const {x, width: across} = (await page.locator("aside.drawer").boundingBox())!;
    expect({x, across}).toEqual({x: 0, across: width});
    expect((await overflow()).width).toBe(width);
    await page.keyboard.press("Escape");
  });

  test.each(soakCases(languages, 1, 1))("the import report in %s fits", async (locale) => {
    const {page} = opened;
    await speak(locale);
    await openReport(page, "taobao-orders.csv");
    expect(await overflow()).toEqual({width, beyond: []});
    expect(await clipped("body > header *, main *")).toEqual([]);
  });

  test.each(soakCases(languages, 1, 1))("the mapping dialog in %s fits", async (locale) => {
    const {page} = opened;
    await speak(locale);
    const rows = [1, 2, 3, 4, 5].map((day) => `A${day},ann of a very long name,2026-03-0${day} 10:00:00,10.00`);
    await importFiles(page, textFile("a-file-of-a-rather-long-name.csv", ["Nr,Who,When,How much", ...rows].join("\n")));
    await page.locator("dialog .scroll").nth(1).waitFor();
    expect(await overflow()).toEqual({width, beyond: []});
    const body = await page.locator("dialog .body").evaluate((element) => [element.scrollWidth, element.clientWidth]);
    expect(body[0]).toBeLessThanOrEqual(body[1]!);
    const read = (await page.locator("dialog .primary").boundingBox())!;
    expect(read.x + read.width).toBeLessThanOrEqual(width);
    expect(read.y + read.height).toBeLessThanOrEqual(844);
    await page.keyboard.press("Escape");
    await page.locator("dialog").waitFor({state: "detached"});
  });

  describe("writing", () => {
    /** What a finger should hit but hardly can; what stands within a line of text is let off. */
    const tooSmall = (part: string) =>
      opened.page.locator(`${part} :is(button, select, summary, input)`).evaluateAll((all) =>
        all
          .filter((element) => {
            // what is shown of a report is a picture of it
            if (element.getRootNode() !== document) return false;
            if (element.closest("[aria-hidden=true], p.prose, .prose, figcaption, .cm-editor, .chart-plot, table"))
              return false;
            const target = element.closest("label") ?? element;
            const {width, height} = target.getBoundingClientRect();
            const isBox = element instanceof HTMLInputElement && element.type === "checkbox";
            return width > 1 && height > 1 && height < (isBox ? 24 : 39.5);
          })
          .map((element) => element.outerHTML.slice(0, 160))
      );

    beforeAll(async () => {
      const {page} = opened;
      await openWeekly(page);
      await page.locator("body header > .plain").nth(1).click();
      await page.locator('article[data-cell="week_table"]').waitFor();
    });

    test.each(soakCases(languages, 1, 1))(
      "in %s a notebook that is written fits, and a finger finds everything",
      async (locale) => {
        const {page} = opened;
        await speak(locale);
        for (const name of ["week_rows", "year_orders", "industry_share"]) {
          await page.locator("nav.rail .jump select").selectOption({label: name});
          const cell = page.locator(`article[data-cell="${name}"]`);
          await cell.locator(".cm-content").waitFor();
          await expect.poll(() => cell.evaluate((article) => article.contains(document.activeElement))).toBe(true);
          await settled(page);
          const {y} = (await cell.boundingBox())!;
          expect(y).toBeGreaterThanOrEqual(40);
          expect(y).toBeLessThan(200);
          expect(await overflow()).toEqual({width, beyond: []});
          expect(await tooSmall(`article[data-cell="${name}"]`)).toEqual([]);
        }
        expect(await tooSmall("body header")).toEqual([]);
        expect(await tooSmall("nav.rail")).toEqual([]);
      }
    );

    test("its commands stay at hand wherever one is", async () => {
      const {page} = opened;
      await page.evaluate(() => scrollTo(0, 5000));
      const {y, height} = (await page.locator("body header .chips").boundingBox())!;
      expect(y + height).toBeCloseTo(844, 0);
      expect((await page.locator("nav.rail .jump").boundingBox())!.y).toBe(0);
    });

    test.each(soakCases(languages, 1, 1))("in %s sharing fits, in all its ways", async (locale) => {
      const {page} = opened;
      await speak(locale);
      await page.locator("body header > .plain").first().click();
      const ways = page.locator("dialog [role=tab]");
      await ways.first().waitFor();
      for (let index = 0; index < (await ways.count()); index++) {
        await ways.nth(index).click();
        await page.locator("dialog [role=tabpanel] :is(h3, .failure)").first().waitFor();
        expect(await overflow()).toEqual({width, beyond: []});
        expect(await tooSmall("dialog")).toEqual([]);
        const body = await page
          .locator("dialog > .body")
          .evaluate(({scrollWidth, clientWidth}) => scrollWidth - clientWidth);
        expect(body).toBe(0);
      }
      await page.keyboard.press("Escape");
      await page.locator("dialog").waitFor({state: "detached"});
    });

    test.each(soakCases(languages, 1, 1))("in %s the page of what this device keeps fits", async (locale) => {
      const {page} = opened;
      await speak(locale);
      await page.locator("nav.rail ul.imports button.item").last().click();
      await page.locator("main .forget").waitFor();
      expect(await overflow()).toEqual({width, beyond: []});
      expect(await tooSmall("main")).toEqual([]);
    });

    test.each(soakCases(languages, 1, 1))("in %s the review of a stranger's notebook fits", async (locale) => {
      const {page} = opened;
      await speak(locale);
      const strange = `---\ntitle: ${"x".repeat(180)}\n---\n\n\`\`\`sql ${"a_long_name_".repeat(5)}\nselect '${"y".repeat(200)}' from ${"z".repeat(60)}\n\`\`\`\n`;
      await page.setInputFiles("input[type=file]", [
        {name: "strange.md", mimeType: "text/markdown", buffer: Buffer.from(strange)}
      ]);
      await page.locator("main q").waitFor();
      expect(await overflow()).toEqual({width, beyond: []});
      expect(await tooSmall("main")).toEqual([]);
      await page.locator("main .commands button").nth(2).click();
      await page.locator("main q").waitFor({state: "detached"});
    });
  });

  test("nothing went wrong on the way", () => {
    expect({errors: opened.errors, violations: opened.violations}).toEqual({errors: [], violations: []});
  });
});
