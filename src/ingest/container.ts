import {AppError} from "../base/errors";
import type {Origin} from "./plan";
import {limits, mebibyte} from "./archive/limits";
import type {ZipEntry} from "./archive/zip";

/** A dropped file, or a file within one. */
export interface Dropped {
  /** names from the dropped file inwards, safe to display */
  path: readonly string[];
  file: Blob;
  /** first bytes, up to 64 KiB */
  head: Uint8Array;
  /** entries, when it is a zip archive of any kind (a workbook is one); otherwise null */
  entries: readonly ZipEntry[] | null;
}

/** A text extracted from a dropped file. */
export interface TextFile {
  file: File;
  /** null when the dropped file is the text itself */
  origin: Origin | null;
}

/** A file that could not be read, by its display name, with the error. */
export interface Unread {
  name: string;
  error: AppError;
}

/** The result of unpacking a dropped file. */
export interface Unpacked {
  texts: TextFile[];
  unread: Unread[];
}

/** Callbacks for unpacking. */
export interface UnpackContext {
  /** asks for an archive's password, `isWrong` after a wrong one; null when the user has none */
  askPassword: (name: string, isWrong: boolean) => Promise<string | null>;
  /** called with 0 to 1 within the current step */
  onProgress?: (share: number) => void;
  signal?: AbortSignal;
}

/** The context within nested containers. */
export interface Unpacking extends UnpackContext {
  /** what may still be unpacked */
  budget: Budget;
  /** unpacks a nested file as if it had been dropped itself */
  inside: (path: readonly string[], file: Blob) => Promise<Unpacked>;
  /** number of archives around this file */
  depth: number;
}

/** A container format: the default export of a file in `containers/`. */
export interface Container {
  name: string;
  /** whether a file is of this format; no two formats recognise the same file */
  recognises: (dropped: Dropped) => boolean;
  /** Extracts the texts. Throws `ingest.…` codes that say what cannot be read and what to do instead. */
  unpack: (dropped: Dropped, context: Unpacking) => Promise<Unpacked>;
}

/** Counts unpacked bytes of one dropped file and detects zip bombs. */
export class Budget {
  #left: number;

  constructor(bytes = limits.bytes) {
    this.#left = bytes;
  }

  /** Counts unpacked bytes. Throws `ingest.too_large_inside` beyond the limit. */
  take(bytes: number): void {
    this.#left -= bytes;
    if (this.#left < 0) throw new AppError("ingest.too_large_inside", {megabytes: limits.bytes / mebibyte});
  }

  /** A counter for one compressed entry. It throws `ingest.bomb` when the ratio is implausible. */
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

/** A text from a container, with the path of names to it. */
export function textFile(path: readonly string[], content: Blob, {isSheet = false} = {}): TextFile {
  const file = new File([content], path.join(" › "), {type: "text/csv"});
  return {file, origin: {path: [...path], isSheet, notes: []}};
}

/** Attaches a note on what was left out to the first of these texts. */
export function noteOn(texts: readonly TextFile[], code: string, names: readonly string[]): void {
  const [first] = texts;
  if (names.length === 0 || !first?.origin) return;
  const shown = names.slice(0, 10).join(", ");
  first.origin.notes.push({code, severity: "info", details: {names: shown, count: names.length}});
}
