import {toRows} from "../../base/table";
import type {Database} from "../../engine/database";
import {stageShop, setVariables, type Sources} from "../pipeline";

/** The headline numbers of a shop, by column of `headlines`; dates as `2026-03-31`. */
export type Headlines = Readonly<Record<string, number | string | null>>;

/** Filters that headline numbers ignore. */
const choices = ["shop", "platform"] as const;
const noChoice = {shop: null, platform: null};

/** The headline numbers of all shops and platforms; the reader's filter is restored afterwards. */
export async function readHeadlines(db: Database): Promise<Headlines | null> {
  const [row = {}] = toRows(
    await db.query(`select ${choices.map((name) => `getvariable('${name}')::varchar[] as ${name}`).join(", ")}`)
  );
  const chosen = choices.map((name) => ({name, values: [...((row[name] ?? []) as Iterable<unknown>)].map(String)}));
  if (chosen.every(({values}) => values.length === 0)) return read(db);
  await setVariables(db, noChoice);
  try {
    return await read(db);
  } finally {
    for (const {name, values} of chosen) await db.setVariable(name, values.length > 0 ? values : null);
  }
}

/** The headline numbers of these sources alone. The caller rebuilds the shop's relations afterwards. */
export async function buildHeadlines(db: Database, sources: Sources): Promise<Headlines | null> {
  await stageShop(db, sources, noChoice);
  return read(db);
}

async function read(db: Database): Promise<Headlines | null> {
  const [row] = toRows(await db.query("select * from headlines"));
  const told = (value: unknown) => (value instanceof Date ? value.toISOString().slice(0, 10) : value);
  return row
    ? (Object.fromEntries(Object.entries(row).map(([name, value]) => [name, told(value)])) as Headlines)
    : null;
}
