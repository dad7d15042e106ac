import type {Mapping, Origin} from "../../ingest/plan";
import {readFacts} from "../../persist/facts";
import {readMapping} from "../../persist/mappings";
import {readOrigin} from "../../persist/origin";
import type {Vault} from "../../persist/vault";
import type {Files, LoadedFile} from "../../shop/imports";
import type {EarlierFile} from "../../shop/shop";
import type {StorageSession} from "../storage.svelte";

/** What keeping files needs. */
export interface KeepingOptions {
  vault: Vault;
  storage: StorageSession;
  /** reads kept files into the shop again */
  restore: (kept: readonly EarlierFile[]) => Promise<void>;
  /** resolves when a file may be read */
  opening: () => Promise<void>;
  /** tells of files that were kept and are gone */
  onlost: (names: string) => void;
}

/** Keeps the files that are in for the next visit, each with what is known of it, and reads them again then. */
export class Keeping {
  readonly #options: KeepingOptions;
  /** files that were read from where they are kept: kept anew, they would go from under whoever still reads them */
  readonly #restored = new WeakSet<Blob>();

  constructor(options: KeepingOptions) {
    this.#options = options;
  }

  /** Reads kept files again, all of them or those named; false when there is none. */
  async read(ids: ReadonlySet<string> | null = null): Promise<boolean> {
    const {vault, storage, restore, opening, onlost} = this.#options;
    const wanted = (await vault.list()).filter(({id}) => ids === null || ids.has(id));
    if (wanted.length > 0) await opening();
    const files = await Promise.all(wanted.map(({id}) => vault.open(id).catch(() => null)));
    const lost = vault.lost.map(({name}) => name).filter((name) => name !== "");
    if (lost.length > 0) onlost(lost.join(", "));
    for (const file of files) if (file) this.#restored.add(file);
    const told = files.flatMap((file, index) =>
      file ? [{file, id: wanted[index]!.id, meta: wanted[index]!.meta}] : []
    );
    // what was taken back when the page was left is not wanted any more
    for (const {id, meta} of told) if (isUndone(meta)) await storage.removeFile(id);
    const kept = told.filter(({meta}) => !isUndone(meta)).map(({file, meta}) => ({file, ...keptWith(meta)}));
    if (kept.length > 0) await restore(kept);
    await storage.refresh();
    return kept.length > 0;
  }

  /** Keeps real files, after the page shows what they say; a browser without room says so there. */
  async keep(files: Files): Promise<void> {
    const {storage} = this.#options;
    for (const file of files) {
      const {id, file: bytes} = file.plan.source;
      const isHere = storage.files.some((kept) => kept.id === id);
      if (isHere && this.#restored.has(bytes)) await storage.remember(id, metaOf(file, false));
      else {
        await storage.keepQuietly({id, file: bytes, name: file.report.fileName, meta: metaOf(file, false)});
        this.#restored.add(bytes);
      }
    }
  }

  /** Writes down with kept files that they were taken back: the next visit does not read them. */
  async markUndone(files: Files): Promise<void> {
    for (const file of files) await this.#options.storage.remember(file.plan.source.id, metaOf(file, true));
  }
}

function metaOf({plan, arrival, shop, changes, isReplacement}: LoadedFile, isUndone: boolean): unknown {
  return {
    mapping: plan.mapping,
    origin: plan.source.origin,
    facts: {arrival, shop, changes, isReplacement},
    ...(isUndone && {isUndone})
  };
}

/** What was kept with a file: how it was mapped, what it was taken out of, and what it changed. */
function keptWith(meta: unknown): Omit<EarlierFile, "file"> {
  const {mapping, origin, facts} = (meta ?? {}) as Partial<Record<"mapping" | "origin" | "facts", unknown>>;
  return {
    mapping: readMapping(mapping) as Mapping | null,
    origin: readOrigin(origin) as Origin | null,
    facts: readFacts(facts)
  };
}

function isUndone(meta: unknown): boolean {
  return (meta as {isUndone?: unknown} | null)?.isUndone === true;
}
