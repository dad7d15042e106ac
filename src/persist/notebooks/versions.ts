import * as v from "valibot";
import type {StoreEntry, StoreWriter} from "../database";

/** Why a version was added; `recovered` is a draft of a closed page. */
const causes = ["auto", "named", "restore", "import", "recovered"] as const;

const fields = {
  id: v.string(),
  /** until when the text was current, or when it was added */
  at: v.number(),
  title: v.string(),
  text: v.string(),
  label: v.nullable(v.string()),
  cause: v.picklist(causes)
};

const shape = v.looseObject(fields);

/** A version of a notebook's text. */
export type KeptVersion = v.InferOutput<v.ObjectSchema<typeof fields, undefined>>;

/** The valid versions among stored entries, latest first. */
export function readVersions(entries: readonly StoreEntry<"versions">[]): KeptVersion[] {
  const versions = entries.flatMap(([, value]) => (v.is(shape, value) ? [value] : []));
  return versions.sort(newestFirst);
}

/** The latest version of a notebook. */
export async function lastVersion(store: StoreWriter, notebook: string): Promise<KeptVersion | null> {
  const [, value] = (await store.last("versions", notebook)) ?? [];
  return v.is(shape, value) ? value : null;
}

/**
 * Adds a version and deletes superfluous ones. The same text twice in a row stays one version, and gets the label where
 * it had none.
 */
export async function addVersion(
  store: StoreWriter,
  notebook: string,
  version: KeptVersion,
  now: number
): Promise<KeptVersion> {
  const last = await lastVersion(store, notebook);
  const isSame = last?.text === version.text;
  if (isSame && (version.label === null || version.label === last.label)) return last;
  const kept = isSame && last.label === null ? {...last, label: version.label, cause: version.cause} : version;
  await store.put("versions", [notebook, kept.id], kept);
  const all = readVersions(await store.entries("versions", notebook));
  for (const {id} of superfluous(all, now)) await store.delete("versions", [notebook, id]);
  return kept;
}

/** An id that sorts by time, and within a millisecond by count. */
export function versionId(at: number, count: number, tab: string): string {
  const digits = (value: number) => String(Math.max(0, Math.floor(value))).padStart(15, "0");
  return `${digits(at)}-${digits(count)}-${tab.slice(0, 8)}`;
}

const hour = 3_600_000;
const day = 24 * hour;
const month = 30 * day;

/** What thinning needs of a version. */
export type Dated = Pick<KeptVersion, "id" | "at" | "cause">;

/**
 * The versions to delete: all of the last hour stay, then the last of each hour for a day, and of each day for a month.
 * Named and recovered ones and the latest stay for ever.
 */
export function superfluous(versions: readonly Dated[], now: number): Dated[] {
  const seen = new Set<string>();
  return [...versions].sort(newestFirst).filter(({at, cause}, index) => {
    const span = spanOf(at, now);
    if (index === 0 || cause === "named" || cause === "recovered" || span === "all") return false;
    if (span === null || seen.has(span)) return true;
    seen.add(span);
    return false;
  });
}

/** The period of which one version stays; null when none does. */
function spanOf(at: number, now: number): string | null {
  const age = now - at;
  if (age <= hour) return "all";
  if (age <= day) return `hour ${Math.floor(at / hour)}`;
  return age <= month ? `day ${Math.floor(at / day)}` : null;
}

function newestFirst(a: Dated, b: Dated): number {
  return b.at - a.at || (a.id < b.id ? 1 : -1);
}
