/** The browser's file system and locks as far as the page uses them, in memory, failing when told to. */
export class Disk {
  /** room in bytes */
  quota = Infinity;
  /** the call, counted from 1, that fails; with `isBroken` every one from there on */
  failAt = Infinity;
  isBroken = false;
  failure = () => new DOMException("the disk is gone", "UnknownError");
  calls = 0;
  readonly root = new FakeFolder(this);

  /** What `navigator.storage` would be. */
  get storage(): StorageManager {
    return {
      getDirectory: async () => (this.step(), this.root),
      estimate: async () => ({quota: this.quota, usage: this.root.size})
    } as unknown as StorageManager;
  }

  /** Every file by its path. */
  get files(): Map<string, Uint8Array<ArrayBuffer>> {
    return new Map(this.root.walk(""));
  }

  /** One call of the page. */
  step(): void {
    this.calls += 1;
    if (this.calls === this.failAt || (this.isBroken && this.calls > this.failAt)) throw this.failure();
  }

  /** Works again, and counts anew. */
  repair(): void {
    this.failAt = Infinity;
    this.isBroken = false;
    this.calls = 0;
  }
}

class FakeFolder {
  readonly folders = new Map<string, FakeFolder>();
  readonly files = new Map<string, Uint8Array<ArrayBuffer>>();
  readonly #disk: Disk;

  constructor(disk: Disk) {
    this.#disk = disk;
  }

  get size(): number {
    return [...this.walk("")].reduce((sum, [, bytes]) => sum + bytes.length, 0);
  }

  *walk(path: string): Generator<[string, Uint8Array<ArrayBuffer>]> {
    for (const [name, bytes] of this.files) yield [path + name, bytes];
    for (const [name, folder] of this.folders) yield* folder.walk(`${path}${name}/`);
  }

  async getDirectoryHandle(name: string, {create = false} = {}): Promise<FakeFolder> {
    this.#disk.step();
    const folder = this.folders.get(name) ?? (create ? new FakeFolder(this.#disk) : null);
    if (!folder) throw new DOMException("no such folder", "NotFoundError");
    this.folders.set(name, folder);
    return folder;
  }

  async getFileHandle(name: string, {create = false} = {}): Promise<unknown> {
    this.#disk.step();
    if (!this.files.has(name) && !create) throw new DOMException("no such file", "NotFoundError");
    if (!this.files.has(name)) this.files.set(name, new Uint8Array(0));
    return {getFile: async () => this.#read(name), createWritable: async () => this.#write(name)};
  }

  async removeEntry(name: string): Promise<void> {
    this.#disk.step();
    if (!this.files.delete(name) && !this.folders.delete(name)) throw new DOMException("nothing", "NotFoundError");
  }

  async *keys(): AsyncGenerator<string> {
    this.#disk.step();
    yield* [...this.files.keys(), ...this.folders.keys()];
  }

  #read(name: string): File {
    this.#disk.step();
    const bytes = this.files.get(name);
    if (!bytes) throw new DOMException("removed meanwhile", "NotFoundError");
    return new File([bytes], name);
  }

  /** As in a browser: nothing is there before it is closed. */
  #write(name: string): unknown {
    this.#disk.step();
    const parts: Blob[] = [];
    const size = () => parts.reduce((sum, part) => sum + part.size, 0);
    return {
      write: async (part: BlobPart) => {
        this.#disk.step();
        parts.push(new Blob([part]));
        if (this.#disk.root.size + size() > this.#disk.quota) throw new DOMException("full", "QuotaExceededError");
      },
      close: async () => {
        this.#disk.step();
        this.files.set(name, new Uint8Array(await new Blob(parts).arrayBuffer()));
      },
      abort: async () => this.#disk.step()
    };
  }
}

interface Holder {
  name: string;
  mode: LockMode;
}

/** What `navigator.locks` would be, shared by as many tabs as a test plays; a lock that is not free is refused or waits. */
export function fakeLocks(): LockManager {
  const held = new Set<Holder>();
  const waiting: (() => void)[] = [];
  const isFree = ({name, mode}: Holder) =>
    ![...held].some((other) => other.name === name && (mode === "exclusive" || other.mode === "exclusive"));
  const free = (signal?: AbortSignal) =>
    new Promise<void>((resolve, reject) => {
      waiting.push(resolve);
      signal?.addEventListener("abort", () => reject(signal.reason));
    });
  const request = async (name: string, options: LockOptions, work: (lock: Lock | null) => unknown) => {
    const wanted: Holder = {name, mode: options.mode ?? "exclusive"};
    if (options.ifAvailable && !isFree(wanted)) return work(null);
    while (!isFree(wanted)) await free(options.signal);
    held.add(wanted);
    try {
      return await work(wanted);
    } finally {
      held.delete(wanted);
      for (const wake of waiting.splice(0)) wake();
    }
  };
  return {request} as unknown as LockManager;
}
