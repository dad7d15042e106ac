import * as v from "valibot";
import {AppError} from "../../base/errors";

const fields = {
  id: v.string(),
  /** in the language in use when it was saved */
  title: v.string(),
  text: v.string(),
  createdAt: v.number(),
  changedAt: v.number(),
  /** increases by one with every saved text */
  revision: v.number(),
  /** the shipped notebook that it began as */
  base: v.nullable(v.string()),
  origin: v.picklist(["own", "link", "file", "workspace"]),
  /** when it was moved to the bin */
  removedAt: v.nullable(v.number()),
  /** id of the page that saved this text, and the revision since which only that page has saved */
  savedBy: v.string(),
  savedSince: v.number()
};

/** Keys of later builds are kept. */
const shape = v.looseObject(fields);

/** A notebook stored in this browser. */
export type KeptNotebook = v.InferOutput<v.ObjectSchema<typeof fields, undefined>>;

/** A record that cannot be read, with whatever is left of it. */
export interface DamagedNotebook {
  id: string;
  damaged: true;
  /** the raw record; empty when the browser cannot read it either */
  bytes: Uint8Array<ArrayBuffer>;
  /** its text, if that is readable */
  text: string | null;
}

/** Whether what stands under an id is a notebook. */
export function isNotebook(id: string, value: unknown): value is KeptNotebook {
  return v.is(shape, value) && value.id === id;
}

/** Parses a record; null when there is none. Throws `persist.damaged` when it is invalid. */
export function readNotebook(id: string, value: unknown): KeptNotebook | null {
  if (value === undefined) return null;
  if (!isNotebook(id, value)) throw new AppError("persist.damaged", {id});
  return value;
}

/** Describes an invalid record. */
export function describeDamage(id: string, value: unknown): DamagedNotebook {
  const text = (value as {text?: unknown} | null | undefined)?.text;
  return {id, damaged: true, bytes: bytesOf(value), text: typeof text === "string" ? text : null};
}

function bytesOf(value: unknown): Uint8Array<ArrayBuffer> {
  if (value instanceof ArrayBuffer) return new Uint8Array(value.slice());
  if (ArrayBuffer.isView(value))
    return Uint8Array.from(new Uint8Array(value.buffer, value.byteOffset, value.byteLength));
  return new TextEncoder().encode(typeof value === "string" ? value : writeValue(value));
}

/** As JSON; values that JSON cannot represent become text. */
function writeValue(value: unknown): string {
  if (value === undefined) return "";
  try {
    return JSON.stringify(value, (_, part: unknown) => (typeof part === "bigint" ? String(part) : part), 2);
  } catch {
    return String(value);
  }
}

/** The page that wrote a text, and the revision it is based on. */
export interface Continuation {
  tab: string;
  revision: number;
}

/** Whether only that page has saved since that revision. */
export function goesOn({tab, revision}: Continuation, current: KeptNotebook): boolean {
  return revision === current.revision || (current.savedBy === tab && revision >= current.savedSince);
}

/** The record with a new text, saved by a page at a time. */
export function withText(
  current: KeptNotebook,
  {text, title, at, tab}: {text: string; title: string; at: number; tab: string}
): KeptNotebook {
  const savedSince = current.savedBy === tab ? current.savedSince : current.revision;
  return {...current, text, title, changedAt: at, revision: current.revision + 1, savedBy: tab, savedSince};
}
