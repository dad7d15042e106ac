import type {Row} from "../base/table";
import type {ChartContext} from "./kind";

/**
 * Detail of a `huitou-select` event: set the input variable to this value, or to null when it has that value already.
 */
export interface SelectDetail {
  variable: string;
  value: unknown;
}

/** Detail of a `huitou-open` event: show the definition of the number in `column` of `row` of the cell `from`. */
export interface OpenDetail {
  from: string;
  column: string;
  row: Row;
}

/** Detail of a `huitou-act` event: an action on a row. */
export interface ActDetail {
  action: string;
  row: Row;
}

/** Detail of a `huitou-people` event: list the people that a column counts in some rows. */
export interface PeopleDetail {
  column: string;
  rows: readonly Row[];
  /** who they are, in words, where several rows are counted together; by default the title of the chart */
  group?: string;
}

/** Detail of a `huitou-customer` event: show this customer and their orders. */
export interface CustomerDetail {
  customer: number;
}

/** Makes a button dispatch `huitou-act`. */
export function makeActing(button: HTMLElement, detail: ActDetail): void {
  button.addEventListener("click", () => {
    const view = button.ownerDocument.defaultView;
    if (view) button.dispatchEvent(new view.CustomEvent("huitou-act", {bubbles: true, detail}));
  });
}

/**
 * Makes an element toggle one value of an input variable: on click, Enter and Space it dispatches a bubbling
 * `huitou-select`.
 */
export function makeSelectable(
  element: Element,
  {variable, value, selection, label}: SelectDetail & {selection: unknown; label: string}
): void {
  const pressed = isSelected(value, selection);
  setRole(element, label);
  element.setAttribute("aria-pressed", String(pressed));
  dim(element, value, selection);
  onPress(element, "huitou-select", {variable, value: pressed ? null : value});
}

/** Dims a mark whose value is not selected. */
export function dim(element: Element, value: unknown, selection: unknown): void {
  if (hasSelection(selection) && !isSelected(value, selection)) element.classList.add("unselected");
}

/** Makes an element open the definition of its number: on click, Enter and Space it dispatches `huitou-open`. */
export function makeOpening(element: Element, detail: OpenDetail, label?: string): void {
  setRole(element, label);
  onPress(element, "huitou-open", detail);
}

/** Whether a column counts people in these rows, and not nobody, whom somebody knows. */
export function leadsToPeople({column, rows}: PeopleDetail, people: ChartContext["people"]): boolean {
  const listedIn = people?.get(column);
  if (listedIn === undefined || countIn({column, rows}) <= 0) return false;
  return listedIn === null || rows.every((row) => [row[listedIn]].flat().includes(column));
}

function countIn({column, rows}: PeopleDetail): number {
  return rows.reduce((sum, row) => sum + (Number(row[column]) || 0), 0);
}

/**
 * Makes a count of people lead to them: on click, Enter and Space it dispatches `huitou-people`. A count of nobody, and of a
 * column whose people nobody knows, stays a number; false then. `label` says of whom it is the count, where no text does.
 */
export function makeListing(
  element: Element,
  detail: PeopleDetail,
  {people, words}: Pick<ChartContext, "people" | "words">,
  label?: string
): boolean {
  if (!leadsToPeople(detail, people)) return false;
  const name = words.t("charts.list_people", {count: countIn(detail)});
  element.classList.add("press", "people");
  setRole(element, label === undefined ? name : words.t("charts.pair", {label, value: name}));
  onPress(element, "huitou-people", detail);
  return true;
}

/** Makes an element lead to a customer: on click, Enter and Space it dispatches `huitou-customer`. */
export function makeCustomer(element: Element, customer: number, label: string): void {
  element.classList.add("press");
  setRole(element, label);
  onPress(element, "huitou-customer", {customer});
}

function setRole(element: Element, label?: string): void {
  element.setAttribute("tabindex", "0");
  element.setAttribute("role", "button");
  if (label !== undefined) element.setAttribute("aria-label", label);
}

function onPress(
  element: Element,
  type: string,
  detail: SelectDetail | OpenDetail | PeopleDetail | CustomerDetail
): void {
  const dispatch = () => {
    const view = element.ownerDocument.defaultView;
    if (view) element.dispatchEvent(new view.CustomEvent(type, {bubbles: true, detail}));
  };
  element.addEventListener("click", dispatch);
  element.addEventListener("keydown", (event) => {
    const {key} = event as KeyboardEvent;
    if (key !== "Enter" && key !== " ") return;
    event.preventDefault();
    dispatch();
  });
}

/** The value that an input variable gets for a value of x: a date becomes `2026-11-22`. */
export function selectedValue(x: unknown): unknown {
  return x instanceof Date ? x.toISOString().slice(0, 10) : x;
}

/** Whether a value is the selection, or in it. */
export function isSelected(value: unknown, selection: unknown): boolean {
  if (Array.isArray(value)) return JSON.stringify(value) === JSON.stringify(selection);
  return Array.isArray(selection) ? selection.includes(value) : hasSelection(selection) && selection === value;
}

function hasSelection(selection: unknown): boolean {
  return Array.isArray(selection) ? selection.length > 0 : selection !== null && selection !== undefined;
}
