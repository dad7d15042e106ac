import {AppError} from "../base/errors";
import {toPngBlob} from "../charts/export";
import {svg, svgText} from "../charts/html";
import {boldWidth, textWidth} from "../charts/measure";
import {paletteOf} from "../charts/palette";
import {tableToSvg} from "../charts/table-picture";
import type {ProseNode} from "../notebook/markdown";
import {drawShared, nameApart} from "./pages/drawing";
import {smallestGroup} from "./group";
import {manifestOf, type Manifest} from "./pages/manifest";
import {sharePage, type PageToShare, type SharedChart, type SharedPage} from "./page";
import {wrapText} from "./pages/wrap";

/** A page as one long picture. */
export interface Picture {
  /** a self-contained SVG: colours by value, named fonts */
  svg: string;
  width: number;
  height: number;
  /** heights at which it may be cut, from the top */
  breaks: readonly number[];
  manifest: Manifest;
}

/** Width of the picture and its margin, in CSS pixels. */
const pictureWidth = 1080;
const margin = 60;
const inner = pictureWidth - 2 * margin;

/** Canvas limits that hold in every browser: pixels a side, and in total on a phone. */
const sideLimit = 16_384;
const areaLimit = 16_777_216;

/**
 * The page as one picture, 1080 wide, with the content of a report, laid out line by line, because not every browser
 * allows HTML to be drawn on a canvas that can be exported.
 */
export async function buildPicture(page: PageToShare): Promise<Picture> {
  const shared = sharePage(page);
  const composer = new Composer(page);
  composer.header(shared);
  for (const {heading, items, notes} of shared.sections) {
    const isOff =
      items.some(({kind}) => kind === "chart") && items.every((item) => item.kind === "prose" || isOffChart(item));
    composer.heading(plainOf(heading, shared));
    for (const item of items) {
      if (item.kind === "prose") composer.prose(item.nodes, shared);
      else if (!isOff || item.instead) composer.chart(item);
    }
    for (const note of notes) composer.note(plainOf(note.nodes, shared));
  }
  composer.footer();
  return {...composer.finish(shared.title), manifest: manifestOf(shared, page)};
}

function isOffChart(chart: SharedChart): boolean {
  return chart.instead?.key === "sharing.off";
}

/** How a picture is divided and scaled to fit a canvas. */
export interface PicturePlan {
  /** from and to heights of the pages; a single page where possible */
  pages: {top: number; bottom: number}[];
  /** pixels per CSS pixel */
  scale: number;
}

/** Chooses the highest resolution that fits, and several pages where even the lowest does not. */
export function planPicture({width, height, breaks}: Pick<Picture, "width" | "height" | "breaks">): PicturePlan {
  const fits = (scale: number, tall: number) =>
    tall * scale <= sideLimit && width * scale <= sideLimit && tall * width * scale * scale <= areaLimit;
  const scale = [2, 1.5, 1.25, 1].find((each) => fits(each, height));
  if (scale !== undefined) return {pages: [{top: 0, bottom: height}], scale};
  const pages: {top: number; bottom: number}[] = [];
  let top = 0;
  while (top < height) {
    const reachable = [...breaks, height].filter((at) => at > top && fits(1.25, at - top));
    const bottom = reachable.at(-1) ?? Math.min(height, top + Math.floor(areaLimit / width / 1.5625));
    pages.push({top, bottom});
    top = bottom;
  }
  return {pages, scale: 1.25};
}

/** The picture as PNG files in order; only in a browser. Throws `charts.picture_failed`. */
export async function toPngPages(picture: Picture, document: Document = globalThis.document): Promise<Blob[]> {
  const {pages, scale} = planPicture(picture);
  const blobs: Blob[] = [];
  for (const {top, bottom} of pages) {
    const height = bottom - top;
    const head = `<svg xmlns="http://www.w3.org/2000/svg" width="${picture.width}" height="${height}" viewBox="0 ${top} ${picture.width} ${height}"`;
    const text = picture.svg.replace(/^<svg xmlns="[^"]*" width="[^"]*" height="[^"]*" viewBox="[^"]*"/, head);
    blobs.push(await toPngBlob(text, scale, document));
  }
  return blobs;
}

interface TextLook {
  size: number;
  leading?: number;
  fill?: string;
  isBold?: boolean;
  isDisplay?: boolean;
}

const display =
  '"Songti SC", "Source Han Serif SC", "Noto Serif CJK SC", "PingFang SC", "HarmonyOS Sans SC", "Microsoft YaHei", "Noto Sans CJK SC", serif';
const sans =
  'system-ui, -apple-system, "PingFang SC", "HarmonyOS Sans SC", "Microsoft YaHei", "Noto Sans CJK SC", sans-serif';

/** Lays out blocks from top to bottom and tracks the current height. */
class Composer {
  readonly #page: PageToShare;
  readonly #document: Document;
  readonly #root: SVGElement;
  readonly #breaks: number[] = [];
  #y = margin;
  #drawings = 0;
  /** the current row of charts: width used, top and bottom */
  #row: {used: number; top: number; bottom: number} | null = null;

  constructor(page: PageToShare) {
    this.#page = page;
    this.#document = page.document;
    this.#root = svg(this.#document, "svg");
  }

  header({title, inputs}: SharedPage): void {
    const {shop, period, figures} = this.#page.summary;
    this.#text(title, {size: 31.1, isBold: true, isDisplay: true});
    this.#gap(4);
    this.#text([shop, period].filter((each) => each !== "").join(" · "), {size: 15, fill: "ink-2"});
    this.#text(figures, {size: 15, fill: "ink-2"});
    this.#gap(8);
    this.#rule("ink", 3);
    this.#gap(12);
    const changed = inputs.filter(({isChanged}) => isChanged).map(({label, value}) => `${label} ${value}`);
    if (changed.length > 0)
      this.#text(`${this.#page.words.t("sharing.in_force")} ${changed.join(" · ")}`, {size: 15, fill: "ink-2"});
  }

  heading(text: string): void {
    this.#endRow();
    if (text === "") return;
    this.#gap(40);
    this.#breaks.push(this.#y - 20);
    this.#rule("ink", 1);
    this.#gap(10);
    this.#text(text, {size: 25.9, isBold: true, isDisplay: true});
    this.#gap(8);
  }

  prose(nodes: readonly ProseNode[], shared: SharedPage): void {
    this.#endRow();
    for (const node of nodes) {
      const isHeading = node.type === "heading";
      const items =
        node.type === "list" ? node.children.map((item) => `· ${plainOf([item], shared)}`) : [plainOf([node], shared)];
      for (const text of items) this.#text(text, {size: 18, isBold: isHeading}, margin, 800);
      this.#gap(8);
    }
  }

  note(text: string): void {
    this.#endRow();
    const top = this.#y + 8;
    this.#y = top;
    this.#text(text, {size: 14, fill: "ink-2"}, margin + 16, 800);
    this.#root.append(
      svg(this.#document, "line", {
        x1: margin + 1,
        x2: margin + 1,
        y1: top,
        y2: this.#y,
        stroke: "var(--rule)",
        "stroke-width": 2
      })
    );
    this.#gap(4);
  }

  chart(chart: SharedChart): void {
    const {spec, title, suppressed, isOwn} = chart;
    const width = this.#place(spec.width ?? "full");
    const left = margin + (this.#row?.used ?? 0);
    this.#gap(16);
    if (title !== "") this.#text(title, {size: 16, isBold: true}, left, width);
    if (spec.note !== undefined) this.#text(this.#page.words.text(spec.note), {size: 12.5, fill: "ink-3"}, left, width);
    this.#gap(8);
    this.#drawings += 1;
    const element = drawShared(chart, this.#page, width, width > 800 ? 52 : undefined);
    this.#draw(nameApart(element, `p${this.#drawings}-`), left, width);
    if (suppressed > 0 && chart.table !== null && !isOwn)
      this.#text(
        this.#page.words.t("sharing.hidden", {n: suppressed, k: smallestGroup}),
        {size: 12.5, fill: "ink-3"},
        left,
        width
      );
    this.#take(width);
  }

  footer(): void {
    const {words, known} = this.#page;
    this.#endRow();
    this.#gap(40);
    this.#breaks.push(this.#y - 20);
    this.#rule("ink", 1);
    this.#gap(10);
    const lines = [
      words.t("sharing.rule_groups", {k: smallestGroup}),
      words.t("sharing.rule_complement"),
      ...(known?.largest ? [words.t("sharing.rule_half")] : []),
      words.t("sharing.rule_rows"),
      words.t("sharing.made_by")
    ];
    for (const line of lines) this.#text(line, {size: 12.5, fill: "ink-2"});
  }

  finish(title: string): {svg: string; width: number; height: number; breaks: readonly number[]} {
    const height = Math.ceil(this.#y + margin);
    const paper = svg(this.#document, "rect", {width: pictureWidth, height, fill: "var(--paper)"});
    const name = svg(this.#document, "title", {}, title);
    this.#root.prepend(name, paper);
    const size = {width: pictureWidth, height, viewBox: `0 0 ${pictureWidth} ${height}`};
    for (const [key, value] of Object.entries(size)) this.#root.setAttribute(key, String(value));
    this.#root.setAttribute("font-family", sans);
    const text = serialize(this.#root, this.#document);
    return {svg: withColours(text), width: pictureWidth, height, breaks: this.#breaks};
  }

  #gap(height: number): void {
    this.#y += height;
  }

  #rule(colour: string, weight: number): void {
    const y = this.#y + weight / 2;
    const ends = {x1: margin, x2: pictureWidth - margin, y1: y, y2: y};
    this.#root.append(svg(this.#document, "line", {...ends, stroke: `var(--${colour})`, "stroke-width": weight}));
    this.#y += weight;
  }

  #text(text: string, look: TextLook, left = margin, width = inner): void {
    const {size, leading = 1.5, fill = "ink", isBold = false, isDisplay = false} = look;
    const measure = (each: string) => (isBold ? boldWidth : textWidth)(each, size) * 1.02;
    for (const line of wrapText(text, width, measure)) {
      this.#y += size * leading;
      const y = this.#y - size * (leading - 1) * 0.5 - size * 0.2;
      const attributes = {
        "font-size": size,
        "font-weight": isBold ? 700 : null,
        "font-family": isDisplay ? display : null
      };
      this.#root.append(svgText(this.#document, line, {x: left, y, fill: `var(--${fill})`, ...attributes}));
    }
  }

  /** The position of a chart of this width: beside the previous one where both fit. */
  #place(width: "full" | "half" | "third" | "two_thirds"): number {
    const share = {full: 1, half: 1 / 2, third: 1 / 3, two_thirds: 2 / 3}[width];
    const own = share === 1 ? inner : inner * share - 16;
    if (this.#row !== null && this.#row.used + own <= inner + 1) {
      this.#row.bottom = Math.max(this.#row.bottom, this.#y);
      this.#y = this.#row.top;
      return own;
    }
    this.#endRow();
    if (share === 1) this.#breaks.push(this.#y + 8);
    this.#row = {used: 0, top: this.#y, bottom: this.#y};
    return own;
  }

  #take(width: number): void {
    if (this.#row === null) return;
    this.#row.used += width + 32;
    this.#row.bottom = Math.max(this.#row.bottom, this.#y);
  }

  #endRow(): void {
    if (this.#row !== null) this.#y = Math.max(this.#y, this.#row.bottom);
    this.#row = null;
  }

  /** Adds a drawing: pictures and tables as they are, anything else as text. */
  #draw(element: Element, left: number, width: number): void {
    if (element.localName === "svg") return this.#picture(element, left, width);
    if (element.localName === "table") return this.#picture(tableToSvg(element), left, width);
    if (element.classList.contains("verdict-lead")) return this.#lead(element, left, width);
    if (element.matches(".verdict-others, .chart-figures")) return this.#columns(element, left, width);
    const look = looks.find(([selector]) => element.matches(selector))?.[1];
    if (look) {
      this.#text(element.textContent?.trim() ?? "", look, left, width);
      return this.#gap(4);
    }
    for (const child of element.children) this.#draw(child, left, width);
  }

  #picture(given: Element, left: number, width: number): void {
    const picture = given.cloneNode(true) as Element;
    const size = {width: Number(picture.getAttribute("width")), height: Number(picture.getAttribute("height"))};
    const scale = Math.min(1, width / size.width);
    if (!picture.hasAttribute("viewBox")) picture.setAttribute("viewBox", `0 0 ${size.width} ${size.height}`);
    for (const each of [picture, ...picture.querySelectorAll("*")])
      for (const name of ["class", "style", "role", "aria-label", "aria-hidden"]) each.removeAttribute(name);
    for (const style of picture.querySelectorAll("style")) style.remove();
    const place = {x: left, y: this.#y, width: size.width * scale, height: size.height * scale, overflow: "visible"};
    for (const [name, value] of Object.entries(place)) picture.setAttribute(name, String(value));
    if (!picture.hasAttribute("font-size")) picture.setAttribute("font-size", "12.5");
    picture.setAttribute("color", "var(--ink)");
    this.#root.append(picture);
    this.#gap(size.height * scale + 4);
  }

  #lead(element: Element, left: number, width: number): void {
    const [text, trend] = element.children;
    const top = this.#y;
    if (text) this.#draw(text, left, trend ? width - 280 : width);
    const bottom = this.#y;
    this.#y = top;
    if (trend) this.#draw(trend, left + width - 240, 240);
    this.#y = Math.max(bottom, this.#y) + 8;
  }

  #columns(element: Element, left: number, width: number): void {
    this.#gap(8);
    this.#rule("ink", 1);
    this.#gap(8);
    const top = this.#y;
    const column = width / element.children.length;
    let bottom = top;
    [...element.children].forEach((child, at) => {
      this.#y = top;
      for (const part of child.children) this.#draw(part, left + at * column, column - 24);
      bottom = Math.max(bottom, this.#y);
    });
    this.#y = bottom + 8;
  }
}

/** Text styles by selector. */
const looks: readonly (readonly [string, TextLook])[] = [
  [".verdict-lead h2", {size: 31.1, leading: 1.35, isBold: true, isDisplay: true}],
  ["h3", {size: 18, leading: 1.45, isBold: true, isDisplay: true}],
  [".figure-name", {size: 13, isBold: true}],
  [".figure-value", {size: 25.9, isBold: true}],
  [".figure-change", {size: 12.5, fill: "ink-2"}],
  [".verdict-facts", {size: 13, fill: "ink-2"}],
  [".verdict-do", {size: 15, fill: "accent"}],
  ["figcaption", {size: 12.5, fill: "ink-3"}],
  [".chart-number > .figure", {size: 31.1, isBold: true}],
  ["li", {size: 13, fill: "ink-2"}],
  ["p", {size: 13, fill: "ink-3"}]
];

function plainOf(nodes: readonly ProseNode[], shared: SharedPage): string {
  return nodes
    .map((node) => {
      if (node.type === "value") return shared.formatValue(node);
      if (node.type === "break") return " ";
      return "children" in node ? plainOf(node.children, shared) : "value" in node ? node.value : "";
    })
    .join("");
}

function serialize(element: Element, document: Document): string {
  const view = document.defaultView;
  if (!view) throw new AppError("charts.picture_failed", {});
  return new view.XMLSerializer().serializeToString(element);
}

function withColours(text: string): string {
  const colours = paletteOf("light");
  return text.replace(/var\(--([\w-]+)[^()]*\)/g, (_, name: string) => colours[name] ?? "currentColor");
}
