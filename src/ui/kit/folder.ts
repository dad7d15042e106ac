import {isClutter} from "../../ingest/shown-name";

/** Readable file extensions, for the file chooser. */
export const readable =
  ".csv,.tsv,.txt,.xlsx,.xlsm,.xls,.xlsb,.ods,.xml,.htm,.html,.zip,.gz,.parquet,.md,.markdown,.huitou";

/** The files of a drop or choice, including those in folders. */
export interface Gathered {
  files: File[];
  /** number of files in folders whose extension is not readable */
  leftOut: number;
}

interface Found {
  file: File;
  /** path within the dropped folder; the name alone for a file dropped directly */
  path: string;
}

/** Maximum number of files in a folder. */
const mostFiles = 2000;

/** The files of a drop, folders searched recursively. Must be called synchronously in the event handler. */
export async function droppedFiles(transfer: DataTransfer | null): Promise<Gathered> {
  const items = [...(transfer?.items ?? [])].filter(({kind}) => kind === "file");
  const entries = items.map((item) => item.webkitGetAsEntry());
  if (!entries.some((entry) => entry?.isDirectory)) return {files: [...(transfer?.files ?? [])], leftOut: 0};
  const found: Found[] = [];
  for (const entry of entries) if (entry) await search(entry, found);
  return gather(found);
}

/** The files of a chosen folder. */
export function chosenFolder(files: readonly File[]): Gathered {
  return gather(files.map((file) => ({file, path: file.webkitRelativePath})));
}

async function search(entry: FileSystemEntry, found: Found[]): Promise<void> {
  if (found.length >= mostFiles || isClutter(entry.name)) return;
  if (isFile(entry)) {
    const file = await new Promise<File | null>((resolve) => entry.file(resolve, () => resolve(null)));
    if (file) found.push({file, path: entry.fullPath.replace(/^\//, "")});
    return;
  }
  const reader = (entry as FileSystemDirectoryEntry).createReader();
  for (;;) {
    // a directory is read in batches; an empty one is the last
    const piece = await new Promise<FileSystemEntry[]>((resolve) => reader.readEntries(resolve, () => resolve([])));
    if (piece.length === 0) return;
    for (const each of piece) await search(each, found);
  }
}

function isFile(entry: FileSystemEntry): entry is FileSystemFileEntry {
  return entry.isFile;
}

/** Keeps readable files; files with equal names are told apart by their folder. */
function gather(found: readonly Found[]): Gathered {
  const seen = found.filter(({path}) => !isClutter(path));
  const isWanted = ({file, path}: Found) => !path.includes("/") || readable.split(",").some((end) => ends(file, end));
  const wanted = seen.filter(isWanted);
  const names = wanted.map(({file}) => file.name);
  const files = wanted.map(({file, path}) => {
    const isTwice = names.indexOf(file.name) !== names.lastIndexOf(file.name);
    return isTwice ? new File([file], path.split("/").slice(-2).join(" › "), {lastModified: file.lastModified}) : file;
  });
  return {files, leftOut: seen.length - wanted.length};
}

function ends({name}: File, ending: string): boolean {
  return name.toLowerCase().endsWith(ending);
}
