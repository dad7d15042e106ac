import {seriesByName, type BuyerSeries} from "../base/words";

/** Colour themes. */
export type Theme = "light" | "dark";

/** All chart colours by custom property name (without `--`): [light, dark]. */
export const palette: Readonly<Record<string, readonly [string, string]>> = {
  paper: ["#fcfcfa", "#161614"],
  wash: ["#f4f3ee", "#1f1f1c"],
  rule: ["#dedcd4", "#34332f"],
  "rule-2": ["#b9b6ac", "#57554e"],
  ink: ["#1c1c1a", "#e8e6e0"],
  "ink-2": ["#4f4e49", "#bab7ae"],
  "ink-3": ["#706e67", "#938f86"],
  accent: ["#0b6b5d", "#4fb8a3"],
  "accent-wash": ["#e3efeb", "#17302b"],
  returning: ["#0b6b5d", "#4fb8a3"],
  new: ["#8291a3", "#7c8ba0"],
  alert: ["#a3261d", "#ec8271"],
  "stage-active": ["#a8321e", "#dc6448"],
  "stage-silent": ["#d2722a", "#e39b52"],
  "stage-sleeping": ["#8f8d63", "#aaa87c"],
  "stage-lost": ["#5f8fb0", "#7fb0d0"],
  "stage-long_lost": ["#56657a", "#7587a0"],
  "sequence-0": ["#f1f3ef", "#1e2321"],
  "sequence-1": ["#d8e6e1", "#1d3631"],
  "sequence-2": ["#b3d1c8", "#1f4c44"],
  "sequence-3": ["#82b5a8", "#27695d"],
  "sequence-4": ["#37806f", "#3d9a88"],
  "sequence-5": ["#0b6b5d", "#5cc4ae"],
  // text colours on the pale and on the strong shades
  "sequence-ink-low": ["#1c1c1a", "#e8e6e0"],
  "sequence-ink-high": ["#ffffff", "#10201c"],
  // Okabe and Ito's order, each adjusted to a contrast of 3:1 with its background
  "category-1": ["#0b6b5d", "#4fb8a3"],
  "category-2": ["#d2722a", "#e39b52"],
  "category-3": ["#2f6f9f", "#7fb0d0"],
  "category-4": ["#a3567f", "#d795b8"],
  "category-5": ["#8a7a1f", "#cdbb55"],
  "category-6": ["#4a90a4", "#8fd0dd"],
  "category-7": ["#a8321e", "#dc6448"],
  "category-8": ["#56657a", "#8b9bb3"]
};

/** Lifecycle stages, from warm to cold colours. */
export const stages: readonly string[] = ["active", "silent", "sleeping", "lost", "long_lost"];

const tierColours: Readonly<Record<string, string>> = {
  key_develop: "category-1",
  important_value: "category-1",
  important_develop: "category-6",
  key_win_back: "category-2",
  important_keep: "category-5",
  important_win_back: "category-2",
  loyal: "category-3",
  general_value: "category-3",
  general_keep: "category-4",
  ordinary: "category-8",
  general_develop: "new",
  general_win_back: "category-8"
};

/** Maximum number of series in one chart: the number of distinct colours. */
export const seriesLimit = 8;

/** A colour as CSS writes it: `var(--accent)`. */
export function colour(name: string): string {
  return `var(--${name})`;
}

const buyerColours: Readonly<Record<BuyerSeries, string>> = {returning: "returning", new: "new", unknown: "rule-2"};

/**
 * The name of the fixed colour of a code (stage, tier, new, returning), or null when it has none. `series` is the group of
 * buyers that the code stands for: for a column what `Words.measure` says.
 */
export function fixedColour(code: string, series: BuyerSeries | null = seriesByName(code)): string | null {
  if (stages.includes(code)) return `stage-${code}`;
  if (Object.hasOwn(tierColours, code)) return tierColours[code] ?? null;
  return series && buyerColours[series];
}

/** The colour names of a chart's series, in order; a single series uses the accent. */
export function seriesColours(
  codes: readonly string[],
  seriesOf: (code: string) => BuyerSeries | null = seriesByName
): string[] {
  const fixed = codes.map((code) => fixedColour(code, seriesOf(code)));
  if (codes.length === 1) return [fixed[0] ?? "accent"];
  const free = range(seriesLimit).filter((name) => !fixed.includes(name));
  return fixed.map((name) => name ?? free.shift() ?? "ink-3");
}

function range(count: number): string[] {
  return Array.from({length: count}, (_, index) => `category-${index + 1}`);
}

const paleInk = new Set([
  "rule-2",
  "new",
  "stage-silent",
  "stage-sleeping",
  "stage-lost",
  "category-2",
  "category-5",
  "category-6"
]);

/** The colour name for a label beside a mark: the mark's colour where it is legible as text, else secondary ink. */
export function labelColour(name: string): string {
  return paleInk.has(name) ? "ink-2" : name;
}

/** The custom properties' values in one theme, for exported pictures. */
export function paletteOf(theme: Theme): Record<string, string> {
  const side = theme === "light" ? 0 : 1;
  return Object.fromEntries(Object.entries(palette).map(([name, values]) => [name, values[side]]));
}
