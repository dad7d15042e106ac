import type {Database} from "../../engine/database";
import {countAllChanges} from "../../ingest/changes";
import {removeSource, removeSources} from "../../ingest/combine";
import {findMeetings, type Meetings} from "../../ingest/meetings";
import {setFilesApart, setNumbersApart} from "./shops-apart";
import {buildHeadlines, readHeadlines, type Headlines} from "./headlines";
import {
  conclude,
  pastOf,
  placeFiles,
  sourcesOf,
  step,
  withoutFile,
  type Arrival,
  type Files,
  type Imports,
  type LoadedFile,
  type ReadFile
} from "../imports";

// steps of `Imports` that involve the engine: counting what files change, and dropping their tables

/** The current headline numbers of all shops; null without real files. */
export async function headlinesOf(db: Database, {files}: Imports): Promise<Headlines | null> {
  return files.some(({isSample}) => !isSample) ? readHeadlines(db) : null;
}

/**
 * Adds files that were just loaded, each with what it changed in earlier orders and, where its numbers are those of other orders,
 * with a shop or a numbering of its own; and drops the tables of files that were replaced. The caller rebuilds the relations.
 */
export async function admitFiles(
  db: Database,
  imports: Imports,
  read: readonly ReadFile[],
  arrival: Arrival,
  isSample: boolean
): Promise<Imports> {
  const {files: placed, stay} = placeFiles(imports.files, read, arrival, isSample);
  const fresh = new Set(read.filter(({facts}) => !facts).map(({plan}) => plan.source.id));
  const files = await countFiles(db, setFilesApart(placed, await meetingsOf(db, placed, fresh)), fresh);
  await releaseSources(db, imports.files, files);
  const isRestored = read.every(({facts}) => facts);
  return {...imports, files, past: isSample ? [] : isRestored ? pastOf(files) : [...imports.past, stay]};
}

/** Where fresh files have the order numbers of others. */
function meetingsOf(db: Database, files: Files, fresh: ReadonlySet<string>): Promise<Meetings> {
  const tables = files.filter(({plan}) => plan.platform === "other");
  return findMeetings(
    db,
    files.map(({plan}) => plan.source.id),
    fresh,
    new Map(tables.map(({plan}) => [plan.source.id, plan.header.join("\n")]))
  );
}

/**
 * Sets a file's shop; null for the shop in its rows. Where files of its shop then have the same numbers for other orders, they are
 * told apart by a numbering. An undoable step.
 */
export async function nameFile(
  db: Database,
  imports: Imports,
  {plan}: LoadedFile,
  shop: string | null
): Promise<Imports> {
  const {id} = plan.source;
  const named = imports.files.map((each) => (each.plan.source.id === id ? {...each, shop, isShopFound: false} : each));
  const ids = named.map((each) => each.plan.source.id);
  const apart = setNumbersApart(named, await meetingsOf(db, named, new Set(ids)), true);
  const files = await countFiles(db, apart, new Set(ids));
  return {...imports, files, past: [...imports.past, imports.files]};
}

/**
 * Recomputes the numbers before and after each import from that of a file on, because its shop changed. The last import
 * is concluded when the relations are rebuilt.
 */
export async function recountImports(db: Database, imports: Imports, {plan}: LoadedFile): Promise<Imports> {
  let {files} = imports;
  const ids = [...new Set(files.map(({arrival}) => arrival.id))];
  const from = files.find((file) => file.plan.source.id === plan.source.id)?.arrival.id ?? "";
  for (let at = ids.indexOf(from); at >= 0 && at < ids.length - 1; at++) {
    const here = new Set(ids.slice(0, at + 1));
    const headlines = await buildHeadlines(db, sourcesOf(files.filter(({arrival}) => here.has(arrival.id))));
    files = conclude(files, {id: ids[at]!}, headlines).map((file) =>
      file.arrival.id === ids[at + 1] ? {...file, arrival: {...file.arrival, before: headlines}} : file
    );
  }
  return {...imports, files};
}

/** Undoes or redoes a step; the tables of all its files must be loaded. */
export async function applyStep(db: Database, imports: Imports, direction: "undo" | "redo"): Promise<Imports> {
  const next = step(imports, direction);
  await releaseSources(db, imports.files, next.files);
  return next;
}

/** Removes a file for good, from the undo history too. */
export async function removeFile(db: Database, imports: Imports, file: LoadedFile): Promise<Imports> {
  await removeSource(db, file.plan.source.id);
  return withoutFile(imports, file);
}

/** Replaces the list when the relations could not be built; `isAdmitted` says whether the files had been added. */
export async function rollBackFiles(
  db: Database,
  imports: Imports,
  files: Files,
  isAdmitted: boolean
): Promise<Imports> {
  await releaseSources(db, imports.files, files);
  return {...imports, files, past: isAdmitted ? imports.past.slice(0, -1) : imports.past};
}

/** Counts what each of these files changes in the orders of the files before it. */
async function countFiles(db: Database, files: Files, ids: ReadonlySet<string>): Promise<Files> {
  const arrived = files.map(({plan}) => plan.source.id);
  const changes = await countAllChanges(db, arrived, ids, sourcesOf(files));
  return files.map((file) => {
    const {id} = file.plan.source;
    return ids.has(id) ? {...file, changes: changes.get(id) ?? null} : file;
  });
}

/** Drops the tables of files that are in the first list and not in the second. */
async function releaseSources(db: Database, before: Files, after: Files): Promise<void> {
  const kept = new Set(after.map(({plan}) => plan.source.id));
  const gone = before.map(({plan}) => plan.source.id).filter((id) => !kept.has(id));
  await removeSources(db, gone);
}
