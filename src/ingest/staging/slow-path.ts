import {AppError} from "../../base/errors";
import {quoteLiteral} from "../../engine/sql";
import {countRows, insertPart, progress, removeEndMarkers, type Loading} from "../loading";
import {FillDown, filledPositions} from "../columns/fill-down";
import {withPart} from "./parts";
import {commonRules, type Dialect} from "../plan";
import {faultOf, inColumns, tableShape} from "../csv/judge";
import type {FileRecord} from "../csv/record-reader";
import {recordsOf} from "../reading";
import {endMark} from "./staging";

const partCharacters = 4 * 1024 * 1024;
const clean: Dialect = {...commonRules, headerRow: -1};

/** A rejected record: its number and the reason. */
interface Bad {
  row: number;
  reason: string;
}

/**
 * The slow path: parses a file record by record, passes valid records on as clean text, and rejects the others with a
 * reason.
 */
export async function loadRecordByRecord(loading: Loading): Promise<void> {
  const {db, plan, layout, tables, signal} = loading;
  await db.exec(`create or replace table ${tables.rejects} (row_number bigint, reason varchar)`);
  const writer = new PartWriter(loading);
  const filling = new FillDown(filledPositions(plan.mapping, plan.header));
  const shape = tableShape(plan, layout);
  const {source, dialect, header} = plan;
  for await (const records of recordsOf({source, dialect, width: header.length}, signal)) {
    signal?.throwIfAborted();
    const bad = records.flatMap((record): Bad[] => {
      const reason = faultOf(record, shape);
      return reason === null ? [] : [{row: record.row, reason}];
    });
    const isBad = new Set(bad.map(({row}) => row));
    for (const record of records)
      if (!isBad.has(record.row)) writer.add({...record, cells: filling.next(record.cells)});
    await insertRejects(loading, bad);
    await writer.flushFull();
  }
  await writer.flush();
  if (writer.parts === 0) throw new AppError("ingest.no_rows", {name: plan.source.name});
  await removeEndMarkers(loading, writer.parts);
}

async function insertRejects({db, tables}: Loading, bad: readonly Bad[]): Promise<void> {
  for (let from = 0; from < bad.length; from += 1000) {
    const values = bad.slice(from, from + 1000).map(({row, reason}) => `(${row}, ${quoteLiteral(reason)})`);
    await db.exec(`insert into ${tables.rejects} values ${values.join(", ")}`);
  }
}

/** Collects valid records, each with its number, into parts for DuckDB. */
class PartWriter {
  parts = 0;
  readonly #loading: Loading;
  #lines: string[] = [];
  #characters = 0;
  #rows = 0;

  constructor(loading: Loading) {
    this.#loading = loading;
  }

  add({cells, row, text}: FileRecord): void {
    this.#lines.push([...inColumns(cells, this.#width), String(row)].map(quoted).join(","));
    this.#characters += text.length;
    this.#rows++;
  }

  async flushFull(): Promise<void> {
    if (this.#characters >= partCharacters) await this.flush();
  }

  async flush(): Promise<void> {
    if (this.#lines.length === 0) return;
    const {db, plan} = this.#loading;
    const end = [endMark, ...Array<string>(this.#width - 1).fill(""), "0"].map(quoted).join(",");
    const data = new TextEncoder().encode(`${this.#lines.join("\n")}\n${end}\n`);
    const part = {dialect: clean, newline: "\n" as const, isNumbered: true};
    await withPart(db, `${plan.source.id}_careful_${this.parts}.csv`, {data, bytesRead: 0}, (file) =>
      insertPart(this.#loading, {...part, file}, this.parts > 0)
    );
    this.parts++;
    this.#lines = [];
    this.#characters = 0;
    const loaded = await countRows(db, this.#loading.tables.rows);
    progress(this.#loading, "loading", (plan.source.size * loaded) / Math.max(loaded, this.#rows), loaded);
  }

  get #width(): number {
    return this.#loading.plan.header.length;
  }
}

function quoted(cell: string): string {
  return cell === "" ? "" : `"${cell.replaceAll('"', '""')}"`;
}
