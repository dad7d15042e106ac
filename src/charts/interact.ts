/** What a `huitou-select` event says: set this input variable to this value, or to null when it was set to it already. */
export interface SelectDetail {
  variable: string;
  value: unknown;
}

/** What a `huitou-open` event says: the number of `column` in `row` of the cell `from` wants explaining. */
export interface OpenDetail {
  from: string;
  column: string;
  row: Readonly<Record<string, unknown>>;
}

/** What a `huitou-act` event says: what to do about a row. */
export interface ActDetail {
  action: string;
  row: Readonly<Record<string, unknown>>;
}

/** Makes a button ask for something to be done about a row. */
export function makeActing(button: HTMLElement, detail: ActDetail): void {
  button.addEventListener("click", () => {
    const view = button.ownerDocument.defaultView;
    if (view) button.dispatchEvent(new view.CustomEvent("huitou-act", {bubbles: true, detail}));
  });
}

/**
 * Makes an element a toggle of one value of an input variable: by click, Enter and Space it dispatches a bubbling
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

/** Makes a mark pale that stands for a value other than what is selected. */
export function dim(element: Element, value: unknown, selection: unknown): void {
  if (hasSelection(selection) && !isSelected(value, selection)) element.classList.add("unselected");
}

/** Makes an element ask for the definition of its number, by click, Enter and Space. */
export function makeOpening(element: Element, detail: OpenDetail, label?: string): void {
  setRole(element, label);
  onPress(element, "huitou-open", detail);
}

function setRole(element: Element, label?: string): void {
  element.setAttribute("tabindex", "0");
  element.setAttribute("role", "button");
  if (label !== undefined) element.setAttribute("aria-label", label);
}

function onPress(element: Element, type: string, detail: SelectDetail | OpenDetail): void {
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

/** What an input variable holds for a value of x: a date as `2026-11-22`. */
export function selectedValue(x: unknown): unknown {
  return x instanceof Date ? x.toISOString().slice(0, 10) : x;
}

/** Whether a value is what, or among what, is selected. */
export function isSelected(value: unknown, selection: unknown): boolean {
  if (Array.isArray(value)) return JSON.stringify(value) === JSON.stringify(selection);
  return Array.isArray(selection) ? selection.includes(value) : hasSelection(selection) && selection === value;
}

function hasSelection(selection: unknown): boolean {
  return Array.isArray(selection) ? selection.length > 0 : selection !== null && selection !== undefined;
}
