import type {Words} from "../../base/words";
import {initialsOf} from "../../i18n/search";
import {dictionary, metricSections, type Metric} from "../../models/dictionary";
import type {MetricPlace} from "../../notebook/metric-places";

/** A link from an entry to the cell that shows it. */
export interface EntryPlace {
  notebook: string;
  cell: string;
  /** the chart's title, that of the section it stands in, or that it stands at the top */
  label: string;
}

/** One metric as the page shows it. */
export interface Entry {
  metric: Metric;
  name: string;
  definition: string;
  /** other words that people look for it by */
  also: string;
  /** defaults that can be changed; empty where there are none */
  settings: string;
  /** by page, in the order of the rail; a label comes once a page */
  pages: readonly {title: string; places: readonly EntryPlace[]}[];
  /** message code of why none of its places shows it with this data; null when one does, or when no page shows it */
  reason: string | null;
  /** whether some page, the imports or every number shows it */
  isShown: boolean;
}

/** The entries of one part of the dictionary. */
export interface EntrySection {
  name: (typeof metricSections)[number];
  entries: readonly Entry[];
}

/** What entries are made from beside the dictionary. */
export interface EntrySources {
  words: Words;
  /** where each metric stands, by its id */
  placesByMetric: ReadonlyMap<string, readonly MetricPlace[]>;
  /** why a capability is off for this data, as a notice code; null when it is on or unknown */
  whyOff: (capability: string) => string | null;
  /** the heading above a cell of a shipped notebook; empty where there is none */
  headingOf: (notebook: string, cell: string) => string;
}

/** Every entry of the dictionary, in its order. */
export function entriesOf(sources: EntrySources): Entry[] {
  return dictionary.map((metric) => entryOf(metric, sources));
}

function entryOf(metric: Metric, {words, placesByMetric, whyOff, headingOf}: EntrySources): Entry {
  const places = placesByMetric.get(metric.id) ?? [];
  const reasons = places.map(({needs}) => needs.map(whyOff).find((reason) => reason !== null) ?? null);
  const text = (part: string) =>
    words.has(`metric.${metric.id}.${part}`) ? words.t(`metric.${metric.id}.${part}`) : "";
  const labelOf = ({notebook, cell, title}: MetricPlace) => (title ? words.text(title) : headingOf(notebook, cell));
  return {
    metric,
    name: text("name"),
    definition: text("definition"),
    also: text("also"),
    settings: text("settings"),
    pages: byPage(places, words, labelOf),
    reason: places.length > 0 && !reasons.includes(null) ? reasons[0]! : null,
    isShown: places.length > 0 || metric.shownBy !== undefined
  };
}

function byPage(places: readonly MetricPlace[], words: Words, labelOf: (place: MetricPlace) => string): Entry["pages"] {
  const top = words.t("definitions.place_top");
  const pages = new Map<string, {title: string; places: EntryPlace[]}>();
  for (const place of places) {
    const title = words.text(place.notebookTitle);
    const page = pages.get(place.notebook) ?? {title, places: []};
    const label = labelOf(place) || top;
    pages.set(place.notebook, page);
    if (page.places.every((other) => other.label !== label))
      page.places.push({notebook: place.notebook, cell: place.cell, label});
  }
  return [...pages.values()];
}

/**
 * The entries that hold every word of what was typed, in their name, definition, settings, number, places or among the other
 * words for them, whose first letters (in Chinese: of their pinyin) suffice. A number such as `F2` finds that entry alone, not
 * `F20`.
 */
export function findEntries(entries: readonly Entry[], query: string): Entry[] {
  const wanted = normalize(query).split(/\s+/).filter(Boolean);
  return wanted.length === 0 ? [...entries] : entries.filter((entry) => answers(entry, wanted));
}

function answers({metric, name, also, definition, settings, pages}: Entry, wanted: readonly string[]): boolean {
  const labels = pages.flatMap(({title, places}) => [title, ...places.map(({label}) => label)]);
  const text = normalize([name, also, definition, settings, ...labels].join("\n"));
  const initials = [name, ...also.split(/[、\s]+/)].map((each) => initialsOf(normalize(each)));
  const has = (word: string) =>
    text.includes(word) || (word.length > 1 && initials.some((each) => each.startsWith(word)));
  return wanted.every((word) => (/^f\d+$/.test(word) ? normalize(metric.id) === word : has(word)));
}

/** One form for what differs in case or width only. */
function normalize(text: string): string {
  return text.normalize("NFKC").toLowerCase();
}

/** Entries by the parts of the dictionary; parts without any are left out. */
export function inSections(entries: readonly Entry[]): EntrySection[] {
  return metricSections
    .map((name) => ({name, entries: entries.filter(({metric}) => metric.section === name)}))
    .filter((section) => section.entries.length > 0);
}
