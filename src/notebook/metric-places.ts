import type {LocalText} from "../base/words";
import type {ChartSpec} from "../charts/spec";
import {shippedModels, type Models} from "../models/library";
import {findKnownReads} from "../models/model";
import {metricsShown, type RelationTags, type UnitWord} from "../models/tags";
import type {ShippedNotebook} from "./library";
import type {Notebook} from "./notebook";

/** A cell of a shipped notebook that shows a metric. */
export interface MetricPlace {
  /** the notebook's file name without its ending */
  notebook: string;
  notebookTitle: LocalText;
  /** the chart cell */
  cell: string;
  /** the chart's own title; null where it has none */
  title: LocalText | null;
  /** capabilities that this data must have for it to be shown */
  needs: readonly string[];
}

/** The notebook that shows what charts can do; what only repeats there is not where a metric stands. */
const tour = "gallery";

/**
 * Where each metric of the dictionary stands, by its id: the charts whose rows come from a relation that names the metric in
 * its header and whose columns they name, through as many cells as there are. Metrics that no chart shows are not in it.
 */
export function findMetricPlaces(
  notebooks: Iterable<ShippedNotebook>,
  models: Models = shippedModels
): ReadonlyMap<string, readonly MetricPlace[]> {
  const found = new Map<string, MetricPlace[]>();
  const inOrder = [...notebooks].sort((a, b) => Number(a.name === tour) - Number(b.name === tour));
  for (const {name, title, notebook} of inOrder)
    for (const {spec, place} of chartsOf(name, title, notebook)) {
      const relations = relationsOf(spec.from, notebook, models).flatMap((each) => models.get(each)?.tags ?? []);
      const metrics = new Set(relationsShown(spec, relations).flatMap((each) => metricsIn(spec, each)));
      for (const metric of metrics) {
        const places = found.get(metric) ?? [];
        if (name !== tour || places.length === 0) found.set(metric, [...places, place]);
      }
    }
  return found;
}

function chartsOf(
  notebook: string,
  notebookTitle: LocalText,
  {cells, needs}: Notebook
): {spec: ChartSpec; place: MetricPlace}[] {
  return cells.flatMap((cell) => {
    if (cell.kind !== "chart" || !cell.spec) return [];
    const {title = null, need} = cell.spec;
    const all = need === undefined ? needs : [...needs, need];
    return [{spec: cell.spec, place: {notebook, notebookTitle, cell: cell.id, title, needs: all}}];
  });
}

/** The metrics that a chart shows of a relation; a table that names no columns shows all, a sentence those without columns of their own. */
function metricsIn(spec: ChartSpec, relation: RelationTags): readonly string[] {
  const isWhole = spec.kind === "table" && spec.columns === undefined;
  return isWhole ? (relation.metrics ?? []) : metricsShown(relation, namesIn(spec));
}

/** The columns that a chart names, among other texts. */
export function namesIn(spec: ChartSpec): string[] {
  return Object.values(spec)
    .flat()
    .filter((name) => typeof name === "string");
}

/**
 * Of the relations that a chart is made of, those whose columns it names: what is only joined for its dates or flags is not
 * what it shows. All of them where it names none, as a table of all columns does.
 */
function relationsShown(spec: ChartSpec, relations: readonly RelationTags[]): readonly RelationTags[] {
  const named = namesIn(spec);
  const shown = relations.filter(({columns}) =>
    [...columns].some(([name, {unit}]) => unit !== null && !joining.has(unit) && named.includes(name))
  );
  return shown.length > 0 ? shown : relations;
}

const joining: ReadonlySet<UnitWord> = new Set<UnitWord>(["date", "month", "week", "flag"]);

/** The relations that a name stands for: itself, or those that the cell of SQL called so reads. */
function relationsOf(name: string, notebook: Notebook, models: Models, seen = new Set<string>()): string[] {
  if (seen.has(name)) return [];
  seen.add(name);
  const cell = notebook.cells.find((other) => other.kind === "sql" && other.name === name);
  if (cell?.kind !== "sql") return [name];
  const cells = notebook.cells.flatMap((other) => (other.kind === "sql" ? [other.name] : []));
  const reads = findKnownReads(cell.sql, new Set([...models.keys(), ...cells]));
  return reads.flatMap((read) => (read === name ? [read] : relationsOf(read, notebook, models, seen)));
}
