import type {Page} from "playwright-core";
import {dropFiles, settled} from "./checkup";
import {notebookFile} from "./hostile";

/** The first button of that name. */
export const button = (page: Page, name: string) => page.getByRole("button", {name, exact: true}).first();
/** The headline numbers of the shop, which no attack may change. */
export const figures = `select (select count(*) from orders) as orders, (select sum(net_amount) from orders) as net,
  (select count(*) from customers) as customers, (select sum(net_amount) from customers) as spent,
  (select count(*) from order_lines) as lines, (select string_agg(stage || customers, ' ' order by stage) from lifecycle) as stages`;

/** Opens a notebook from a file and agrees to it. */
export async function open(page: Page, text: string): Promise<void> {
  await dropFiles(page, notebookFile("attack.md", text));
  await page.getByText("Nothing in it has run").waitFor();
  await button(page, "Run it").click();
}

/** The same, and waits until every cell has come to something. */
export async function run(page: Page, text: string, last: string): Promise<void> {
  await open(page, text);
  await page.locator(`[data-cell="${last}"]`).first().waitFor({state: "attached"});
  await page.waitForFunction(
    (id) => /done|failed/.test(document.querySelector<HTMLElement>(`[data-cell="${id}"]`)?.dataset.state ?? ""),
    last,
    {timeout: 90_000}
  );
  await settled(page);
}

/** One cell of a notebook as text. */
export const cell = (kind: string, name: string, body: string) => `\`\`\`${kind} ${name}\n${body}\n\`\`\`\n`;
/** The cell that shows that those before it did not end the page. */
export const last = cell("sql", "last_cell", "select 42 as answer");
/** A notebook of these cells and the last one. */
export const notebook = (...cells: string[]) => ["---\ntitle: Attack\n---\n", ...cells, last].join("\n");
