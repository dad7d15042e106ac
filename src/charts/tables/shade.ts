const shades = 6;

/**
 * Ascending breaks that divide values into `count` shades (6 by default): at their quantiles, rounded to two digits, so
 * that every shade is used and the legend is readable. Fewer when there are few values.
 */
export function shadeBreaks(values: readonly number[], count: number = shades): number[] {
  const sorted = [...values].sort((a, b) => a - b);
  const at = (part: number) => sorted[Math.min(sorted.length - 1, Math.floor(part * sorted.length))] ?? 0;
  const breaks = Array.from({length: count - 1}, (_, index) => roundTo2(at((index + 1) / count)));
  return [...new Set(breaks)];
}

function roundTo2(value: number): number {
  return value === 0 ? 0 : Number(value.toPrecision(2));
}

/** The shade of a value, 0 (pale) to 5 (strong); the breaks are upper-inclusive. */
export function shadeOf(value: number, breaks: readonly number[]): number {
  const index = breaks.findIndex((limit) => value <= limit);
  return index === -1 ? shades - 1 : Math.min(index, shades - 1);
}
