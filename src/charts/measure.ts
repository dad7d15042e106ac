/** Font size of chart text in CSS pixels; no text is smaller than 12. */
export const fontSize = 12.5;
/** Line height of chart text, in CSS pixels. */
export const lineHeight = 18;

const wide = /[\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe4f\uff01-\uff60\uffe0-\uffe6]/;
const narrow = /[ .,:;'|!iljtfI()[\]·]/;
const lower = /[a-z]/;
const broad = /[A-Z%@mw&]/;
const dash = "—";
// the typesetter's space between a Han character and a letter or digit beside it
const autospace = 0.125;
const han = /[\u2e80-\u2fdf\u3005-\u3007\u3021-\u3029\u3038-\u303b\u3400-\u9fff\uf900-\ufaff]/;
const spaced = /[\p{L}\p{N}]/u;

/**
 * The width of a text in CSS pixels, estimated (a Han character is one em, a Latin letter about half), because charts
 * are drawn before they are in the page, and in tests without layout.
 */
export function textWidth(text: string, size = fontSize): number {
  let em = 0;
  let before = "";
  for (const character of text) {
    em += characterWidth(character) + (areSpaced(before, character) ? autospace : 0);
    before = character;
  }
  return em * size;
}

function areSpaced(before: string, character: string): boolean {
  if (!spaced.test(before) || !spaced.test(character)) return false;
  return han.test(before) !== han.test(character);
}

function characterWidth(character: string): number {
  if (wide.test(character) || character === dash || character > "\u{ffff}") return 1;
  if (narrow.test(character)) return 0.3;
  if (broad.test(character)) return 0.8;
  return lower.test(character) ? 0.56 : 0.6;
}

/** The width of a bold text, about an eighth wider. */
export function boldWidth(text: string, size = fontSize): number {
  return textWidth(text, size) * 1.14;
}

/** The width of the widest text, in CSS pixels; 0 for none. */
export function widest(texts: readonly string[], size = fontSize): number {
  return Math.max(0, ...texts.map((text) => textWidth(text, size)));
}

/** A text truncated with an ellipsis to a width in CSS pixels. */
export function shorten(text: string, width: number, size = fontSize): string {
  if (textWidth(text, size) <= width) return text;
  let kept = "";
  for (const character of text) {
    if (textWidth(`${kept}${character}…`, size) > width) break;
    kept += character;
  }
  return `${kept}…`;
}

/** Moves positions apart until they are `spacing` from each other, within `[low, high]` where possible. */
export function dodge(places: readonly number[], spacing: number, [low, high]: readonly [number, number]): number[] {
  const order = places.map((_, index) => index).sort((a, b) => (places[a] ?? 0) - (places[b] ?? 0));
  const moved = [...places];
  let floor = low;
  for (const index of order) floor = (moved[index] = Math.max(places[index] ?? 0, floor)) + spacing;
  let ceiling = high;
  for (const index of order.reverse()) ceiling = (moved[index] = Math.min(moved[index] ?? 0, ceiling)) - spacing;
  return moved;
}
