import {openAsBlob} from "node:fs";
import {layoutOf} from "../../src/ingest/columns/layout";
import type {ImportPlan} from "../../src/ingest/plan";
import {lineEnd} from "../../src/ingest/records";
import {ordersFromLinesSql, ordersFromPartSql, recordsFromRowsSql, rowsSql} from "../../src/ingest/staging/staging";
import {tablesOf} from "../../src/ingest/staging/tables";
import {buildModels} from "../../src/models/build";
import {planFile, stageShop} from "../../src/shop/pipeline";
import {costOf, type Cost} from "./cost";
import {NativeDatabase} from "./native";

/** A UTF-8 file as the page would plan it. */
export async function planOf(path: string): Promise<ImportPlan> {
  const file = Object.assign(await openAsBlob(path), {name: path.split("/").at(-1) ?? path});
  return planFile({file});
}

/** Reads a UTF-8 file by its path with the SQL that the page uses; the header is a record like any other. */
export async function loadNatively(db: NativeDatabase, path: string, plan: ImportPlan): Promise<void> {
  const {id} = plan.source;
  const layout = layoutOf(plan);
  const tables = tablesOf(id);
  const {dialect, source} = plan;
  const newline = lineEnd(source.head, dialect.delimiter);
  const part = {file: path, dialect, newline, width: plan.header.length, offset: 0};
  const isWhole = layout.platform.grain === "order";
  const sql = (isWhole ? ordersFromPartSql : rowsSql)(id, layout, part).replace("header = false", "header = true");
  if (isWhole) return db.exec(`create table ${tables.orders} as ${sql}`);
  await db.exec(`create table ${tables.rows} as ${sql}`);
  await db.exec(`create table ${tables.orders} as ${ordersFromLinesSql(id, layout, tables.rows)}`);
  await db.exec(`create table ${tables.lines} as ${recordsFromRowsSql(id, layout, tables.rows, "lines")}`);
}

/** A shop in native DuckDB: the file loaded, relations built, ready for the notebook's queries. */
export interface NativeShop {
  db: NativeDatabase;
  loading: Cost;
  building: Cost;
}

/** Loads a UTF-8 file into a fresh native DuckDB and builds the models over it. */
export async function openNativeShop(path: string): Promise<NativeShop> {
  const db = await NativeDatabase.open();
  const plan = await planOf(path);
  const loading = await costOf(() => loadNatively(db, path, plan));
  const building = await costOf(async () => {
    await stageShop(db, {sourceIds: [plan.source.id], shops: new Map()});
    await buildModels(db, {isChecked: false});
  });
  return {db, loading, building};
}
