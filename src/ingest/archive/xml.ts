import {AppError} from "../../base/errors";

/** Callbacks of the XML reader. */
export interface XmlWatcher {
  /** `name` is without its prefix; `tag` is the text between the angle brackets */
  open: (name: string, tag: string) => void;
  /** also called for an empty element, right after `open` */
  close: (name: string) => void;
  text: (text: string) => void;
}

/** Maximum length of a tag or text. */
const longestPiece = 32 * 1024 * 1024;

/**
 * A streaming reader for the XML of office documents. It expands no custom entities: a document type is refused with
 * `ingest.damaged`.
 */
export class XmlReader {
  readonly #watcher: XmlWatcher;
  #rest = "";

  constructor(watcher: XmlWatcher) {
    this.#watcher = watcher;
  }

  push(piece: string): void {
    const text = this.#rest + piece;
    let at = 0;
    for (;;) {
      const from = text.indexOf("<", at);
      if (from < 0) break;
      const end = this.#markup(text, from, at);
      if (end < 0) break;
      at = end;
    }
    this.#rest = text.slice(at);
    if (this.#rest.length > longestPiece) throw new AppError("ingest.damaged");
  }

  /** Reports the text before a piece of markup and the markup itself; −1 where its end is still missing. */
  #markup(text: string, from: number, textFrom: number): number {
    const isSpecial = text[from + 1] === "!" || text[from + 1] === "?";
    if (isSpecial && text.length < from + 9) return -1;
    const [close, isData] = isSpecial ? specialEnd(text, from) : [">", false];
    const end = text.indexOf(close, from + 1);
    if (end < 0) return -1;
    if (from > textFrom) this.#watcher.text(unescapeXml(text.slice(textFrom, from)));
    if (isData) this.#watcher.text(text.slice(from + 9, end));
    else if (!isSpecial) this.#tag(text.slice(from + 1, end));
    return end + close.length;
  }

  #tag(tag: string): void {
    if (tag.startsWith("/")) return this.#watcher.close(nameOf(tag, 1));
    const name = nameOf(tag, 0);
    this.#watcher.open(name, tag);
    if (tag.endsWith("/")) this.#watcher.close(name);
  }
}

function specialEnd(text: string, from: number): [close: string, isData: boolean] {
  if (text.startsWith("<!--", from)) return ["-->", false];
  if (text.startsWith("<![CDATA[", from)) return ["]]>", true];
  if (text[from + 1] === "?") return ["?>", false];
  throw new AppError("ingest.damaged");
}

function nameOf(tag: string, from: number): string {
  let to = from;
  let start = from;
  for (; to < tag.length; to++) {
    const code = tag.charCodeAt(to);
    if (code === 58) start = to + 1;
    else if (code <= 32 || code === 47) break;
  }
  return tag.slice(start, to);
}

/** The value of a tag's attribute, by name with the blank before it: ` r`; null when missing. */
export function attribute(tag: string, name: string): string | null {
  const plain = tag.indexOf(`${name}="`);
  if (plain >= 0) {
    const from = plain + name.length + 2;
    return unescapeXml(tag.slice(from, tag.indexOf('"', from)));
  }
  // a quick test, since most tags lack most attributes
  if (!tag.includes(name)) return null;
  const [, , value = null] = new RegExp(`${name}\\s*=\\s*(["'])(.*?)\\1`, "s").exec(tag) ?? [];
  return value === null ? null : unescapeXml(value);
}

const entities: Readonly<Record<string, string>> = {amp: "&", lt: "<", gt: ">", quot: '"', apos: "'"};

function unescapeXml(text: string): string {
  if (!text.includes("&")) return text;
  return text.replace(/&(#x[0-9a-f]{1,6}|#\d{1,7}|\w{1,6});/gi, (whole, name: string) => {
    if (!name.startsWith("#")) return Object.hasOwn(entities, name) ? entities[name]! : whole;
    const code = /^#x/i.test(name) ? parseInt(name.slice(2), 16) : Number(name.slice(1));
    return code <= 0x10ffff ? String.fromCodePoint(code) : whole;
  });
}
