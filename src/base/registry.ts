import {AppError} from "./errors";

/**
 * One file of a folder that is read as a whole: its folder (without the leading `./`), its name without extension, and
 * its content.
 */
export interface FolderEntry<Content> {
  folder: string;
  name: string;
  content: Content;
}

/** The result of `import.meta.glob` by file name; throws `registry.duplicate` when two files have the same name. */
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
