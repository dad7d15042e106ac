import {toRows, type Row} from "../base/table";
import type {Database} from "../engine/database";
import {layoutOf} from "./layout";
import {withPart} from "./parts";
import {commonRules, type ImportPlan} from "./plan";
import {readHeadRecords} from "./sniff";
import {ordersFromLinesSql, ordersFromPartSql, rowsSql} from "./staging";

/** The first rows of a file, as they stand and as they would be read. */
export interface Preview {
  /** cells under `plan.header` */
  before: string[][];
  /** canonical columns, and `reject_reason` where a row would be left out */
  after: Row[];
}

const previewRows = 20;

/** Reads the first rows through the very SQL that an import uses. */
export async function previewPlan(db: Database, plan: ImportPlan): Promise<Preview> {
  const {header, dialect, source} = plan;
  const before = readHeadRecords(source.head, dialect, previewRows + dialect.headerRow + 1)
    .slice(dialect.headerRow + 1)
    .filter((cells) => cells.length >= header.length)
    .slice(0, previewRows)
    .map((cells) => cells.slice(0, header.length));
  const text = before.map((cells) => cells.map((cell) => `"${cell.replaceAll('"', '""')}"`).join(",")).join("\n");
  let after: Row[] = [];
  const part = {data: new TextEncoder().encode(`${text}\n`), bytesRead: 0};
  await withPart(db, `${source.id}_preview.csv`, part, async (file) => {
    after = toRows(await db.query(previewSql(plan, file)));
  });
  return {before, after};
}

function previewSql(plan: ImportPlan, file: string): string {
  const layout = layoutOf(plan);
  const dialect = {...commonRules, headerRow: -1};
  const part = {file, dialect, newline: "\n" as const, width: plan.header.length, offset: 0};
  const {id} = plan.source;
  const {grain, kind} = layout.platform;
  if (grain === "order") return `${ordersFromPartSql(id, layout, part)} order by row_number`;
  const rows = rowsSql(id, layout, part);
  return kind !== "orders" ? rows : `${ordersFromLinesSql(id, layout, `(${rows})`)} order by row_number`;
}
