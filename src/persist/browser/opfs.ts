import {Fingerprint, type Bytes} from "../blocks";

/** Our own directory, since an origin may be shared with other pages. */
export const rootFolder = "huitou";

/** The size and fingerprint of what was written. */
export interface Written {
  size: number;
  fingerprint: string;
}

/** A flat directory in the browser's private file system. Files are written once and removed, never changed. */
export class ByteFolder {
  readonly #folder: FileSystemDirectoryHandle;

  private constructor(folder: FileSystemDirectoryHandle) {
    this.#folder = folder;
  }

  /**
   * Opens a directory; null where the browser has none. Older browsers have one but cannot write to it from the page:
   * `write` fails.
   */
  static async open(storage: StorageManager | undefined, name: string): Promise<ByteFolder | null> {
    try {
      const root = await storage!.getDirectory();
      const ours = await root.getDirectoryHandle(rootFolder, {create: true});
      return new ByteFolder(await ours.getDirectoryHandle(name, {create: true}));
    } catch {
      return null;
    }
  }

  /** Writes a new file completely, or leaves none. */
  async write(name: string, blocks: AsyncIterable<Bytes>): Promise<Written> {
    try {
      const handle = await this.#folder.getFileHandle(name, {create: true});
      const written = await fill(await handle.createWritable(), blocks);
      if ((await handle.getFile()).size !== written.size) throw new DOMException("not all of it", "QuotaExceededError");
      return written;
    } catch (error) {
      await this.remove(name).catch(() => {});
      throw error;
    }
  }

  /** A file; throws when there is none. */
  async read(name: string): Promise<File> {
    return (await this.#folder.getFileHandle(name)).getFile();
  }

  /** Removes a file, if it is there. */
  async remove(name: string): Promise<void> {
    try {
      await this.#folder.removeEntry(name);
    } catch (error) {
      if ((error as Partial<DOMException>).name !== "NotFoundError") throw error;
    }
  }

  /** The names of all files. */
  async names(): Promise<string[]> {
    const names: string[] = [];
    for await (const name of this.#folder.keys()) names.push(name);
    return names;
  }
}

/** The browser writes to a temporary file and puts it in place on close. */
async function fill(writable: FileSystemWritableFileStream, blocks: AsyncIterable<Bytes>): Promise<Written> {
  const fingerprint = new Fingerprint();
  let size = 0;
  try {
    for await (const block of blocks) {
      await Promise.all([writable.write(block), fingerprint.add(block)]);
      size += block.length;
    }
    await writable.close();
  } catch (error) {
    await writable.abort().catch(() => {});
    throw error;
  }
  return {size, fingerprint: await fingerprint.finish()};
}
