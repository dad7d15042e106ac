import {createHash} from "node:crypto";
import {toRows} from "../../src/base/table";
import type {Database} from "../../src/engine/database";
import {dropCellViews} from "../../src/engine/select";
import {quoteIdentifier} from "../../src/engine/sql";
import type {ImportReport, Mapping} from "../../src/ingest/plan";
import {readCatalog} from "../../src/models/catalog";
import {shippedModels} from "../../src/models/library";
import {sources} from "../../src/models/model";
import {analyze} from "../../src/notebook/graph";
import {parseNotebook} from "../../src/notebook/parse";
import {initialInputs, runCells, type CellResult} from "../../src/notebook/run";
import {loadPlan, stageShop, type Variables} from "../../src/shop/pipeline";
import {planOf} from "../ingest/given";

/*
 * Short fingerprints of everything that is computed about a shop: a line per import report, relation and cell, with its
 * number of rows and a hash of its contents. Numbers with a fraction are rounded to ten significant digits before they are
 * hashed, so that adding up in another order changes nothing; times, texts and whole numbers are hashed as they are.
 */

/** One file of a shop, as it would be dropped. */
export interface ShopFile {
  name: string;
  content: string | Uint8Array;
  /** a person's corrections of the mapping that is proposed */
  mapping?: Partial<Mapping>;
}

/** What differs from run to run, or says how a file was read and not what is in it. */
const leftOutOfReports: readonly (keyof ImportReport)[] = ["milliseconds", "path"];

/** Imports files as one shop, in this order, and builds every model with these variables; a line per import report. */
export async function importShop(
  db: Database,
  files: readonly ShopFile[],
  variables: Variables = {}
): Promise<string[]> {
  const sourceIds: string[] = [];
  const lines: string[] = [];
  for (const {name, content, mapping} of files) {
    const plan = await planOf(content, mapping, name);
    const report = await loadPlan(db, plan);
    sourceIds.push(plan.source.id);
    const facts = Object.entries(report).filter(([key]) => !leftOutOfReports.includes(key as keyof ImportReport));
    lines.push(line(`import ${name}`, report.rowsRead, sha(JSON.stringify(facts))));
  }
  await stageShop(db, {sourceIds, shops: new Map()}, variables);
  return lines;
}

/** A line per relation, staging first; neither the order of rows nor that of columns matters. */
export async function relationLines(db: Database): Promise<string[]> {
  const models = [...shippedModels.values()].filter(({layer}) => layer !== "macros").map(({name}) => name);
  const lines: string[] = [];
  for (const name of [...sources, ...models.sort()]) lines.push(await relationLine(db, name));
  return lines;
}

async function relationLine(db: Database, name: string): Promise<string> {
  const described = toRows(await db.query(`describe select * from ${quoteIdentifier(name)}`));
  const columns = described
    .map((column) => ({name: String(column.column_name), type: String(column.column_type)}))
    .sort((a, b) => (a.name < b.name ? -1 : 1));
  const cells = columns.map((column) => `coalesce(${textOfColumn(column)}, '∅')`);
  const row = cells.join(" || '\u001f' || ");
  // a sum of hashes does not depend on the order of rows, and sees a row that is there twice
  const [total] = toRows(
    await db.query(`select count(*) as rows, coalesce(sum(md5_number_lower(${row})), 0)::varchar as hash
      from ${quoteIdentifier(name)}`)
  );
  const names = columns.map((column) => column.name).join(" ");
  return line(`relation ${name}`, Number(total!.rows), sha(`${names}\n${String(total!.hash)}`));
}

function textOfColumn({name, type}: {name: string; type: string}): string {
  const column = quoteIdentifier(name);
  if (/^(DOUBLE|FLOAT|DECIMAL\(\d+,\d+\))\[\]$/.test(type))
    return `list_transform(${column}, number -> ${rounded("number")})::varchar`;
  return /^(DOUBLE|FLOAT|DECIMAL)/.test(type) ? rounded(column) : `${column}::varchar`;
}

function rounded(value: string): string {
  return `case when abs(${value}) < 1e-12 then '0' else printf('%.9e', ${value}::double) end`;
}

/**
 * A line per cell of a notebook that has rows, with these inputs and selections in place of the notebook's defaults. The order
 * of rows counts where the cell, or the model that it reads, orders them.
 */
export async function cellLines(db: Database, name: string, text: string, chosen: Variables = {}): Promise<string[]> {
  const notebook = parseNotebook(text);
  const inputs = {...initialInputs(notebook), ...chosen};
  await dropCellViews(db);
  const catalog = await readCatalog(db);
  const graph = analyze(notebook, catalog, {models: shippedModels, isSet: (variable) => inputs[variable] != null});
  const reasons = await switchedOff(db);
  const results = new Map<string, CellResult>();
  await runCells(graph, graph.cells.keys(), db, {
    inputs,
    isOff: (capability) => reasons.get(capability) ?? null,
    limits: {rows: 1_000_000},
    onResult: (id, result) => void results.set(id, result)
  });
  const isOrdered = (sql: string) => /\border\s+by\b/i.test(outermost(sql));
  return notebook.cells.flatMap((cell) => {
    const result = results.get(cell.id);
    if (!result) return [];
    const from = cell.kind === "chart" ? (cell.spec?.from ?? "") : "";
    const source = notebook.cells.find((other) => other.kind === "sql" && other.name === (from || cell.id));
    const sql = source?.kind === "sql" ? source.sql : (shippedModels.get(from)?.sql ?? "");
    return [cellLine(`cell ${name} ${cell.id}`, result, isOrdered(sql))];
  });
}

async function switchedOff(db: Database): Promise<Map<string, string>> {
  const rows = toRows(await db.query("select capability, reason from capabilities where not is_on"));
  return new Map(rows.map(({capability, reason}) => [String(capability), String(reason)]));
}

/** A select without what stands in brackets, texts and comments. */
function outermost(sql: string): string {
  let text = sql.replace(/--.*$/gm, "").replace(/'[^']*'/g, "");
  for (let before = ""; before !== text;) {
    before = text;
    text = text.replace(/\([^()]*\)/g, "");
  }
  return text;
}

function cellLine(name: string, result: CellResult, isOrdered: boolean): string {
  if (result.status === "off") return `${name} | off | ${result.reason}`;
  if (result.status === "failed") return `${name} | failed | ${result.error.code}`;
  if (result.status !== "done") return `${name} | ${result.status}`;
  const rows = toRows(result.table).map((row) =>
    JSON.stringify(Object.entries(row).map(([column, value]) => [column, plain(value)]))
  );
  if (!isOrdered) rows.sort();
  return line(name, result.totalRows, sha(rows.join("\n")));
}

function plain(value: unknown): unknown {
  if (value instanceof Date) return value.toISOString();
  if (Array.isArray(value)) return value.map(plain);
  if (typeof value !== "number" || Number.isInteger(value)) return value;
  return Math.abs(value) < 1e-12 ? 0 : Number(value.toPrecision(10));
}

function line(name: string, rows: number, hash: string): string {
  return `${name} | ${rows} rows | ${hash}`;
}

function sha(text: string): string {
  return createHash("sha256").update(text).digest("hex").slice(0, 16);
}
