import {factRelations, type RelationName} from "../canonical";

/** The relations of one source: those of the canonical ones that its file tells of, and what is on its way there. */
export interface SourceTables extends Record<RelationName, string> {
  /** rows on their way; gone when the import is done */
  rows: string;
  /** `row_number`, `reason` of what was not loaded */
  rejects: string;
  /** rows of the first and the last order, where lines make orders: these may go on in another file */
  edges: string;
}

/** The names of a source's relations. */
export function tablesOf(sourceId: string): SourceTables {
  if (!/^\w+$/.test(sourceId)) throw new TypeError(`not a source id: ${sourceId}`);
  const parts = ["rows", "rejects", "edges", "orders", "lines", ...factRelations] as const;
  return Object.fromEntries(parts.map((part) => [part, `stg_${sourceId}__${part}`])) as Record<
    (typeof parts)[number],
    string
  >;
}
