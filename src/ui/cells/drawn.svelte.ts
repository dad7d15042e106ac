import type {Table} from "apache-arrow";
import type {Attachment} from "svelte/attachments";
import {AppError} from "../../base/errors";
import type {ChartSpec} from "../../charts/spec";
import type {Value} from "../../engine/database";
import type {Words} from "../../base/words";

/** What a drawing is made of. */
export interface Drawing {
  spec: ChartSpec;
  table: Table;
  words: Words;
  /** the value of the variable that a click or a range sets */
  selected: Value | undefined;
  /** the same for a range upwards */
  selectedY: Value | undefined;
  /** named only so that a change of look draws again */
  theme: string;
  /** nothing is left to ask the engine before it is drawn */
  isAhead: boolean;
}

/** What a press or a range says: one value, from and to, or nothing. */
export type Selected = string | number | readonly (string | number)[] | null;

/** What a person can do with a drawing. */
export interface DrawingActions {
  select: (variable: string, value: Selected) => void;
  open: (column: string | undefined) => void;
}

/** A picture that cannot be drawn is a value: its code has a sentence, which stands in its place. */
function attempt(draw: () => Element): Element | AppError {
  try {
    return draw();
  } catch (error) {
    if (error instanceof AppError) return error;
    throw error;
  }
}

function sayInstead({code, details}: AppError, words: Words, document: Document): Element {
  const sentence = document.createElement("p");
  sentence.className = "instead";
  sentence.textContent = words.t(code, details);
  return sentence;
}

/** The column of a table's cell, as its heading carries it; none for a picture. */
function columnAt(place: Element): string | undefined {
  if (!(place instanceof HTMLTableCellElement)) return undefined;
  const heading = place.closest("table")?.tHead?.rows[0]?.cells[place.cellIndex];
  return heading?.dataset.column;
}

/** From this width on, charts below each other share their left margin, in CSS pixels, so that their time axes line up. */
const wide = 800;
const axisRoom = 52;

const commands = "button, summary, a, input, [role=button], .chart-brush";

/** Passes on what is done to a drawing: a selection, or the wish to see what stands behind a number. */
function listen(node: HTMLElement, actions: DrawingActions): () => void {
  const listening = new AbortController();
  const on = (type: string, listener: (event: Event) => void) =>
    node.addEventListener(type, listener, {signal: listening.signal});
  on("huitou-select", (event) => {
    const {variable, value} = (event as CustomEvent<{variable: string; value: Selected}>).detail;
    actions.select(variable, value);
  });
  on("huitou-open", (event) => actions.open((event as CustomEvent<{column?: string} | null>).detail?.column));
  // every number opens: what is not a command of its own asks for its definition
  on("click", ({target}) => {
    if (!(target instanceof Element) || target.closest(commands)) return;
    const place = target.closest("td, th, svg");
    if (place) actions.open(columnAt(place));
  });
  return () => listening.abort();
}

/** The room of charts, once it has been fetched; even a module that is there takes a turn of the page to import. */
let charts: typeof import("../../charts/render") | null = null;

/** Shows another selection in a drawn chart, where that is possible. */
function reselect(element: Element, {selected, selectedY}: Drawing): boolean {
  return charts?.reselect(element, {selection: selected, selectionY: selectedY}) ?? false;
}

function differOnlyInSelection(a: Drawing, b: Drawing): boolean {
  return a.spec === b.spec && a.table === b.table && a.words === b.words && a.theme === b.theme;
}

/** The next turn of the page: the engine is asked the next question before a drawing keeps the page busy. */
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
  {spec, table, words, selected, selectedY, isAhead}: Drawing,
  width: number,
  document: Document,
  memory: Map<string, unknown>,
  isCurrent: () => boolean
): Promise<Element | AppError | null> {
  charts ??= await import("../../charts/render");
  if (!isAhead) await nextTurn();
  // a newer result is on its way to be drawn instead
  if (!isCurrent()) return null;
  const {renderChart} = charts;
  const marginLeft = width >= wide ? axisRoom : undefined;
  const context = {document, width, words, selection: selected, selectionY: selectedY, marginLeft, memory};
  return attempt(() => renderChart(spec, table, context));
}

/** Draws anew without taking the focus from whoever is within: what can be pressed at the same place gets it. */
function replace(node: HTMLElement, element: Element): void {
  const pressable = () => [...node.querySelectorAll<HTMLElement | SVGElement>("button, [tabindex='0']")];
  const at = pressable().findIndex((other) => other === node.ownerDocument.activeElement);
  node.replaceChildren(element);
  if (at >= 0) pressable()[at]?.focus({preventScroll: true});
}

/** Keeps a chart drawn in an element: again when its data, its language or its width change. */
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

    $effect(() => {
      const now = drawing();
      if (width === 0) return;
      let isCurrent = true;
      const at = width;
      // a range moves over the picture as it is: nothing else has changed
      if (last && last.width === at && differOnlyInSelection(last.drawing, now) && reselect(last.element, now)) {
        last.drawing = now;
        return;
      }
      void draw(now, width, node.ownerDocument, memory, () => isCurrent).then((result) => {
        if (!isCurrent || result === null) return;
        const failed = result instanceof AppError;
        last = failed ? null : {drawing: now, width: at, element: result};
        replace(node, failed ? sayInstead(result, now.words, node.ownerDocument) : result);
        ondrawn(failed ? null : result);
      });
      return () => (isCurrent = false);
    });
    return () => {
      observer.disconnect();
      unlisten();
    };
  };
}
