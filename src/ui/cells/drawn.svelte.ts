import type {Table} from "apache-arrow";
import type {Attachment} from "svelte/attachments";
import {AppError} from "../../base/errors";
import type {CustomerDetail, PeopleDetail} from "../../charts/interact";
import type {ChartContext} from "../../charts/kind";
import type {ChartSpec} from "../../charts/spec";
import type {Value} from "../../engine/database";
import type {Words} from "../../base/words";

/** Everything that a drawing depends on. */
export interface Drawing {
  spec: ChartSpec;
  table: Table;
  words: Words;
  /** value of the variable set by a click or range */
  selected: Value | undefined;
  /** value of the variable set by a vertical range */
  selectedY: Value | undefined;
  /** columns of counts that lead to a list of the people counted */
  people: ChartContext["people"];
  /** not read, but a change of theme redraws */
  theme: string;
  /** whether no queries are pending, so that it can be drawn without delaying them */
  isAhead: boolean;
}

/** The value of a click or range: one value, [from, to], or null. */
export type Selected = string | number | readonly (string | number)[] | null;

/** Callbacks of a drawing. */
export interface DrawingActions {
  select: (variable: string, value: Selected) => void;
  open: (column: string | undefined) => void;
  list: (detail: PeopleDetail) => void;
  openCustomer: (customer: number) => void;
}

/** Draws, or returns the `AppError` whose message is shown instead. */
function attempt(draw: () => Element): Element | AppError {
  try {
    return draw();
  } catch (error) {
    if (error instanceof AppError) return error;
    throw error;
  }
}

function errorNote({code, details}: AppError, words: Words, document: Document): Element {
  const sentence = document.createElement("p");
  sentence.className = "instead";
  sentence.textContent = words.t(code, details);
  return sentence;
}

/** The column of a table's cell, from its heading; undefined for a picture. */
function columnAt(place: Element): string | undefined {
  if (!(place instanceof HTMLTableCellElement)) return undefined;
  const heading = place.closest("table")?.tHead?.rows[0]?.cells[place.cellIndex];
  return heading?.dataset.column;
}

/**
 * From this width on, in CSS pixels, charts below each other share their left margin, so that their time axes line up.
 */
const wide = 800;
const axisRoom = 52;

const commands = "button, summary, a, input, [role=button], .chart-brush";

/** Connects the events of a drawing to its callbacks. */
function listen(node: HTMLElement, actions: DrawingActions): () => void {
  const listening = new AbortController();
  const on = (type: string, listener: (event: Event) => void) =>
    node.addEventListener(type, listener, {signal: listening.signal});
  on("huitou-select", (event) => {
    const {variable, value} = (event as CustomEvent<{variable: string; value: Selected}>).detail;
    actions.select(variable, value);
  });
  on("huitou-open", (event) => actions.open((event as CustomEvent<{column?: string} | null>).detail?.column));
  on("huitou-people", (event) => actions.list((event as CustomEvent<PeopleDetail>).detail));
  on("huitou-customer", (event) => actions.openCustomer((event as CustomEvent<CustomerDetail>).detail.customer));
  // any number that is not a control itself opens its definition
  on("click", ({target}) => {
    if (!(target instanceof Element) || target.closest(commands)) return;
    const place = target.closest("td, th, svg");
    if (place) actions.open(columnAt(place));
  });
  return () => listening.abort();
}

/** The charts module, once loaded; awaiting an import costs a turn of the event loop even when it is cached. */
let charts: typeof import("../../charts/render") | null = null;

/** Updates the selection of a drawn chart without redrawing, where possible. */
function reselect(element: Element, {selected, selectedY}: Drawing): boolean {
  return charts?.reselect(element, {selection: selected, selectionY: selectedY}) ?? false;
}

function differOnlyInSelection(a: Drawing, b: Drawing): boolean {
  const isSame = a.spec === b.spec && a.table === b.table && a.words === b.words && a.theme === b.theme;
  return isSame && a.people === b.people;
}

/** Yields once, so that pending queries are sent before drawing blocks the page. */
function nextTurn(): Promise<void> {
  return new Promise((resolve) => {
    const {port1, port2} = new MessageChannel();
    port1.onmessage = () => {
      port1.close();
      resolve();
    };
    port2.postMessage(null);
  });
}

async function draw(
  drawing: Drawing,
  width: number,
  document: Document,
  memory: Map<string, unknown>,
  isCurrent: () => boolean
): Promise<Element | AppError | null> {
  charts ??= await import("../../charts/render");
  if (!drawing.isAhead) await nextTurn();
  // a newer result will be drawn instead
  if (!isCurrent()) return null;
  return renderOn(charts, drawing, width, document, memory);
}

function renderOn(
  {renderChart}: typeof import("../../charts/render"),
  {spec, table, words, selected, selectedY, people}: Drawing,
  width: number,
  document: Document,
  memory?: Map<string, unknown>
): Element | AppError {
  const marginLeft = width >= wide ? axisRoom : undefined;
  const context = {document, width, words, people, selection: selected, selectionY: selectedY, marginLeft, memory};
  return attempt(() => renderChart(spec, table, context));
}

/** CSS pixels of a chart on an A4 sheet, by its width on the page. */
const paperWidths = {full: 700, half: 334, third: 212, two_thirds: 456} as const;

/** Calls `draw` before the page is printed, and what it returned afterwards. */
function onPaper(draw: () => () => void): () => void {
  let restore = () => {};
  const before = () => (restore = draw());
  const after = () => restore();
  addEventListener("beforeprint", before);
  addEventListener("afterprint", after);
  return () => {
    removeEventListener("beforeprint", before);
    removeEventListener("afterprint", after);
  };
}

/** Replaces a drawing and keeps the focus at the same position within it. */
function replace(node: HTMLElement, element: Element): void {
  // of marks that share one tab stop, the one that has it may be any
  const pressable = () => [...node.querySelectorAll<HTMLElement | SVGElement>("button, [tabindex]")];
  const at = pressable().findIndex((other) => other === node.ownerDocument.activeElement);
  node.replaceChildren(element);
  if (at >= 0) pressable()[at]?.focus({preventScroll: true});
}

/** An attachment that draws a chart in an element, and again when data, language or width change. */
export function drawn(
  drawing: () => Drawing,
  ondrawn: (element: Element | null) => void,
  actions: DrawingActions
): Attachment<HTMLElement> {
  return (node) => {
    let width: number = $state(Math.floor(node.clientWidth));
    const observer = new ResizeObserver(() => (width = Math.floor(node.clientWidth)));
    observer.observe(node);
    const unlisten = listen(node, actions);
    const memory = new Map<string, unknown>();

    let last: {drawing: Drawing; width: number; element: Element} | null = null;
    const stopPrinting = onPaper(() => {
      if (!last || !charts) return () => undefined;
      const {drawing: now, element} = last;
      const paper = renderOn(charts, now, paperWidths[now.spec.width ?? "full"], node.ownerDocument);
      if (paper instanceof AppError) return () => undefined;
      node.replaceChildren(paper);
      return () => node.replaceChildren(element);
    });

    $effect(() => {
      const now = drawing();
      if (width === 0) return;
      let isCurrent = true;
      const at = width;
      // only the selection has changed: the brush is moved without redrawing
      if (last && last.width === at && differOnlyInSelection(last.drawing, now) && reselect(last.element, now)) {
        last.drawing = now;
        return;
      }
      void draw(now, width, node.ownerDocument, memory, () => isCurrent).then((result) => {
        if (!isCurrent || result === null) return;
        const failed = result instanceof AppError;
        last = failed ? null : {drawing: now, width: at, element: result};
        replace(node, failed ? errorNote(result, now.words, node.ownerDocument) : result);
        ondrawn(failed ? null : result);
      });
      return () => (isCurrent = false);
    });
    return () => {
      observer.disconnect();
      stopPrinting();
      unlisten();
    };
  };
}
