import {AppError} from "../base/errors";
import type {Origin} from "./plan";
import type {ZipEntry} from "./archive/zip";

/** A file that was dropped, or that stood in one that was. */
export interface Dropped {
  /** names from the dropped file inwards, fit to be shown */
  path: readonly string[];
  file: Blob;
  /** its first bytes, up to 64 KiB */
  head: Uint8Array;
  /** what it holds where it is a zip archive of any kind (a workbook is one); null for all else */
  entries: readonly ZipEntry[] | null;
}

/** A text that came out of a dropped file. */
export interface TextFile {
  file: File;
  /** null where the dropped file is the text itself */
  origin: Origin | null;
}

/** A file that could not be read, by the name that a person knows it by, with why. */
export interface Unread {
  name: string;
  error: AppError;
}

/** What came of a dropped file. */
export interface Unpacked {
  texts: TextFile[];
  unread: Unread[];
}

/** What unpacking may ask of, and tell to, whoever wants it. */
export interface UnpackContext {
  /** the password of an archive, `isWrong` after one that did not fit; null when the person has none */
  askPassword: (name: string, isWrong: boolean) => Promise<string | null>;
  /** 0 to 1 within the step in hand */
  onProgress?: (share: number) => void;
  signal?: AbortSignal;
}

/** The same, on the way inwards. */
export interface Unpacking extends UnpackContext {
  /** what may still be unpacked */
  budget: Budget;
  /** unpacks a file that stood in this one, as if it had been dropped itself */
  inside: (path: readonly string[], file: Blob) => Promise<Unpacked>;
  /** archives around this file */
  depth: number;
}

/** One kind of file that holds tables without being a text itself: found by folder, chosen by content. */
export interface Container {
  name: string;
  /** whether a file is of this kind; no two kinds claim the same file */
  recognises: (dropped: Dropped) => boolean;
  /** Takes the texts out. Throws the codes of `ingest.` that say what cannot be read and what to do instead. */
  unpack: (dropped: Dropped, context: Unpacking) => Promise<Unpacked>;
}

const mebibyte = 1024 ** 2;

/**
 * What one dropped file may unpack to. `streamedBytes` holds for the XML of one sheet, which is never kept, `wholeBytes` for
 * what is held in memory as a whole; a stretch under `smallBytes` is never taken for a bomb.
 */
export const limits = {
  entries: 1000,
  bytes: 2048 * mebibyte,
  ratio: 200,
  smallBytes: 16 * mebibyte,
  streamedBytes: 8192 * mebibyte,
  wholeBytes: 200 * mebibyte
};

/** Counts what comes out of a dropped file, and stops a bomb. */
export class Budget {
  #left: number;

  constructor(bytes = limits.bytes) {
    this.#left = bytes;
  }

  /** Counts bytes that came out. Throws `ingest.too_large_inside` beyond the limit. */
  take(bytes: number): void {
    this.#left -= bytes;
    if (this.#left < 0) throw new AppError("ingest.too_large_inside", {megabytes: limits.bytes / mebibyte});
  }

  /** A meter for one packed stretch. It throws `ingest.bomb` where the stretch grows beyond all reason. */
  meter(packedBytes: number, {most = Infinity} = {}): (bytes: number) => void {
    let done = 0;
    return (bytes) => {
      done += bytes;
      if (done > most) throw new AppError("ingest.too_large_whole", {megabytes: Math.round(most / mebibyte)});
      if (done > limits.smallBytes && done > packedBytes * limits.ratio) throw new AppError("ingest.bomb");
      this.take(bytes);
    };
  }
}

/** A text that stood in a container, under the names that lead to it. */
export function textFile(path: readonly string[], content: Blob, {isSheet = false} = {}): TextFile {
  const file = new File([content], path.join(" › "), {type: "text/csv"});
  return {file, origin: {path: [...path], isSheet, notes: []}};
}

/** Says with the first of these texts what was left out beside them. */
export function noteOn(texts: readonly TextFile[], code: string, names: readonly string[]): void {
  const [first] = texts;
  if (names.length === 0 || !first?.origin) return;
  const shown = names.slice(0, 10).join(", ");
  first.origin.notes.push({code, severity: "info", details: {names: shown, count: names.length}});
}
