import axe from "axe-core";
import type {AxeResults} from "axe-core";
import type {Page} from "playwright-core";

/** What axe finds seriously wrong with a page, or a part of it, as it stands: the rule, how bad, and where. */
export async function seriousViolations(page: Page, part?: string): Promise<string[]> {
  // evaluated by the browser's own tools, which the page's policy does not bind
  if (!(await page.evaluate(() => "axe" in window))) await page.evaluate(axe.source);
  const {violations} = await page.evaluate((part) => {
    const {axe} = window as unknown as {axe: {run(root: Document | string, options: object): Promise<AxeResults>}};
    return axe.run(part ?? document, {resultTypes: ["violations"], preload: false});
  }, part);
  return violations
    .filter(({impact}) => impact === "serious" || impact === "critical")
    .flatMap(({id, nodes}) => nodes.map(({target, failureSummary}) => `${id} ${target.join(" ")}: ${failureSummary}`));
}
