import {AppError} from "../base/errors";
import {paletteOf, type Theme} from "./palette";
import {tableToSvg} from "./table-picture";

/** Fonts of an exported picture. */
const fonts =
  'system-ui, -apple-system, "PingFang SC", "HarmonyOS Sans SC", "Microsoft YaHei", "Noto Sans CJK SC", sans-serif';

const svgNamespace = "http://www.w3.org/2000/svg";

/** Options of an exported picture. */
export interface PictureOptions {
  /** colour theme; light by default */
  theme?: Theme;
  /** a heading above the picture; none by default */
  title?: string;
}

const padding = 16;
const titleHeight = 30;

/**
 * A chart as a self-contained SVG text: colours by value, named fonts, a background, no interactive parts. Tables are
 * drawn as lines and text; throws `charts.not_drawable` for HTML without an SVG or a table in it.
 */
export function toSvgText(element: Element, {theme = "light", title}: PictureOptions = {}): string {
  const document = element.ownerDocument;
  const picture = pictureOf(element);
  const colours = paletteOf(theme);
  const size = {width: Number(picture.getAttribute("width")), height: Number(picture.getAttribute("height"))};
  const top = padding + (title === undefined ? 0 : titleHeight);
  const outer = document.createElementNS(svgNamespace, "svg");
  const [width, height] = [size.width + 2 * padding, size.height + top + padding];
  set(outer, {
    width,
    height,
    viewBox: `0 0 ${width} ${height}`,
    "font-family": fonts,
    "font-size": "12.5px"
  });
  set(outer, {color: colours.ink ?? "", "font-variant-numeric": "tabular-nums lining-nums", role: "img"});
  const label = element.getAttribute("aria-label") ?? title ?? "";
  outer.append(child(outer, "title", {}, label), child(outer, "rect", {width, height, fill: "var(--paper)"}));
  if (title !== undefined)
    outer.append(
      child(
        outer,
        "text",
        {x: padding, y: padding + 14, fill: "var(--ink)", "font-size": 15, "font-weight": 700},
        title
      )
    );
  set(picture, {x: padding, y: top, overflow: "visible"});
  outer.append(picture);
  clean(outer);
  resolve(outer, colours);
  return serialize(outer);
}

// a copy, since the page's own element must not change
function pictureOf(element: Element): Element {
  const own = element.localName === "svg" ? element : null;
  if (own) return own.cloneNode(true) as Element;
  const table = element.localName === "table" ? element : element.querySelector("table");
  if (table) return tableToSvg(table);
  const inner = element.querySelector("svg");
  if (inner) return inner.cloneNode(true) as Element;
  throw new AppError("charts.not_drawable", {});
}

function child(parent: Element, tag: string, attributes: Record<string, string | number>, text = ""): Element {
  const element = parent.ownerDocument.createElementNS(svgNamespace, tag);
  set(element, attributes);
  element.textContent = text;
  return element;
}

function set(element: Element, attributes: Record<string, string | number>): void {
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, String(value));
}

const interactive = /^(tabindex|role|class|style|aria-.*)$/;

function clean(outer: Element): void {
  // removes what is pressed, but keeps the range of a brush, which is part of the picture
  for (const element of outer.querySelectorAll(".brush-area, .brush-handle, .people-spot")) element.remove();
  for (const element of outer.querySelectorAll("*")) {
    for (const {name} of [...element.attributes]) if (interactive.test(name)) element.removeAttribute(name);
  }
}

function resolve(outer: Element, colours: Readonly<Record<string, string>>): void {
  for (const element of [outer, ...outer.querySelectorAll("*")]) {
    for (const {name, value} of [...element.attributes]) {
      if (value.includes("var(")) element.setAttribute(name, withValues(value, colours));
    }
  }
}

function withValues(text: string, colours: Readonly<Record<string, string>>): string {
  return text.replace(/var\(--([\w-]+)[^()]*\)/g, (_, name: string) => colours[name] ?? "currentColor");
}

function serialize(element: Element): string {
  const view = element.ownerDocument.defaultView;
  if (!view) throw new AppError("charts.picture_failed", {});
  return new view.XMLSerializer().serializeToString(element);
}

/**
 * The picture as PNG with `scale` pixels per CSS pixel (2 by default). Only in a browser; needs `img-src blob:`. Throws
 * `charts.picture_failed`.
 */
export async function toPngBlob(svgText: string, scale = 2, document: Document = globalThis.document): Promise<Blob> {
  const url = URL.createObjectURL(new Blob([svgText], {type: "image/svg+xml"}));
  try {
    const image = document.createElement("img");
    image.src = url;
    await image.decode();
    return await paint(image, scale, document);
  } catch (cause) {
    throw new AppError("charts.picture_failed", {}, {cause});
  } finally {
    URL.revokeObjectURL(url);
  }
}

function paint(image: HTMLImageElement, scale: number, document: Document): Promise<Blob> {
  const canvas = document.createElement("canvas");
  canvas.width = Math.ceil(image.naturalWidth * scale);
  canvas.height = Math.ceil(image.naturalHeight * scale);
  canvas.getContext("2d")?.drawImage(image, 0, 0, canvas.width, canvas.height);
  return new Promise((done, fail) => {
    canvas.toBlob((blob) => (blob ? done(blob) : fail(new AppError("charts.picture_failed", {}))), "image/png");
  });
}
