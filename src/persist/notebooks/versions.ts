import * as v from "valibot";
import type {StoreEntry, StoreWriter} from "../database";

/** Why a text was put into a notebook's history; `recovered` is what a page that went away could not keep otherwise. */
const causes = ["auto", "named", "restore", "import", "recovered"] as const;

const fields = {
  id: v.string(),
  /** until when the text was the notebook's, or when it was put into its history */
  at: v.number(),
  title: v.string(),
  text: v.string(),
  label: v.nullable(v.string()),
  cause: v.picklist(causes)
};

const shape = v.looseObject(fields);

/** A text that a notebook had. */
export type KeptVersion = v.InferOutput<v.ObjectSchema<typeof fields, undefined>>;

/** The versions among what is stored, the newest first. */
export function readVersions(entries: readonly StoreEntry<"versions">[]): KeptVersion[] {
  const versions = entries.flatMap(([, value]) => (v.is(shape, value) ? [value] : []));
  return versions.sort(newestFirst);
}

/** The version put into a notebook's history last. */
export async function lastVersion(store: StoreWriter, notebook: string): Promise<KeptVersion | null> {
  const [, value] = (await store.last("versions", notebook)) ?? [];
  return v.is(shape, value) ? value : null;
}

/**
 * Puts a text into a notebook's history and lets older ones give way. The same text twice in a row stays one version,
 * which takes the label where it had none.
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

/** An id in the order of time, and within a millisecond in the order of counting. */
export function versionId(at: number, count: number, tab: string): string {
  const digits = (value: number) => String(Math.max(0, Math.floor(value))).padStart(15, "0");
  return `${digits(at)}-${digits(count)}-${tab.slice(0, 8)}`;
}

const hour = 3_600_000;
const day = 24 * hour;
const month = 30 * day;

/** What thinning looks at. */
export type Dated = Pick<KeptVersion, "id" | "at" | "cause">;

/**
 * The versions that give way: all of the last hour stay, then the last of each hour for a day, of each day for a month.
 * Those that a person named, or could not keep otherwise, stay for ever, and so does the newest.
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

/** The stretch of time of which one version stays; null when none does. */
function spanOf(at: number, now: number): string | null {
  const age = now - at;
  if (age <= hour) return "all";
  if (age <= day) return `hour ${Math.floor(at / hour)}`;
  return age <= month ? `day ${Math.floor(at / day)}` : null;
}

function newestFirst(a: Dated, b: Dated): number {
  return b.at - a.at || (a.id < b.id ? 1 : -1);
}
