import type {Database} from "../../engine/database";
import {countAllChanges} from "../../ingest/changes";
import {removeSource, removeSources} from "../../ingest/combine";
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

// The steps of `Imports` that the engine has a part in: counting what files change, and letting their tables go.

/** The numbers of all shops as the relations say them now; null where there are no real files. */
export async function headlinesOf(db: Database, {files}: Imports): Promise<Headlines | null> {
  return files.some(({isSample}) => !isSample) ? readHeadlines(db) : null;
}

/**
 * Puts files that were just read beside those that are in, each with what it did to the orders known before it, and lets go
 * what is not in any more. The relations are to be rebuilt after.
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
  const files = await countFiles(db, placed, fresh);
  await releaseSources(db, imports.files, files);
  const isRestored = read.every(({facts}) => facts);
  return {...imports, files, past: isSample ? [] : isRestored ? pastOf(files) : [...imports.past, stay]};
}

/** Says whose shop a file is of; null for what its rows say. A step like an import, which can be taken back. */
export async function nameFile(
  db: Database,
  imports: Imports,
  {plan}: LoadedFile,
  shop: string | null
): Promise<Imports> {
  const {id} = plan.source;
  const named = imports.files.map((each) => (each.plan.source.id === id ? {...each, shop} : each));
  const files = await countFiles(db, named, new Set(named.map((each) => each.plan.source.id)));
  return {...imports, files, past: [...imports.past, imports.files]};
}

/**
 * Tells anew what the numbers were before and after each arrival from that of a file on, as its shop is another now. The
 * last arrival's are to be concluded when the relations are rebuilt.
 */
export async function retellArrivals(db: Database, imports: Imports, {plan}: LoadedFile): Promise<Imports> {
  let {files} = imports;
  const ids = [...new Set(files.map(({arrival}) => arrival.id))];
  const from = files.find((file) => file.plan.source.id === plan.source.id)?.arrival.id ?? "";
  for (let at = ids.indexOf(from); at >= 0 && at < ids.length - 1; at++) {
    const here = new Set(ids.slice(0, at + 1));
    const told = await buildHeadlines(db, sourcesOf(files.filter(({arrival}) => here.has(arrival.id))));
    files = conclude(files, {id: ids[at]!}, told).map((file) =>
      file.arrival.id === ids[at + 1] ? {...file, arrival: {...file.arrival, before: told}} : file
    );
  }
  return {...imports, files};
}

/** Goes back or forth; the tables of all that is in then have to be there. */
export async function travelTo(db: Database, imports: Imports, direction: "undo" | "redo"): Promise<Imports> {
  const next = step(imports, direction);
  await releaseSources(db, imports.files, next.files);
  return next;
}

/** Takes a file out for good: no step leads back to it. */
export async function removeFile(db: Database, imports: Imports, file: LoadedFile): Promise<Imports> {
  await removeSource(db, file.plan.source.id);
  return withoutFile(imports, file);
}

/** Puts another list in place, for what was read could not be built; `isAdmitted` says whether it was in already. */
export async function giveUpOn(db: Database, imports: Imports, files: Files, isAdmitted: boolean): Promise<Imports> {
  await releaseSources(db, imports.files, files);
  return {...imports, files, past: isAdmitted ? imports.past.slice(0, -1) : imports.past};
}

/** What each of these files did to the orders of the files before it. */
async function countFiles(db: Database, files: Files, ids: ReadonlySet<string>): Promise<Files> {
  const arrived = files.map(({plan}) => plan.source.id);
  const changes = await countAllChanges(db, arrived, ids, sourcesOf(files));
  return files.map((file) => {
    const {id} = file.plan.source;
    return ids.has(id) ? {...file, changes: changes.get(id) ?? null} : file;
  });
}

/** Lets the tables go of files that are in one list and not in the other. */
async function releaseSources(db: Database, before: Files, after: Files): Promise<void> {
  const kept = new Set(after.map(({plan}) => plan.source.id));
  const gone = before.map(({plan}) => plan.source.id).filter((id) => !kept.has(id));
  await removeSources(db, gone);
}
