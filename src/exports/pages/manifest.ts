import type {Table} from "apache-arrow";
import {findValues} from "../../notebook/markdown";
import {shownColumns, type PageToShare, type SharedPage} from "../page";

/** A chart or table in a shared page, or withheld from it. */
export interface ManifestItem {
  /** its title, or the cell's name */
  title: string;
  kind: string;
  /** names of the columns included */
  columns: string[];
  /** number of rows with content */
  rows: number;
  /** number of groups hidden completely or in part */
  suppressed: number;
  /** message key and values of why it is withheld; null when it is included */
  instead: {key: string; values: Record<string, unknown>} | null;
  /** the cell and all of its rows, where a person may look at them and let them out; null otherwise */
  look: {cell: string; table: Table} | null;
}

/** The content of a report or a picture. */
export interface Manifest {
  title: string;
  items: ManifestItem[];
  /** inputs and filters that are shown */
  inputs: {label: string; value: string}[];
  /** total number of hidden groups */
  suppressed: number;
  /** number of withheld charts and tables */
  withheld: number;
}

/** The manifest of a shared page. */
export function manifestOf({title, charts, inputs}: SharedPage, page: PageToShare): Manifest {
  const {words} = page;
  const items = charts.map(({cell, spec, title: own, table, suppressed, instead}): ManifestItem => {
    const all = table?.schema.fields.map(({name}) => name) ?? [];
    return {
      title: own || (words.has(`sharing.kind_${spec.kind}`) ? words.t(`sharing.kind_${spec.kind}`) : cell.name),
      kind: spec.kind,
      columns: shownColumns(spec, all),
      rows: table?.numRows ?? 0,
      suppressed: table === null ? 0 : suppressed,
      instead,
      look: lookAt(cell.id, spec.from, page)
    };
  });
  const drawn = new Set(charts.map(({spec}) => spec.from));
  items.push(...toldOnly(drawn, page));
  return {
    title,
    items,
    inputs: inputs.map(({label, value}) => ({label, value})),
    suppressed: items.reduce((sum, item) => sum + item.suppressed, 0),
    withheld: items.filter(({instead}) => instead?.key.startsWith("sharing.withheld_")).length
  };
}

/** Most rows that a person is asked to look at, one by one. */
const mostToSee = 500;

function lookAt(cellId: string, from: string, {outcomes, known}: PageToShare): ManifestItem["look"] {
  const {table = null, totalRows = 0} = outcomes.get(cellId) ?? {};
  const own = known?.own?.get(from);
  const isUnjudged = typeof own === "object" && own.withheld === "unjudged";
  return isUnjudged && table && totalRows <= mostToSee ? {cell: from, table} : null;
}

/** Cells of which only sentences tell, and that a person may look at and let out. */
function toldOnly(drawn: ReadonlySet<string>, page: PageToShare): ManifestItem[] {
  const {cells} = page.notebook;
  const told = new Set(
    cells.flatMap((cell) => (cell.kind === "text" ? findValues(cell.markdown).references.map((each) => each.cell) : []))
  );
  return cells.flatMap((cell) => {
    if (cell.kind !== "sql" || !told.has(cell.name) || drawn.has(cell.name)) return [];
    const look = page.known?.letOut?.has(cell.name) ? null : lookAt(cell.id, cell.name, page);
    const instead = {key: "sharing.withheld_unjudged", values: {}};
    return look ? [{title: cell.name, kind: "sentences", columns: [], rows: 0, suppressed: 0, instead, look}] : [];
  });
}
