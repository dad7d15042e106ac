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

// uses the browser's own compression streams, which do not block; the library's workers would need a content policy of their own
configure({useWebWorkers: false, useCompressionStream: true, chunkSize: 128 * 1024});

/** Reads in small pieces and yields to the page after each; the library's own reader blocks it for seconds. */
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

/** One file to write into an archive. */
export interface ArchivePart {
  path: string;
  content: Blob;
}

/** One file of an archive that was opened; not yet unpacked. */
export interface ArchiveEntry {
  path: string;
  size: number;
  /** Unpacks it; throws `workspace.damaged` when its content does not match the archive's directory. */
  open(watch?: Watch): Promise<Blob>;
}

/** Maximum entries and unpacked bytes of an archive; larger ones are refused before unpacking. */
export const archiveLimits = {entries: 2000, bytes: 4 * 1024 ** 3, ratio: 200, smallBytes: 16 * 1024 ** 2};

const mebibyte = 1024 ** 2;

/** A zip archive as a stream. */
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
  // errors reach the reader of the stream
  write().catch((error: unknown) => writable.abort(error).catch(() => {}));
  return readable;
}

/** The entries of a zip archive. Throws `workspace.damaged`, or `workspace.too_large` beyond `archiveLimits`. */
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

/** Whether a path is relative, without `..`, and of printable characters. */
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

/** Fails when an entry unpacks to more than its declared size. */
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

/** Whether content would compress so well that it would look like a zip bomb; it is then stored uncompressed. */
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
