import * as v from "valibot";
import type {Row} from "../base/table";
import type {Words} from "../base/words";
import type * as Plot from "./plot";

/** A stretch of a sentence, and whether it is set in bold. */
export interface Phrase {
  text: string;
  strong: boolean;
}

/** What a chart is drawn into, and for whom. */
export interface ChartContext {
  document: Document;
  /** CSS pixels from edge to edge */
  width: number;
  /** the reader's words; with `tParts` where the numbers of a sentence can be set in bold */
  words: Words & {tParts?(key: string, values?: Readonly<Record<string, unknown>>): Phrase[]};
  /** the value of the variable that `select` names, so that what is selected looks it */
  selection?: unknown;
  /** the same for `selectY` */
  selectionY?: unknown;
  /** CSS pixels left of the plot, for charts of one section that share their x axis; measured from the labels when absent */
  marginLeft?: number;
  /** CSS pixels right of the plot, likewise, where labels stand there */
  marginRight?: number;
  /** what a drawing remembers when it is drawn again at the same place, such as how its rows were sorted */
  memory?: Map<string, unknown>;
}

/** What a kind is handed to draw with. */
export interface DrawContext extends ChartContext {
  /** the drawing library's marks */
  plot: typeof Plot;
  /** the table's columns, in order */
  columns: readonly string[];
  /** rows of the whole table, of which a kind with a `rowLimit` sees the first */
  rowCount: number;
  /** what all panels of the chart hold under a name, so that they share an axis or an order; without panels, `own` */
  agree: Agree;
  /** which panel of the chart is drawn, from 0 */
  panel: number;
}

/** Tells the other panels of a chart what one of them holds, and gives what all of them do. */
export type Agree = <Value>(what: string, own: readonly Value[]) => readonly Value[];

/** The agreement of a chart that has no panels. */
export const alone: Agree = (_, own) => own;

/** A kind's own miniature: what its documentation, its golden picture and the editor's menu show. */
export interface ChartExample {
  /** a table by columns; dates as `2026-11-22` */
  table: Readonly<Record<string, readonly unknown[]>>;
  spec: Readonly<Record<string, unknown>>;
}

type Entries = v.ObjectEntries;

/** One way to draw a table: a file in `kinds/`. */
export interface ChartKind {
  readonly name: string;
  /** keys that name columns */
  readonly channels: Entries;
  /** keys that hold literals */
  readonly options: Entries;
  /** rows that are drawn at most; null when more are refused rather than left out */
  readonly rowLimit: number | null;
  /** whether a table without rows is a finding of its own, drawn as nothing, and not `charts.no_rows` */
  readonly isEmptyFine: boolean;
  /** whether `facet` may part it into small multiples */
  readonly hasFacets: boolean;
  readonly example: ChartExample;
  /** The picture; throws `charts.…` where the rows allow none. */
  render(spec: ParsedSpec, rows: readonly Row[], context: DrawContext): HTMLElement | SVGElement;
  /** The picture for someone who cannot see it: one to three sentences. */
  describe(spec: ParsedSpec, rows: readonly Row[], words: Words): string;
}

/** A spec that its kind's schema let through: every key there, defaults filled. */
export type ParsedSpec = Readonly<Record<string, unknown>>;

const bounded = (low: number, high: number) => v.pipe(v.number(), v.finite(), v.minValue(low), v.maxValue(high));
const localText = v.union([
  v.pipe(v.string(), v.maxLength(2000)),
  v.record(v.string(), v.pipe(v.string(), v.maxLength(2000)))
]);
const name = v.pipe(v.string(), v.minLength(1), v.maxLength(20_000));

/** A channel that must name a column. */
export const column = name;
/** A channel that may name a column. */
export const optionalColumn = v.optional(v.nullable(name), null);
/** A channel that names one column or several. */
export const columns = v.pipe(
  v.union([name, v.pipe(v.array(name), v.minLength(1), v.maxLength(50))]),
  v.transform((value) => (typeof value === "string" ? [value] : value))
);
/** A list of columns that may be left out. */
export const optionalColumns = v.optional(v.pipe(v.array(name), v.maxLength(200)), () => []);
/** A column, or a number that holds for every row. */
export const columnOrNumber = v.optional(v.nullable(v.union([name, v.pipe(v.number(), v.finite())])), null);
/** A literal text in one language or in each. */
export const optionalText = v.optional(v.nullable(localText), null);
/** A switch that is off unless set. */
export const flag = v.optional(v.boolean(), false);
/** A bounded number that may be left out. */
export const optionalNumber = (low: number, high: number) => v.optional(v.nullable(bounded(low, high)), null);
/** One of a few words, the first of them when left out. */
export const choice = <const Words extends readonly [string, ...string[]]>(...words: Words) =>
  v.optional(v.picklist(words), words[0]);
/** One of a few words, or none of them. */
export const optionalChoice = <const Words extends readonly [string, ...string[]]>(...words: Words) =>
  v.optional(v.nullable(v.picklist(words)), null);
/** What the numbers measure, where the column's name does not say it. */
export const optionalUnit = v.optional(
  v.nullable(v.picklist(["money", "percent", "points", "count", "days", "number", "text"])),
  null
);
/** The colour of a lone series: by meaning, never by value. */
export const optionalColour = v.optional(v.nullable(v.picklist(["accent", "returning", "new", "alert", "ink"])), null);
/** A few numbers in rising order, or null. */
export const optionalNumbers = v.optional(
  v.nullable(v.pipe(v.array(v.pipe(v.number(), v.finite())), v.maxLength(20))),
  null
);

/** An input variable that a selection sets. */
export const optionalVariable = v.optional(
  v.nullable(v.pipe(v.string(), v.regex(/^[\p{L}_][\p{L}\p{N}_]{0,99}$/u))),
  null
);

/** The keys of kinds that can be parted into panels: the column that parts them, and how many stand side by side. */
const facetEntries = {
  channels: {facet: optionalColumn},
  options: {facetColumns: v.optional(v.nullable(v.pipe(v.number(), v.integer(), bounded(1, 12))), null)}
};

/** The keys of every kind. */
export const commonEntries = {
  from: name,
  kind: name,
  title: optionalText,
  note: optionalText,
  width: v.optional(v.picklist(["full", "half", "third", "two_thirds"]), "full"),
  select: optionalVariable,
  need: v.optional(v.pipe(v.string(), v.regex(/^\w{1,60}$/))),
  height: optionalNumber(60, 800)
};

type SpecOf<Channels extends Entries, Options extends Entries> = v.InferOutput<
  v.ObjectSchema<Channels & Options & typeof commonEntries, undefined>
>;

/** What the author of a kind writes: as `ChartKind`, with the spec typed by its channels and options. */
export interface KindDefinition<Channels extends Entries, Options extends Entries> {
  name: string;
  channels: Channels;
  options: Options;
  /** as in `ChartKind`; null when left out */
  rowLimit?: number;
  /** as in `ChartKind`; false when left out */
  isEmptyFine?: boolean;
  /** as in `ChartKind`; false when left out. Such a kind draws an SVG and asks `context.agree` for its axes and series. */
  hasFacets?: boolean;
  example: ChartExample;
  render(spec: SpecOf<Channels, Options>, rows: readonly Row[], context: DrawContext): HTMLElement | SVGElement;
  describe(spec: SpecOf<Channels, Options>, rows: readonly Row[], words: Words): string;
}

/** A kind for the registry. The spec's type is forgotten here and given back by the schema before `render` is called. */
export function defineKind<Channels extends Entries, Options extends Entries>(
  definition: KindDefinition<Channels, Options>
): ChartKind {
  const {channels, options, hasFacets = false} = definition;
  const entries = hasFacets
    ? {channels: {...channels, ...facetEntries.channels}, options: {...options, ...facetEntries.options}}
    : {channels, options};
  return {rowLimit: null, isEmptyFine: false, ...definition, ...entries, hasFacets} as unknown as ChartKind;
}

/** The schema of a kind's whole spec. */
export function schemaOf(kind: ChartKind) {
  return v.object({...commonEntries, ...kind.channels, ...kind.options});
}
