import * as v from "valibot";
import type {Row} from "../base/table";
import type {Unit, Words} from "../base/words";
import type * as Plot from "./axes/plot";

/** A part of a sentence, and whether it is bold. */
export interface Phrase {
  text: string;
  strong: boolean;
  /** the column that it is the count of; only where such counts stand apart */
  name?: string;
}

/** Where and for which reader a chart is drawn. */
export interface ChartContext {
  document: Document;
  /** CSS pixels, including margins */
  width: number;
  /** the i18n context; with `tParts` where numbers of a sentence can be bold */
  words: Words & {
    tParts?(key: string, values?: Readonly<Record<string, unknown>>, apart?: ReadonlySet<string>): Phrase[];
  };
  /** the current value of the variable in `select` */
  selection?: unknown;
  /** the current value of the variable in `selectY` */
  selectionY?: unknown;
  /**
   * the columns of counts whose people are known, which lead to a list of them; each with the column that lists, row by row,
   * the columns that count people there, or null
   */
  people?: ReadonlyMap<string, string | null>;
  /** CSS pixels left of the plot, to align charts of one section; measured from the labels when absent */
  marginLeft?: number;
  /** CSS pixels right of the plot, to align charts of one section; measured when absent */
  marginRight?: number;
  /** state that survives redrawing at the same place, such as how rows are sorted */
  memory?: Map<string, unknown>;
}

/** What a kind's `render` receives. */
export interface DrawContext extends ChartContext {
  /** the Observable Plot module */
  plot: typeof Plot;
  /** the table's columns, in order */
  columns: readonly string[];
  /** number of rows of the whole table; a kind with a `rowLimit` gets only the first of them */
  rowCount: number;
  /** collects a value from all panels so that they share an axis or an order; without panels it returns `own` */
  agree: Agree;
  /** zero-based index of the panel being drawn */
  panel: number;
}

/** Registers a panel's values under a name and returns the values of all panels. */
export type Agree = <Value>(what: string, own: readonly Value[]) => readonly Value[];

/** The `Agree` of a chart without panels. */
export const alone: Agree = (_, own) => own;

/** An example of a kind, used for its documentation, golden picture and the editor's menu. */
export interface ChartExample {
  /** a table by columns; dates as `2026-11-22` texts */
  table: Readonly<Record<string, readonly unknown[]>>;
  spec: Readonly<Record<string, unknown>>;
}

type Entries = v.ObjectEntries;

/** A chart kind: the default export of a file in `kinds/`. */
export interface ChartKind {
  readonly name: string;
  /** keys whose values are column names */
  readonly channels: Entries;
  /** keys whose values are literals */
  readonly options: Entries;
  /** maximum number of rows drawn; null when more are an error instead */
  readonly rowLimit: number | null;
  /** whether a table without rows is drawn as nothing instead of throwing `charts.no_rows` */
  readonly isEmptyFine: boolean;
  /** whether `facet` may split it into small multiples */
  readonly hasFacets: boolean;
  readonly example: ChartExample;
  /** Draws the chart; throws `charts.…` where the rows do not allow it. */
  render(spec: ParsedSpec, rows: readonly Row[], context: DrawContext): HTMLElement | SVGElement;
  /** Describes the chart for screen readers: one to three sentences. */
  describe(spec: ParsedSpec, rows: readonly Row[], words: Words): string;
}

/** A spec validated by its kind's schema, defaults filled in. */
export type ParsedSpec = Readonly<Record<string, unknown>>;

const bounded = (low: number, high: number) => v.pipe(v.number(), v.finite(), v.minValue(low), v.maxValue(high));
const localText = v.union([
  v.pipe(v.string(), v.maxLength(2000)),
  v.record(v.string(), v.pipe(v.string(), v.maxLength(2000)))
]);
const name = v.pipe(v.string(), v.minLength(1), v.maxLength(20_000));

/** A required column name. */
export const column = name;
/** An optional column name. */
export const optionalColumn = v.optional(v.nullable(name), null);
/** One column name or several. */
export const columns = v.pipe(
  v.union([name, v.pipe(v.array(name), v.minLength(1), v.maxLength(50))]),
  v.transform((value) => (typeof value === "string" ? [value] : value))
);
/** A list of column names, empty by default. */
export const optionalColumns = v.optional(v.pipe(v.array(name), v.maxLength(200)), () => []);
/** A column name, or a number for every row. */
export const columnOrNumber = v.optional(v.nullable(v.union([name, v.pipe(v.number(), v.finite())])), null);
/** An optional text, in one language or several. */
export const optionalText = v.optional(v.nullable(localText), null);
/** A boolean, false by default. */
export const flag = v.optional(v.boolean(), false);
/** An optional number within bounds. */
export const optionalNumber = (low: number, high: number) => v.optional(v.nullable(bounded(low, high)), null);
/** One of a few words, by default the first. */
export const choice = <const Words extends readonly [string, ...string[]]>(...words: Words) =>
  v.optional(v.picklist(words), words[0]);
/** One of a few words, or null. */
export const optionalChoice = <const Words extends readonly [string, ...string[]]>(...words: Words) =>
  v.optional(v.nullable(v.picklist(words)), null);
/** The unit, for columns whose name does not give it. */
export const optionalUnit = v.optional(
  v.nullable(v.picklist(["money", "percent", "points", "count", "days", "number", "text"])),
  null
);
/** The unit in force: the spec's own, else the one that the first row's `unitFrom` column names, where it names one. */
export function unitIn(
  {unit, unitFrom}: {unit: Unit | null; unitFrom: string | null},
  rows: readonly Row[]
): Unit | null {
  const named = unitFrom === null ? null : v.safeParse(optionalUnit, rows[0]?.[unitFrom]);
  return unit ?? (named?.success ? named.output : null);
}
/** The colour of a single series, by its name in the palette. */
export const optionalColour = v.optional(v.nullable(v.picklist(["accent", "returning", "new", "alert", "ink"])), null);
/** A few ascending numbers, or null. */
export const optionalNumbers = v.optional(
  v.nullable(v.pipe(v.array(v.pipe(v.number(), v.finite())), v.maxLength(20))),
  null
);

/** The name of an input variable that a selection sets. */
export const optionalVariable = v.optional(
  v.nullable(v.pipe(v.string(), v.regex(/^[\p{L}_][\p{L}\p{N}_]{0,99}$/u))),
  null
);

/** Keys of kinds with facets: the facet column, and how many panels stand side by side. */
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

/** What the author of a kind writes: `ChartKind` with the spec typed by its channels and options. */
export interface KindDefinition<Channels extends Entries, Options extends Entries> {
  name: string;
  channels: Channels;
  options: Options;
  /** as in `ChartKind`; null by default */
  rowLimit?: number;
  /** as in `ChartKind`; false by default */
  isEmptyFine?: boolean;
  /**
   * as in `ChartKind`; false by default. Such a kind draws an SVG and calls `context.agree` for its axes and series.
   */
  hasFacets?: boolean;
  example: ChartExample;
  render(spec: SpecOf<Channels, Options>, rows: readonly Row[], context: DrawContext): HTMLElement | SVGElement;
  describe(spec: SpecOf<Channels, Options>, rows: readonly Row[], words: Words): string;
}

/**
 * Turns a definition into a kind of the registry. The spec's type is erased here; the schema checks it before `render`.
 */
export function defineKind<Channels extends Entries, Options extends Entries>(
  definition: KindDefinition<Channels, Options>
): ChartKind {
  const {channels, options, hasFacets = false} = definition;
  const entries = hasFacets
    ? {channels: {...channels, ...facetEntries.channels}, options: {...options, ...facetEntries.options}}
    : {channels, options};
  return {rowLimit: null, isEmptyFine: false, ...definition, ...entries, hasFacets} as unknown as ChartKind;
}

/** The schema of a kind's complete spec. */
export function schemaOf(kind: ChartKind) {
  return v.object({...commonEntries, ...kind.channels, ...kind.options});
}
