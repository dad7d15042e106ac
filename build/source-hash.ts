import {createHash} from "node:crypto";
import {readdirSync, readFileSync} from "node:fs";
import {join} from "node:path";

/** The rooms whose code decides what the tables of a shop hold. */
const rooms = ["base", "engine", "ingest", "models", "shop"];

/** A hash of all that tables are made by, the engine included: a snapshot of another one is not opened. */
export function sourceHash(root: string): string {
  const hash = createHash("sha256");
  for (const path of ["package-lock.json", ...rooms.flatMap((room) => filesIn(root, join("src", room)))])
    hash
      .update(path)
      .update("\0")
      .update(readFileSync(join(root, path)))
      .update("\0");
  return hash.digest("hex").slice(0, 16);
}

function filesIn(root: string, folder: string): string[] {
  const entries = readdirSync(join(root, folder), {recursive: true, withFileTypes: true});
  const files = entries.filter((entry) => entry.isFile()).map(({parentPath, name}) => join(parentPath, name));
  return files.map((path) => path.slice(root.length + 1)).sort();
}
