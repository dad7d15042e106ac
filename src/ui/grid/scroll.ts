/** A virtual list: `rows` of equal height in a viewport of `view` pixels. */
export interface Lane {
  rows: number;
  rowHeight: number;
  view: number;
}

/** The element's scroll offset, and the row pixel at the top of the viewport. */
export interface Position {
  scrollTop: number;
  top: number;
}

/** Maximum height of an element in pixels: Firefox stops at 17.8 million, others at 33. */
export const tallest = 12_000_000;

/** Scrolling less than this many viewports counts as wheel or touch; a scroll bar's smallest step is larger. */
const shortViews = 20;

/** The height of the scrolled element, which may be less than that of all rows. */
export function heightOf({rows, rowHeight}: Lane): number {
  return Math.min(rows * rowHeight, tallest);
}

function lastTop({rows, rowHeight, view}: Lane): number {
  return Math.max(0, rows * rowHeight - view);
}

function lastScroll(lane: Lane): number {
  return Math.max(0, heightOf(lane) - lane.view);
}

/**
 * The position after scrolling. Where the element is shorter than all rows, a short distance moves rows one to one
 * (wheel, touch) and a long one proportionally (scroll bar).
 */
export function follow(lane: Lane, {scrollTop, top}: Position, now: number): Position {
  if (rowsFit(lane)) return {scrollTop: now, top: now};
  const way = now - scrollTop;
  if (Math.abs(way) < 1) return {scrollTop: now, top};
  const isShort = Math.abs(way) <= shortViews * lane.view;
  const next = isShort ? top + way : (now / lastScroll(lane)) * lastTop(lane);
  return {scrollTop: now, top: Math.min(lastTop(lane), Math.max(0, next))};
}

/** Whether the element is as tall as all rows. */
export function rowsFit(lane: Lane): boolean {
  return lane.rows * lane.rowHeight <= tallest;
}

/** The position with this row pixel at the top, and the proportional element offset. */
export function positionAt(lane: Lane, top: number): Position {
  const within = Math.min(lastTop(lane), Math.max(0, top));
  if (rowsFit(lane)) return {scrollTop: within, top: within};
  return {scrollTop: Math.round((within / lastTop(lane)) * lastScroll(lane)), top: within};
}

/** The nearest top at which the whole row is visible. */
export function topShowing({rowHeight, view}: Lane, row: number, top: number): number {
  if (row * rowHeight < top) return row * rowHeight;
  return Math.max(top, (row + 1) * rowHeight - view);
}

/** The visible rows, `last` exclusive. */
export function rowsInSight({rows, rowHeight, view}: Lane, top: number): {first: number; last: number} {
  const first = Math.min(rows, Math.floor(top / rowHeight));
  return {first, last: Math.min(rows, Math.ceil((top + view) / rowHeight))};
}
