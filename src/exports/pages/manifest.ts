import {columnsOf, type PageToShare, type SharedPage} from "../page";

/** One chart or table that leaves, or does not. */
export interface ManifestItem {
  /** its title, or its cell's name where it has none */
  title: string;
  kind: string;
  /** the columns whose values are in it */
  columns: string[];
  /** rows with something in them */
  rows: number;
  /** groups taken out, whole or in part, because they are small or would give one away */
  suppressed: number;
  /** message key of why nothing of it leaves, with its values; null when something does */
  instead: {key: string; values: Record<string, unknown>} | null;
}

/** What is in a report or a picture. */
export interface Manifest {
  title: string;
  items: ManifestItem[];
  /** inputs and filters that are told */
  inputs: {label: string; value: string}[];
  /** groups taken out of all of them */
  suppressed: number;
  /** charts and tables of which nothing leaves */
  withheld: number;
}

/** Tells what a shared page holds. */
export function manifestOf({title, charts, inputs}: SharedPage, {words}: PageToShare): Manifest {
  const items = charts.map(({cell, spec, title: own, table, suppressed, instead}): ManifestItem => {
    const all = table?.schema.fields.map(({name}) => name) ?? [];
    return {
      title: own || (words.has(`sharing.kind_${spec.kind}`) ? words.t(`sharing.kind_${spec.kind}`) : cell.name),
      kind: spec.kind,
      columns: columnsOf(spec, all),
      rows: table?.numRows ?? 0,
      suppressed: table === null ? 0 : suppressed,
      instead
    };
  });
  return {
    title,
    items,
    inputs: inputs.map(({label, value}) => ({label, value})),
    suppressed: items.reduce((sum, item) => sum + item.suppressed, 0),
    withheld: items.filter(({instead}) => instead?.key.startsWith("sharing.withheld_")).length
  };
}
