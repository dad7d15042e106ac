import {AppError} from "../../base/errors";
import {noteOn, type Container, type Dropped, type Unpacked, type Unpacking} from "../container";
import {isPackage} from "../archive/package";
import {isClutter, shownName} from "../shown-name";
import {blobOf, type ZipEntry} from "../archive/zip";

/** Maximum nesting of archives; deeper ones are not read. */
const deepest = 2;

/** A zip archive: every file in it is read as if it had been dropped itself. */
const zip: Container = {
  name: "zip",
  recognises: ({entries}) => entries !== null && !isPackage(entries),

  async unpack(dropped, context) {
    const name = dropped.path.join(" › ");
    if (context.depth >= deepest) throw new AppError("ingest.nested_too_deep");
    const wanted = dropped.entries!.filter(({path}) => !isClutter(path));
    if (wanted.length === 0) throw new AppError("ingest.nothing_inside");
    const password = await passwordFor(wanted, name, context);
    const all: Unpacked = {texts: [], unread: []};
    for (const entry of wanted) {
      const {texts, unread} = await unpackEntry(entry, dropped, context, password);
      all.texts.push(...texts);
      all.unread.push(...unread);
    }
    return withoutBystanders(all);
  }
};

export default zip;

async function unpackEntry(
  entry: ZipEntry,
  {path}: Dropped,
  {budget, inside, signal, onProgress}: Unpacking,
  password: string | undefined
): Promise<Unpacked> {
  const inner = [...path, shownName(entry.path)];
  try {
    const meter = budget.meter(entry.packedSize);
    return await inside(inner, await blobOf(entry, meter, {password, signal, onProgress}));
  } catch (error) {
    if (!(error instanceof AppError) || isFatal(error)) throw error;
    return {texts: [], unread: [{name: inner.join(" › "), error}]};
  }
}

/** Whether an error concerns the whole drop rather than one file. */
function isFatal({code}: AppError): boolean {
  return code === "ingest.bomb" || code === "ingest.too_large_inside" || code === "engine.cancelled";
}

/** Asks for passwords until one decrypts the smallest encrypted file completely; undefined when none is encrypted. */
async function passwordFor(
  entries: readonly ZipEntry[],
  name: string,
  {askPassword, budget, signal}: Unpacking
): Promise<string | undefined> {
  const locked = entries.filter(({isEncrypted}) => isEncrypted).sort((a, b) => a.size - b.size)[0];
  if (!locked) return undefined;
  for (let isWrong = false; ; isWrong = true) {
    const password = await askPassword(name, isWrong);
    if (password === null) throw new AppError("ingest.password_missing");
    if (await opens(locked, password, budget.meter(locked.packedSize), signal)) return password;
  }
}

async function opens(
  entry: ZipEntry,
  password: string,
  meter: (bytes: number) => void,
  signal?: AbortSignal
): Promise<boolean> {
  try {
    await entry.read((bytes) => meter(bytes.length), {password, signal});
    return true;
  } catch (error) {
    if (error instanceof AppError && error.code === "ingest.wrong_password") return false;
    throw error;
  }
}

/** File kinds that are not reported as failures where the archive also contains a table. */
const bystanders = new Set(["ingest.picture", "ingest.pdf", "ingest.document", "ingest.not_text", "ingest.empty"]);

/** Removes such files from the failures and counts them in a note. */
export function withoutBystanders({texts, unread}: Unpacked): Unpacked {
  if (texts.length === 0) return {texts, unread};
  const isBystander = ({error}: Unpacked["unread"][number]) => bystanders.has(error.code);
  noteOn(
    texts,
    "ingest.left_out",
    unread.filter(isBystander).map(({name}) => name)
  );
  return {texts, unread: unread.filter((each) => !isBystander(each))};
}
