import {AppError} from "./errors";

/** A file of a rib folder: its folder (without the leading `./`), its name without ending, and what it holds. */
export interface FolderEntry<Content> {
  folder: string;
  name: string;
  content: Content;
}

/** What `import.meta.glob` found, by file name; throws `registry.duplicate` when two files share one. */
export function readFolder<Content>(found: Readonly<Record<string, Content>>): Map<string, FolderEntry<Content>> {
  const entries = new Map<string, FolderEntry<Content>>();
  for (const [path, content] of Object.entries(found)) {
    const parts = path.replace(/^\.\//, "").split("/");
    const name = (parts.pop() ?? "").replace(/\.[^.]+$/, "");
    if (entries.has(name)) throw new AppError("registry.duplicate", {name, path});
    entries.set(name, {folder: parts.join("/"), name, content});
  }
  return entries;
}
