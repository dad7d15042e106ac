type Child = Node | string | null;
type Attributes = Readonly<Record<string, string | number | null>>;

const svgNamespace = "http://www.w3.org/2000/svg";

/** An HTML element; strings become text, never markup; null attributes and children are left out. */
export function html(document: Document, tag: string, attributes: Attributes = {}, ...children: Child[]): HTMLElement {
  return fill(document.createElement(tag), attributes, children);
}

/** An SVG element; the same rules as for `html`. */
export function svg(document: Document, tag: string, attributes: Attributes = {}, ...children: Child[]): SVGElement {
  return fill(document.createElementNS(svgNamespace, tag) as SVGElement, attributes, children);
}

function fill<Kind extends Element>(element: Kind, attributes: Attributes, children: readonly Child[]): Kind {
  for (const [name, value] of Object.entries(attributes)) if (value !== null) element.setAttribute(name, String(value));
  element.append(...children.filter((child) => child !== null));
  return element;
}

/** A line of SVG text; `fill` is a colour as CSS writes it. */
export function svgText(
  document: Document,
  content: string,
  {x, y, fill, ...rest}: {x: number; y: number; fill: string} & Attributes
): SVGElement {
  return svg(document, "text", {x: round(x), y: round(y), fill, ...rest}, content);
}

/** A coordinate rounded for output. */
export function round(value: number): number {
  return Math.round(value * 100) / 100;
}

/** Maximum characters shown in one cell: a text of ten million would block the page. */
const longest = 2000;

/** The text, truncated to what a cell shows. */
export function truncate(text: string): string {
  return text.length > longest ? `${text.slice(0, longest)}…` : text;
}
