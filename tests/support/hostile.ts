import type {Page} from "playwright-core";
import {openPage, type OpenPage, type PageOptions} from "./browser";
import type {Dropped} from "./checkup";

/** A word that is in everything an attacker writes, so that it can be looked for wherever it must not be. */
export const mark = "pwnmark";

/** A page that tells whether an attacker got anywhere. */
export interface WatchedPage extends OpenPage {
  /** dialogs that were opened, and pages beside this one */
  opened: string[];
  /** everything that was written to the console, of every kind */
  said: string[];
  /** calls of the function that every hostile script calls */
  ran(): Promise<string[]>;
  /** what was handed to the engine's worker since the last time it was asked, as text */
  asked(): Promise<string[]>;
  /** the longest time the page stood still since the last time it was asked, in milliseconds */
  longestTask(): Promise<number>;
}

interface Watch {
  ran: string[];
  asked: string[];
  longest: number;
}

/** Opens the built page with a probe for scripts, one on the engine's door, and one on the time that tasks take. */
export async function openWatched(options: PageOptions = {}): Promise<WatchedPage> {
  const opened = await openPage({notebook: "weekly", ...options, script: watch});
  const {page} = opened;
  page.setDefaultTimeout(30_000);
  const seen = {opened: [] as string[], said: [] as string[]};
  page.on("dialog", (dialog) => {
    seen.opened.push(`${dialog.type()} ${dialog.message()}`);
    void dialog.dismiss();
  });
  page.on("popup", (popup) => seen.opened.push(popup.url()));
  page.on("pageerror", (error) => seen.said.push(error.stack ?? String(error)));
  page.on("console", (message) => seen.said.push(message.text()));
  const take = <Key extends keyof Watch>(key: Key) =>
    page.evaluate((name) => {
      const {huitouWatch: kept} = globalThis as unknown as {huitouWatch: Watch};
      const value = kept[name];
      Object.assign(kept, {[name]: typeof value === "number" ? 0 : []});
      return value;
    }, key) as Promise<Watch[Key]>;
  return {
    ...opened,
    ...seen,
    ran: () => take("ran"),
    asked: () => take("asked"),
    longestTask: () => take("longest")
  };
}

function watch(): void {
  const kept: Watch = {ran: [], asked: [], longest: 0};
  const pwn = (...from: unknown[]) => kept.ran.push(`ran ${from.join(" ")}`);
  Object.defineProperty(globalThis, "huitouWatch", {value: kept});
  Object.defineProperty(globalThis, "pwn", {value: pwn});
  Object.defineProperty(globalThis, "pwned", {set: pwn});
  for (const name of ["alert", "confirm", "prompt", "print", "open"]) Object.assign(globalThis, {[name]: pwn});
  const post = Worker.prototype.postMessage;
  Worker.prototype.postMessage = function (this: Worker, ...given: [unknown, never]) {
    const {type, data} = (given[0] ?? {}) as {type?: string; data?: unknown};
    if (type === undefined || !/^(INSTANTIATE|FETCH_QUERY_RESULTS|POLL_PENDING_QUERY)$/.test(type))
      kept.asked.push(
        `${type} ${[data]
          .flat()
          .filter((part) => typeof part === "string")
          .join(" ")}`
      );
    post.apply(this, given);
  };
  new PerformanceObserver((list) => {
    for (const {duration} of list.getEntries()) kept.longest = Math.max(kept.longest, duration);
  }).observe({type: "longtask"});
}

/** A notebook as a file. */
export function notebookFile(name: string, text: string): Dropped {
  return {name, mimeType: "text/markdown", buffer: Buffer.from(text)};
}

/**
 * Places of the page where something of an attacker's stands that is not plain text: elements that only markup makes, and
 * attributes that a browser acts on. Empty when the document's words stayed words.
 */
export function footholds(page: Page): Promise<string[]> {
  return page.evaluate((word) => {
    const found: string[] = [];
    const active =
      "iframe frame object embed base applet portal foreignObject use image animate set math noscript".split(" ");
    // text that a browser only shows or says
    const spoken = /^(title|alt|value|placeholder|label|aria-[a-z]+|data-[a-z-]+|download|lang)$/;
    const look = (root: Document | ShadowRoot) => {
      for (const element of root.querySelectorAll("*")) {
        if (element.localName === "meta" && document.head.contains(element)) continue;
        if (active.includes(element.localName)) found.push(`<${element.localName}>`);
        if (element.localName === "script" && !(element as HTMLScriptElement).src.startsWith(document.baseURI))
          found.push("<script>");
        if (element.localName === "style" && element.textContent?.includes(word)) found.push("a rule of a stranger's");
        for (const {name, value} of element.attributes) {
          const isLink = name === "href" && element.localName === "a";
          if (/^on/.test(name) || name === "srcdoc") found.push(`${element.localName} ${name}`);
          else if (/(javascript|vbscript|data)\s*:/i.test(value) && !spoken.test(name) && element.localName !== "link")
            found.push(`${element.localName} ${name}=${value.slice(0, 60)}`);
          else if (isLink && value.includes(word) && !/^(https:\/\/|mailto:|#)/.test(value))
            found.push(`link ${value}`);
          else if (value.includes(word) && !isLink && !spoken.test(name))
            found.push(`${element.localName} ${name}=${value.slice(0, 60)}`);
        }
        if (element.shadowRoot) look(element.shadowRoot);
      }
    };
    look(document);
    const globals = Object.keys(globalThis).filter((name) => name.includes(word));
    return [...found, ...globals];
  }, mark);
}
