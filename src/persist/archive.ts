import {
  configure,
  Reader,
  ZipReader,
  ZipWriter,
  type Entry,
  type FileEntry
} from "@zip.js/zip.js/lib/zip-core-native.js";
import {AppError} from "../base/errors";
import {toBlob, type Watch} from "./blocks";

// the browser's own streams do the work, off the main thread; a worker of the library's would need a policy of its own
configure({useWebWorkers: false, useCompressionStream: true, chunkSize: 128 * 1024});

/** Reads piece by piece, and gives the page a turn after each: the library's own reader holds it up for seconds. */
class SliceReader extends Reader<Blob> {
  readonly #blob: Blob;

  constructor(blob: Blob) {
    super(blob);
    this.#blob = blob;
    this.size = blob.size;
  }

  override async readUint8Array(start: number, length: number): Promise<Uint8Array> {
    return new Uint8Array(await this.#blob.slice(start, start + length).arrayBuffer());
  }
}

/** One file of an archive that is written. */
export interface ArchivePart {
  path: string;
  content: Blob;
}

/** One file of an archive that is read: nothing of it is unpacked yet. */
export interface ArchiveEntry {
  path: string;
  size: number;
  /** Unpacks it; throws `workspace.damaged` when it is not what the archive says. */
  open(watch?: Watch): Promise<Blob>;
}

/** What an archive may unpack to; more is refused before anything is unpacked. */
export const archiveLimits = {entries: 2000, bytes: 4 * 1024 ** 3, ratio: 200, smallBytes: 16 * 1024 ** 2};

const mebibyte = 1024 ** 2;

/** A zip archive as a stream, made as it is read. */
export function writeArchive(
  parts: AsyncIterable<ArchivePart>,
  {onBytes, signal}: Watch = {}
): ReadableStream<Uint8Array> {
  const {readable, writable} = new TransformStream<Uint8Array, Uint8Array>();
  const zip = new ZipWriter(writable, {signal, level: 6, extendedTimestamp: false});
  const write = async () => {
    let before = 0;
    for await (const {path, content} of parts) {
      const level = (await isMonotonous(content)) ? 0 : 6;
      const onprogress = (done: number): undefined => onBytes?.(before + done) as undefined;
      await zip.add(path, new SliceReader(content), {level, onprogress});
      before += content.size;
      onBytes?.(before);
    }
    await zip.close();
  };
  // what goes wrong here reaches whoever reads
  write().catch((error: unknown) => writable.abort(error).catch(() => {}));
  return readable;
}

/** What is in a zip archive. Throws `workspace.damaged`, or `workspace.too_large` for one that unpacks to too much. */
export async function readArchive(file: Blob): Promise<ArchiveEntry[]> {
  const found = await entriesOf(file);
  const bytes = found.reduce((sum, {uncompressedSize}) => sum + uncompressedSize, 0);
  if (bytes > archiveLimits.bytes || found.some(isBomb)) throw new AppError("workspace.too_large", {bytes});
  const names = new Set(found.map(({filename}) => filename));
  if (names.size !== found.length || ![...names].every(isSafe) || found.some(({encrypted}) => encrypted))
    throw damaged();
  return found.map((entry) => ({
    path: entry.filename,
    size: entry.uncompressedSize,
    open: (watch = {}) => unpack(entry, watch)
  }));
}

async function entriesOf(file: Blob): Promise<FileEntry[]> {
  const zip = new ZipReader(new SliceReader(file), {strictness: "strict", checkOverlappingEntry: true});
  const entries: Entry[] = [];
  try {
    for await (const entry of zip.getEntriesGenerator()) {
      entries.push(entry);
      if (entries.length > archiveLimits.entries) break;
    }
  } catch (cause) {
    throw damaged({cause});
  }
  if (entries.length > archiveLimits.entries) throw new AppError("workspace.too_large", {entries: entries.length});
  if (!entries.every((entry) => isFile(entry))) throw damaged();
  return entries.filter(isFile);
}

function isFile(entry: Entry): entry is FileEntry {
  return !entry.directory;
}

function isBomb({compressedSize, uncompressedSize}: FileEntry): boolean {
  return uncompressedSize > archiveLimits.smallBytes && uncompressedSize > compressedSize * archiveLimits.ratio;
}

/** Relative, within its folder, of printable characters. */
function isSafe(path: string): boolean {
  return !/[\\\p{Cc}]/u.test(path) && path.split("/").every((part) => part !== "" && part !== "." && part !== "..");
}

async function unpack(entry: FileEntry, {onBytes, signal}: Watch): Promise<Blob> {
  const {readable, writable} = new TransformStream<Uint8Array, Uint8Array>(atMost(entry.uncompressedSize));
  const options = {signal, checkCrc32: true, strictness: "strict", checkOverlappingEntry: true} as const;
  try {
    const [content] = await Promise.all([toBlob(readable, {onBytes, signal}), entry.getData(writable, options)]);
    if (content.size !== entry.uncompressedSize) throw damaged();
    return content;
  } catch (cause) {
    if (signal?.aborted) throw signal.reason;
    throw damaged({cause}, entry.filename);
  }
}

/** Stops an entry that unpacks to more than it says. */
function atMost(size: number): Transformer<Uint8Array, Uint8Array> {
  let done = 0;
  return {
    transform(chunk, controller) {
      done += chunk.length;
      if (done > size) throw damaged();
      controller.enqueue(chunk);
    }
  };
}

/** Whether it would shrink so much that it would be taken for a bomb: such content is stored as it is. */
async function isMonotonous(content: Blob): Promise<boolean> {
  if (content.size <= archiveLimits.smallBytes) return false;
  for (const share of [0, 0.5, 1]) {
    const start = Math.floor((content.size - mebibyte) * share);
    const sample = content
      .slice(start, start + mebibyte)
      .stream()
      .pipeThrough(new CompressionStream("deflate-raw"));
    if ((await toBlob(sample)).size * (archiveLimits.ratio / 4) > mebibyte) return false;
  }
  return true;
}

function damaged(options?: ErrorOptions, what = ""): AppError {
  return new AppError("workspace.damaged", {what}, options);
}
