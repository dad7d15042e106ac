import * as v from "valibot";
import {AppError} from "../../base/errors";

const fields = {
  id: v.string(),
  /** in the language in which it was saved */
  title: v.string(),
  text: v.string(),
  createdAt: v.number(),
  changedAt: v.number(),
  /** grows by one with every text that is kept */
  revision: v.number(),
  /** the shipped notebook that it began as */
  base: v.nullable(v.string()),
  origin: v.picklist(["own", "link", "file", "workspace"]),
  /** when it was thrown away */
  removedAt: v.nullable(v.number()),
  /** the page that kept this text, and the revision from which it alone went on */
  savedBy: v.string(),
  savedSince: v.number()
};

/** What a later build adds stays. */
const shape = v.looseObject(fields);

/** A notebook of this browser: what a person wrote, or took in. */
export type KeptNotebook = v.InferOutput<v.ObjectSchema<typeof fields, undefined>>;

/** A record that cannot be read any more, with whatever is left of it. */
export interface DamagedNotebook {
  id: string;
  damaged: true;
  /** the record as it stands in the browser; empty when the browser cannot read it either */
  bytes: Uint8Array<ArrayBuffer>;
  /** its text, where at least that is left */
  text: string | null;
}

/** Whether what stands under an id is a notebook. */
export function isNotebook(id: string, value: unknown): value is KeptNotebook {
  return v.is(shape, value) && value.id === id;
}

/** What stands under an id; null when nothing does. Throws `persist.damaged` when it is no notebook any more. */
export function readNotebook(id: string, value: unknown): KeptNotebook | null {
  if (value === undefined) return null;
  if (!isNotebook(id, value)) throw new AppError("persist.damaged", {id});
  return value;
}

/** What can be said of a record that is no notebook any more. */
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

/** As JSON; what JSON cannot say, as a text. */
function writeValue(value: unknown): string {
  if (value === undefined) return "";
  try {
    return JSON.stringify(value, (_, part: unknown) => (typeof part === "bigint" ? String(part) : part), 2);
  } catch {
    return String(value);
  }
}

/** A text that goes on from a revision, and the page that wrote it. */
export interface Continuation {
  tab: string;
  revision: number;
}

/** Whether nobody but the writer has kept a text since. */
export function goesOn({tab, revision}: Continuation, current: KeptNotebook): boolean {
  return revision === current.revision || (current.savedBy === tab && revision >= current.savedSince);
}

/** The record with another text, kept by a page at a moment. */
export function withText(
  current: KeptNotebook,
  {text, title, at, tab}: {text: string; title: string; at: number; tab: string}
): KeptNotebook {
  const savedSince = current.savedBy === tab ? current.savedSince : current.revision;
  return {...current, text, title, changedAt: at, revision: current.revision + 1, savedBy: tab, savedSince};
}
