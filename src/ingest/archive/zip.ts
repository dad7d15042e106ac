import {
  BlobReader,
  configure,
  ERR_ENCRYPTED,
  ERR_INVALID_PASSWORD,
  ERR_SPLIT_ZIP_FILE,
  ZipReader,
  type Entry,
  type FileEntry
} from "@zip.js/zip.js/lib/zip-core-native.js";
import {AppError} from "../../base/errors";
import {limits} from "./limits";

configure({useWebWorkers: false, useCompressionStream: true, chunkSize: 256 * 1024});

/** An entry of a zip archive, not yet unpacked. */
export interface ZipEntry {
  /** decoded path, for display only */
  path: string;
  /** declared size in bytes, which may be wrong */
  size: number;
  packedSize: number;
  isEncrypted: boolean;
  /**
   * Passes the bytes to `sink` in pieces and rethrows its errors. Rejects with `ingest.wrong_password` or
   * `ingest.damaged`.
   */
  read: (sink: (bytes: Uint8Array) => void, options?: ReadOptions) => Promise<void>;
}

/** Options of reading an entry. */
export interface ReadOptions {
  password?: string;
  signal?: AbortSignal;
  /** called with 0 to 1 */
  onProgress?: (share: number) => void;
}

/** Whether bytes begin like a zip archive, including an empty one. */
export function isZip([first, second, third, fourth]: Uint8Array): boolean {
  return first === 0x50 && second === 0x4b && ((third === 3 && fourth === 4) || (third === 5 && fourth === 6));
}

/** The entries of a zip archive. Throws `ingest.damaged`, `ingest.split_archive` or `ingest.too_many_entries`. */
export async function readZip(file: Blob): Promise<ZipEntry[]> {
  // names are only displayed
  const options = {checkOverlappingEntry: true, filenameValidation: "tolerant", decodeText: decodeName} as const;
  const zip = new ZipReader(new BlobReader(file), options);
  const found: Entry[] = [];
  try {
    for await (const entry of zip.getEntriesGenerator()) {
      found.push(entry);
      if (found.length > limits.entries) break;
    }
  } catch (cause) {
    throw new AppError(isSplit(cause) ? "ingest.split_archive" : "ingest.damaged", {}, {cause});
  }
  if (found.length > limits.entries) throw new AppError("ingest.too_many_entries", {limit: limits.entries});
  return found.filter(isFile).map((entry) => ({
    path: entry.filename,
    size: entry.uncompressedSize,
    packedSize: entry.compressedSize,
    isEncrypted: entry.encrypted,
    read: (sink, options) => readEntry(entry, sink, options)
  }));
}

function isSplit(error: unknown): boolean {
  return error instanceof Error && error.message === ERR_SPLIT_ZIP_FILE;
}

function isFile(entry: Entry): entry is FileEntry {
  return !entry.directory;
}

/** Decodes a file name: Chinese Windows uses its own code page, macOS UTF-8, and neither declares it. */
export function decodeName(bytes: Uint8Array): string {
  try {
    return new TextDecoder("utf-8", {fatal: true}).decode(bytes);
  } catch {
    return new TextDecoder("gb18030").decode(bytes);
  }
}

async function readEntry(
  entry: FileEntry,
  sink: (bytes: Uint8Array) => void,
  {password, signal, onProgress}: ReadOptions = {}
): Promise<void> {
  let refusal: unknown = null;
  const writable = new WritableStream<Uint8Array>({
    write(bytes) {
      try {
        sink(bytes);
      } catch (error) {
        refusal = error;
        throw error;
      }
    }
  });
  const onprogress = (done: number, total: number): undefined => onProgress?.(done / Math.max(1, total)) as undefined;
  try {
    await entry.getData(writable, {password, signal, onprogress, checkCrc32: true, checkOverlappingEntry: true});
  } catch (cause) {
    if (refusal !== null) throw refusal;
    signal?.throwIfAborted();
    throw entry.encrypted ? wrongPassword(cause) : new AppError("ingest.damaged", {}, {cause});
  }
}

/** A wrong password often shows only as invalid compressed data or a wrong checksum. */
function wrongPassword(cause: unknown): AppError {
  const known: readonly string[] = [ERR_ENCRYPTED, ERR_INVALID_PASSWORD];
  const isSure = cause instanceof Error && known.includes(cause.message);
  return new AppError("ingest.wrong_password", {isSure}, {cause});
}

/** All bytes of an entry. Rejects as `ZipEntry.read` does, and with what `meter` throws. */
export async function blobOf(entry: ZipEntry, meter: (bytes: number) => void, options?: ReadOptions): Promise<Blob> {
  const pieces: BlobPart[] = [];
  await entry.read((bytes) => {
    meter(bytes.length);
    pieces.push(bytes.slice());
  }, options);
  return new Blob(pieces);
}
