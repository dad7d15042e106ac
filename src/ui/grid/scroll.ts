/** What is scrolled: `rows` of one height, of which `view` pixels are seen. */
export interface Lane {
  rows: number;
  rowHeight: number;
  view: number;
}

/** Where a lane stands: the element's own offset, and the pixel of all rows that is on top. */
export interface Position {
  scrollTop: number;
  top: number;
}

/** Taller than this no browser draws an element: Firefox stops at 17.8 million pixels, others at 33. */
export const tallest = 12_000_000;

/** A way of so many views is still a wheel's or a finger's: one pixel of the bar is far more where it matters. */
const shortViews = 20;

/** How tall the scrolled element is; for very many rows it stands for more pixels than it has. */
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
 * The position after the element was scrolled. Where it stands for more pixels than it has, a short way moves rows as far as
 * the finger or wheel did, and a long one, as of the bar, moves in proportion.
 */
export function follow(lane: Lane, {scrollTop, top}: Position, now: number): Position {
  if (rowsFit(lane)) return {scrollTop: now, top: now};
  const way = now - scrollTop;
  if (Math.abs(way) < 1) return {scrollTop: now, top};
  const isShort = Math.abs(way) <= shortViews * lane.view;
  const next = isShort ? top + way : (now / lastScroll(lane)) * lastTop(lane);
  return {scrollTop: now, top: Math.min(lastTop(lane), Math.max(0, next))};
}

/** Whether every pixel of the rows has its own in the element. */
export function rowsFit(lane: Lane): boolean {
  return lane.rows * lane.rowHeight <= tallest;
}

/** The position with this pixel of all rows on top, the element's offset in its proportion. */
export function positionAt(lane: Lane, top: number): Position {
  const within = Math.min(lastTop(lane), Math.max(0, top));
  if (rowsFit(lane)) return {scrollTop: within, top: within};
  return {scrollTop: Math.round((within / lastTop(lane)) * lastScroll(lane)), top: within};
}

/** The nearest top that has the whole row in sight. */
export function topShowing({rowHeight, view}: Lane, row: number, top: number): number {
  if (row * rowHeight < top) return row * rowHeight;
  return Math.max(top, (row + 1) * rowHeight - view);
}

/** The rows in sight, `last` exclusive. */
export function rowsInSight({rows, rowHeight, view}: Lane, top: number): {first: number; last: number} {
  const first = Math.min(rows, Math.floor(top / rowHeight));
  return {first, last: Math.min(rows, Math.ceil((top + view) / rowHeight))};
}
