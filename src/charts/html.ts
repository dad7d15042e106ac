type Child = Node | string | null;
type Attributes = Readonly<Record<string, string | number | null>>;

const svgNamespace = "http://www.w3.org/2000/svg";

/** An HTML element; strings become text, never markup; null attributes and children are left out. */
export function html(document: Document, tag: string, attributes: Attributes = {}, ...children: Child[]): HTMLElement {
  return furnish(document.createElement(tag), attributes, children);
}

/** An SVG element, likewise. */
export function svg(document: Document, tag: string, attributes: Attributes = {}, ...children: Child[]): SVGElement {
  return furnish(document.createElementNS(svgNamespace, tag) as SVGElement, attributes, children);
}

function furnish<Kind extends Element>(element: Kind, attributes: Attributes, children: readonly Child[]): Kind {
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

/** A coordinate without the digits that no eye sees. */
export function round(value: number): number {
  return Math.round(value * 100) / 100;
}

/** Letters of a text that one cell shows at most: ten million would keep the page from answering. */
const longest = 2000;

/** As much of a text as a cell can show. */
export function brief(text: string): string {
  return text.length > longest ? `${text.slice(0, longest)}…` : text;
}
