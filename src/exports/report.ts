import chartStyle from "../charts/charts.css?inline";
import {html} from "../charts/html";
import {paletteOf} from "../charts/palette";
import {dataTable} from "../charts/data-table";
import type {ProseNode} from "../notebook/markdown";
import {drawShared, nameApart} from "./pages/drawing";
import {manifestOf, type Manifest} from "./pages/manifest";
import {shownColumns, sharePage, type PageToShare, type SharedChart, type SharedPage, type SharedSection} from "./page";
import reportStyle from "./pages/report.css?inline";
import {smallestGroup} from "./group";

/** A report as one file. */
export interface Report {
  /** the whole file: no script, no address in it, nothing to load */
  html: string;
  /** the same, to be looked at before it leaves */
  document: Document;
  manifest: Manifest;
}

/** What a report holds beyond the page. */
export interface ReportOptions {
  /** whether the SQL of the cells is printed at the end */
  withSql?: boolean;
}

/** Nothing may run in a report, and nothing may be fetched for it. */
const policy = "default-src 'none'; style-src 'unsafe-inline'; img-src data:";

const fonts = `
  --sans: system-ui, -apple-system, "PingFang SC", "HarmonyOS Sans SC", "Microsoft YaHei", "Noto Sans CJK SC", sans-serif;
  --display: "Songti SC", "Source Han Serif SC", "Noto Serif CJK SC", "PingFang SC", "HarmonyOS Sans SC",
    "Microsoft YaHei", "Noto Sans CJK SC", serif;
  --mono: ui-monospace, "SF Mono", Menlo, Consolas, "Noto Sans Mono CJK SC", monospace;`;

/** CSS pixels of a chart by its width on the page, and on a phone. */
const widths = {full: 960, half: 464, third: 298, two_thirds: 630} as const;
const phoneWidth = 358;

/**
 * The page as one self-contained HTML file: what it says, its charts as pictures and its tables, in one language, on light
 * paper. What may not leave is not in it; `manifest` tells what is, and how much was taken out.
 */
export async function buildReport(page: PageToShare, {withSql = false}: ReportOptions = {}): Promise<Report> {
  const shared = sharePage(page);
  const report = page.document.implementation.createHTMLDocument(titleOf(shared, page));
  const make = new Setter(page, shared, report, withSql);
  report.documentElement.lang = page.words.locale;
  report.head.prepend(...make.head());
  report.head.append(make.style());
  report.body.append(...make.mark(), make.mast(), ...make.force(), make.main(), make.colophon());
  const text = `<!doctype html>\n${report.documentElement.outerHTML}\n`;
  return {html: text, document: report, manifest: manifestOf(shared, page)};
}

function titleOf({title}: SharedPage, {summary}: PageToShare): string {
  return [title, summary.shop].filter((part) => part !== "").join(" · ");
}

/** Sets a shared page as a document. */
class Setter {
  readonly #page: PageToShare;
  readonly #shared: SharedPage;
  readonly #document: Document;
  readonly #withSql: boolean;
  #drawings = 0;

  constructor(page: PageToShare, shared: SharedPage, document: Document, withSql: boolean) {
    this.#page = page;
    this.#shared = shared;
    this.#document = document;
    this.#withSql = withSql;
  }

  #make(tag: string, attributes: Readonly<Record<string, string>> = {}, ...children: (Node | string | null)[]) {
    return html(this.#document, tag, attributes, ...children);
  }

  #t(key: string, values: Readonly<Record<string, unknown>> = {}): string {
    return this.#page.words.t(key, values);
  }

  head(): HTMLElement[] {
    return [
      this.#make("meta", {charset: "utf-8"}),
      this.#make("meta", {"http-equiv": "Content-Security-Policy", content: policy}),
      this.#make("meta", {name: "viewport", content: "width=device-width, initial-scale=1"}),
      this.#make("meta", {name: "color-scheme", content: "light"}),
      this.#make("meta", {name: "referrer", content: "no-referrer"})
    ];
  }

  style(): HTMLElement {
    const colours = Object.entries(paletteOf("light")).map(([name, value]) => `  --${name}: ${value};`);
    const root = `:root {\n${colours.join("\n")}\n${fonts}\n}`;
    // remarks are for whoever writes the rules
    const rules = [root, chartStyle, reportStyle].join("\n").replace(/\/\*[\s\S]*?\*\//g, "");
    return this.#make("style", {}, rules.replace(/\n\s*\n/g, "\n"));
  }

  /** On every page of a report that is not for sharing: that it is not. */
  mark(): HTMLElement[] {
    return this.#page.isPrivate ? [this.#make("p", {class: "private"}, this.#t("sharing.private_mark"))] : [];
  }

  mast(): HTMLElement {
    const {shop, period, figures} = this.#page.summary;
    const where = [shop === "" ? null : this.#make("b", {}, shop), shop && period ? " · " : null, period];
    return this.#make(
      "header",
      {class: "mast"},
      this.#make("h1", {}, this.#shared.title),
      this.#make("p", {}, ...where, this.#make("br"), figures)
    );
  }

  /** What narrows the page, said first: a number without its filter is another number. */
  force(): HTMLElement[] {
    const changed = this.#shared.inputs.filter(({isChanged}) => isChanged);
    if (changed.length === 0) return [];
    const parts = changed.flatMap(({label, value}, at) => [
      at === 0 ? " " : " · ",
      `${label} `,
      this.#make("b", {}, value)
    ]);
    return [this.#make("p", {class: "force"}, this.#t("sharing.in_force"), ...parts)];
  }

  main(): HTMLElement {
    return this.#make("main", {}, ...this.#shared.sections.map((section) => this.#section(section)));
  }

  #section({heading, items, notes}: SharedSection): HTMLElement {
    const reason = offReason(items.filter((item) => item.kind === "chart"));
    const drawn = items.map((item) =>
      item.kind === "prose" ? this.#make("div", {class: "prose"}, ...this.#prose(item.nodes)) : this.#chart(item)
    );
    const words = notes.map(({nodes}) => this.#make("div", {}, ...this.#prose(nodes)));
    return this.#make(
      "section",
      heading.length === 0 ? {class: "first"} : {},
      heading.length === 0 ? null : this.#make("h2", {}, ...this.#prose(heading)),
      reason === null
        ? this.#make("div", {class: "grid"}, ...drawn)
        : this.#make("p", {class: "instead"}, this.#t(reason.key, reason.values)),
      reason !== null || words.length === 0 ? null : this.#make("div", {class: "notes"}, ...words)
    );
  }

  #chart(chart: SharedChart): HTMLElement {
    const {spec, title} = chart;
    const note = spec.note === undefined ? "" : this.#page.words.text(spec.note);
    const caption =
      title === "" && note === ""
        ? null
        : this.#make(
            "figcaption",
            {},
            title === "" ? null : this.#make("h3", {}, title),
            note === "" ? null : this.#make("span", {}, note)
          );
    const isTold = chart.suppressed > 0 && chart.table !== null && !chart.isOwn;
    return this.#make(
      "figure",
      {class: `chart ${spec.width ?? "full"}`},
      caption,
      ...this.#pictures(chart),
      ...this.#dataTable(chart),
      isTold
        ? this.#make("p", {class: "hidden-note"}, this.#t("sharing.hidden", {n: chart.suppressed, k: smallestGroup}))
        : null
    );
  }

  /** A picture twice, for paper and for a phone: shrunk, its words could not be read. A table once. */
  #pictures(chart: SharedChart): Element[] {
    const width = widths[chart.spec.width ?? "full"];
    const wide = this.#draw(chart, width, width > 800 ? 52 : undefined);
    if (chart.table === null || (wide.localName !== "svg" && !wide.querySelector("svg"))) return [wide];
    return [
      this.#make("div", {class: "on-paper"}, wide),
      this.#make("div", {class: "on-phone"}, this.#draw(chart, phoneWidth))
    ];
  }

  #draw(chart: SharedChart, width: number, marginLeft?: number): Element {
    this.#drawings += 1;
    const element = nameApart(drawShared(chart, this.#page, width, marginLeft), `d${this.#drawings}-`);
    const picture = element.localName === "svg" ? element : null;
    if (picture && !picture.hasAttribute("viewBox"))
      picture.setAttribute("viewBox", `0 0 ${picture.getAttribute("width")} ${picture.getAttribute("height")}`);
    return this.#document.importNode(element, true);
  }

  /** The data table of a picture. */
  #dataTable({spec, table, title}: SharedChart): Element[] {
    if (
      table === null ||
      ["table", "heatmap", "verdicts", "sentences", "findings", "number", "figures"].includes(spec.kind)
    )
      return [];
    const names = shownColumns(
      spec,
      table.schema.fields.map(({name}) => name)
    );
    if (names.length === 0) return [];
    const rows = dataTable({...spec, title: title || undefined}, table.select(names), this.#page.words, this.#document);
    rows.querySelector("caption")?.remove();
    return [rows];
  }

  colophon(): HTMLElement {
    const {words} = this.#page;
    const defined = this.#shared.relations.filter((name) => words.has(`relation.${name}.doc`));
    const entry = (term: string, text: string) =>
      this.#make("div", {}, this.#make("dt", {}, term), this.#make("dd", {}, text));
    const definitions = defined.map((name) =>
      entry(this.#t(`relation.${name}.title`), this.#t(`relation.${name}.doc`))
    );
    const inputs = this.#shared.inputs.map(({label, value}) => entry(label, value));
    const withheld = this.#shared.charts.filter(({shared, isOwn, instead}) => (isOwn ? instead : shared?.withheld));
    const rules = this.#page.isPrivate ? [this.#t("sharing.rule_private")] : this.#rules(withheld.length);
    return this.#make(
      "section",
      {class: "colophon"},
      this.#make("h2", {}, this.#t("sharing.colophon")),
      this.#part("sharing.definitions", this.#make("dl", {class: "columns"}, ...definitions), definitions.length),
      this.#part("sharing.inputs", this.#make("dl", {class: "columns three"}, ...inputs), inputs.length),
      this.#part(
        "sharing.rules",
        this.#make("ul", {}, ...rules.map((rule) => this.#make("li", {}, rule))),
        rules.length
      ),
      this.#sql(),
      this.#make("p", {class: "part"}, this.#t("sharing.made_by"))
    );
  }

  #rules(withheld: number): string[] {
    return [
      this.#t("sharing.rule_groups", {k: smallestGroup}),
      this.#t("sharing.rule_complement"),
      this.#page.known?.largest ? this.#t("sharing.rule_half") : null,
      withheld > 0 ? this.#t("sharing.rule_withheld", {n: withheld}) : this.#t("sharing.rule_rows")
    ].filter((rule) => rule !== null);
  }

  #part(key: string, content: HTMLElement, count: number): HTMLElement | null {
    return count === 0 ? null : this.#make("div", {class: "part"}, this.#make("h3", {}, this.#t(key)), content);
  }

  #sql(): HTMLElement | null {
    if (!this.#withSql) return null;
    const cells = this.#page.notebook.cells.filter((cell) => cell.kind === "sql");
    const texts = cells.map(({sql}) => this.#make("pre", {}, sql.trim()));
    return this.#part("sharing.sql", this.#make("div", {}, ...texts), texts.length);
  }

  #prose(nodes: readonly ProseNode[]): Node[] {
    return nodes.flatMap((node) => this.#node(node));
  }

  #node(node: ProseNode): Node[] {
    const text = (value: string) => this.#document.createTextNode(value);
    if (node.type === "text") return [text(node.value)];
    if (node.type === "value")
      return [this.#make("b", {class: "value"}, this.#shared.formatValue(node)), text("\u2060")];
    if (node.type === "inlineCode") return [this.#make("code", {}, node.value)];
    if (node.type === "code") return [this.#make("pre", {}, node.value)];
    if (node.type === "break") return [this.#make("br")];
    if (node.type === "thematicBreak") return [this.#make("hr")];
    const children = this.#prose(node.children);
    // an address is read, never followed
    if (node.type === "link") return [...children, text(hasAddress(node) ? ` (${node.url})` : "")];
    if (node.type === "table") return [this.#make("table", {class: "given"}, this.#make("tbody", {}, ...children))];
    if (node.type === "list") return [this.#make(node.ordered ? "ol" : "ul", {}, ...children)];
    return [this.#make(node.type === "heading" ? "h3" : tags[node.type], {}, ...children)];
  }
}

const tags = {
  paragraph: "p",
  blockquote: "blockquote",
  listItem: "li",
  strong: "strong",
  emphasis: "em",
  delete: "del",
  tableRow: "tr",
  tableCell: "td"
} as const;

/** Whether a link has an address that its text does not show; `#cohorts` leads to a page of ours and is none on paper. */
function hasAddress({url, children}: Extract<ProseNode, {type: "link"}>): boolean {
  return !url.startsWith("#") && !children.some((child) => child.type === "text" && url.endsWith(child.value));
}

/** One reason for a section of which nothing can be answered. */
function offReason(charts: readonly SharedChart[]): SharedChart["instead"] {
  const isOff = charts.length > 0 && charts.every(({instead}) => instead?.key === "sharing.off");
  return isOff ? charts[0]!.instead : null;
}
