/** The relations of one source. */
export interface SourceTables {
  /** rows on their way; gone when the import is done */
  rows: string;
  /** its orders, typed; missing for a file of lines only */
  orders: string;
  /** its item lines; missing for a file of orders only */
  lines: string;
  /** `row_number`, `reason` of what was not loaded */
  rejects: string;
}

/** The names of a source's relations. */
export function tablesOf(sourceId: string): SourceTables {
  if (!/^\w+$/.test(sourceId)) throw new TypeError(`not a source id: ${sourceId}`);
  const name = (part: string) => `stg_${sourceId}__${part}`;
  return {rows: name("rows"), orders: name("orders"), lines: name("lines"), rejects: name("rejects")};
}
