import type {Mapping, Origin} from "../../ingest/plan";
import {readFacts} from "../../persist/facts";
import {readMapping} from "../../persist/mappings";
import {readOrigin} from "../../persist/origin";
import type {FileStore} from "../../persist/file-store";
import type {Files, LoadedFile} from "../../shop/imports";
import type {EarlierFile, Shop} from "../../shop/shop";
import type {StorageSession} from "../storage.svelte";
import {isUndone, type Snapshots} from "./snapshots";

/** Options of `Keeping`. */
export interface KeepingOptions {
  fileStore: FileStore;
  storage: StorageSession;
  /** imports stored files into the shop */
  restore: Shop["restore"];
  snapshots: Pick<Snapshots, "read" | "discard" | "renew">;
  /** resolves when files may be read */
  opening: () => Promise<void>;
  /** called with the names of stored files that are missing */
  onlost: (names: string) => void;
}

/** Stores imported files for the next visit, each with its mapping and facts, and restores them then. */
export class Keeping {
  readonly #options: KeepingOptions;
  /** files read from storage: storing them again would replace bytes that are still being read */
  readonly #restored = new WeakSet<Blob>();

  constructor(options: KeepingOptions) {
    this.#options = options;
  }

  /** Restores stored files, all or those named; false when there are none. */
  async read(ids: ReadonlySet<string> | null = null): Promise<boolean> {
    const {fileStore, storage, snapshots, restore, opening, onlost} = this.#options;
    const wanted = (await fileStore.list()).filter(({id}) => ids === null || ids.has(id));
    if (wanted.length > 0) await opening();
    const isAll = ids === null;
    const wantedNow = wanted.filter(({meta}) => !isUndone(meta));
    const [snapshot, ...files] = await Promise.all([
      isAll && wantedNow.length > 0 ? snapshots.read(wantedNow) : null,
      ...wanted.map(({id}) => fileStore.open(id).catch(() => null))
    ]);
    const lost = fileStore.lost.map(({name}) => name).filter((name) => name !== "");
    if (lost.length > 0) onlost(lost.join(", "));
    for (const file of files) if (file) this.#restored.add(file);
    const stored = files.flatMap((file, index) =>
      file ? [{file, id: wanted[index]!.id, meta: wanted[index]!.meta}] : []
    );
    // files undone when the page was closed are not restored
    for (const {id, meta} of stored) if (isUndone(meta)) await storage.removeFile(id);
    const kept = stored.filter(({meta}) => !isUndone(meta)).map(({file, meta}) => ({file, ...keptWith(meta)}));
    const isResumed = kept.length > 0 && (await restore(kept, snapshot));
    if (isAll && !isResumed) await snapshots.discard();
    await storage.refresh();
    return kept.length > 0;
  }

  /** Stores real files after the page shows them; lack of room is reported in the storage panel. */
  async keep(files: Files): Promise<void> {
    const {storage, snapshots} = this.#options;
    for (const file of files) {
      const {id, file: bytes} = file.plan.source;
      const isHere = storage.files.some((kept) => kept.id === id);
      if (isHere && this.#restored.has(bytes)) await storage.remember(id, metaOf(file, false));
      else {
        await storage.keepQuietly({id, file: bytes, name: file.report.fileName, meta: metaOf(file, false)});
        this.#restored.add(bytes);
      }
    }
    snapshots.renew();
  }

  /** Marks stored files as undone: the next visit does not restore them. */
  async markUndone(files: Files): Promise<void> {
    for (const file of files) await this.#options.storage.remember(file.plan.source.id, metaOf(file, true));
  }
}

function metaOf(
  {plan, arrival, shop, isShopFound = false, numbering, changes, isReplacement}: LoadedFile,
  isUndone: boolean
): unknown {
  return {
    mapping: plan.mapping,
    origin: plan.source.origin,
    facts: {arrival, shop, isShopFound, ...(numbering !== undefined && {numbering}), changes, isReplacement},
    ...(isUndone && {isUndone})
  };
}

/** The mapping, origin and facts stored with a file. */
function keptWith(meta: unknown): Omit<EarlierFile, "file"> {
  const {mapping, origin, facts} = (meta ?? {}) as Partial<Record<"mapping" | "origin" | "facts", unknown>>;
  return {
    mapping: readMapping(mapping) as Mapping | null,
    origin: readOrigin(origin) as Origin | null,
    facts: readFacts(facts)
  };
}
