import type {Page} from "playwright-core";

/** Where the first select of a notebook is written. */
export const select = (page: Page) => page.locator(".editor.sql .cm-content").first();

/** What the page says about the keeping of what is written. */
export const saying = (page: Page) => page.locator(".saved").innerText();

/** Begins a notebook of one's own and goes to its first select. */
export async function beginNotebook(page: Page): Promise<void> {
  await page.locator("nav.rail").getByRole("button", {name: "New…"}).click();
  await select(page).waitFor();
}

/** Goes on with a notebook of one's own. */
export async function continueNotebook(page: Page, title = "Untitled notebook"): Promise<void> {
  await page.locator("nav.rail").getByRole("button", {name: title, exact: true}).click();
  await editNotebook(page);
}

/** Goes to the first select of the notebook that is open. */
export async function editNotebook(page: Page): Promise<void> {
  await page.getByRole("button", {name: "Edit", exact: true}).click();
  await select(page).waitFor();
}

/** Puts a text in place of the first select, as one paste would. */
export async function write(page: Page, sql: string): Promise<void> {
  await select(page).click();
  await page.keyboard.press("ControlOrMeta+a");
  await page.keyboard.insertText(sql);
}

/** Writes and waits until the page says what became of it; gives what it says. */
export async function writeAndWait(page: Page, sql: string): Promise<string> {
  await write(page, sql);
  await untilSettled(page);
  return saying(page);
}

/** Resolves when the page says what became of the text: kept or not, but not still on its way. */
export async function untilSettled(page: Page): Promise<void> {
  await page.waitForFunction(() => {
    const said = document.querySelector(".saved")?.textContent?.trim() ?? "";
    return /^(Saved|Not saved$|Only in this page|Changed)/.test(said);
  });
}

/** Opens the page of what this browser keeps. */
export async function openStorage(page: Page): Promise<void> {
  await page.locator("nav.rail").getByRole("button", {name: "On this computer"}).click();
  await page.getByRole("heading", {name: "On this computer"}).waitFor();
}

/** What really lies in the browser, looked up behind the page's back. */
export interface Lying {
  /** texts of notebooks */
  texts: string[];
  /** names on the list of files */
  files: string[];
  /** how many bytes each file of the browser's file system has */
  bytes: number[];
}

/** Looks up what lies in the browser. */
export function lyingIn(page: Page): Promise<Lying> {
  return page.evaluate(async () => {
    const answer = <Result>(request: IDBRequest<Result>) =>
      new Promise<Result>((resolve, reject) => {
        request.onsuccess = () => resolve(request.result);
        request.onerror = () => reject(request.error as Error);
      });
    const lying: Lying = {texts: [], files: [], bytes: []};
    if ((await indexedDB.databases()).some(({name}) => name === "huitou")) {
      const db = await answer(indexedDB.open("huitou"));
      const rows = (store: string) => answer(db.transaction(store).objectStore(store).getAll());
      lying.texts = (await rows("notebooks")).map(({text}) => String(text));
      lying.files = (await rows("files")).map(({name}) => String(name));
      db.close();
    }
    const folder = await Promise.resolve(navigator.storage)
      .then((storage) => storage.getDirectory())
      .then((root) => root.getDirectoryHandle("huitou"))
      .then((ours) => ours.getDirectoryHandle("files"))
      .catch(() => null);
    for await (const handle of folder?.values() ?? []) {
      lying.bytes.push((await (handle as FileSystemFileHandle).getFile()).size);
    }
    return lying;
  });
}
