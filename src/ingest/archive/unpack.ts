import {AppError} from "../../base/errors";
import {
  Budget,
  textFile,
  type Container,
  type Dropped,
  type UnpackContext,
  type Unpacked,
  type Unpacking
} from "../container";
import {refusalOf} from "./refused";
import {isZip, readZip} from "./zip";

const modules = import.meta.glob<{default: Container}>("../containers/*.ts", {eager: true});

/** Every container format, one for each file in `containers/`. */
export const containers: readonly Container[] = Object.values(modules).map((module) => module.default);

const headBytes = 64 * 1024;

/**
 * Turns a dropped file into texts: a text stays as it is, a container yields all its tables. When nothing can be read,
 * rejects with a code that says what the file is and what to do.
 */
export async function unpackFile(file: Blob & {name: string}, context: UnpackContext): Promise<Unpacked> {
  const budget = new Budget();
  const at = (depth: number): Unpacking => ({
    ...context,
    budget,
    depth,
    inside: (path, inner) => unpackAny(path, inner, at(depth + 1))
  });
  return unpackAny([file.name], file, at(0));
}

async function unpackAny(path: readonly string[], file: Blob, context: Unpacking): Promise<Unpacked> {
  context.signal?.throwIfAborted();
  if (file.size === 0) throw new AppError("ingest.empty");
  const head = new Uint8Array(await file.slice(0, headBytes).arrayBuffer());
  const dropped: Dropped = {path, file, head, entries: isZip(head) ? await readZip(file) : null};
  const refusal = refusalOf(dropped);
  if (refusal) throw refusal;
  const container = containers.find(({recognises}) => recognises(dropped));
  if (container) return container.unpack(dropped, context);
  return {texts: [textFile(path, file)], unread: []};
}
