import {toRows} from "../base/table";
import type {Database} from "../engine/database";
import {buildModels, rebuildFor} from "../models/build";
import {modelsOf} from "../models/library";

/** The numbers that a shop is known by, by column of `headlines`; days as `2026-03-31`. */
export type Headlines = Readonly<Record<string, number | string | null>>;

/** The choices of shops and platforms, which headlines do not follow. */
const choices = ["shop", "platform"] as const;

/** The headlines of all shops and platforms, whichever the reader looks at; the reader's choice is in force again after. */
export async function readHeadlines(db: Database): Promise<Headlines | null> {
  const [row = {}] = toRows(
    await db.query(`select ${choices.map((name) => `getvariable('${name}')::varchar[] as ${name}`).join(", ")}`)
  );
  const chosen = choices.map((name) => ({name, values: [...((row[name] ?? []) as Iterable<unknown>)].map(String)}));
  if (chosen.every(({values}) => values.length === 0)) return read(db);
  await chooseAll(db);
  await rebuildFor(db, choices);
  try {
    return await read(db);
  } finally {
    for (const {name, values} of chosen) await db.setVariable(name, values.length > 0 ? values : null);
    await rebuildFor(db, choices);
  }
}

/** The headlines of the orders that are staged, built for them alone: all models are to be built after. */
export async function buildHeadlines(db: Database): Promise<Headlines | null> {
  await chooseAll(db);
  await buildModels(db, {isChecked: false, models: modelsOf("headlines")});
  return read(db);
}

async function chooseAll(db: Database): Promise<void> {
  for (const name of choices) await db.setVariable(name, null);
}

async function read(db: Database): Promise<Headlines | null> {
  const [row] = toRows(await db.query("select * from headlines"));
  const told = (value: unknown) => (value instanceof Date ? value.toISOString().slice(0, 10) : value);
  return row
    ? (Object.fromEntries(Object.entries(row).map(([name, value]) => [name, told(value)])) as Headlines)
    : null;
}
