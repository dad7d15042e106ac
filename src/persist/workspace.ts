import * as v from "valibot";
import {AppError} from "../base/errors";
import {archiveLimits, readArchive, writeArchive, type ArchiveEntry, type ArchivePart} from "./archive";
import {fingerprintOf, toBlob, type Watch} from "./blocks";
import {decrypt, encrypting, isEncrypted} from "./browser/crypto";
import {noOwnFacts, readOwnFacts} from "../shop/own-facts";

/*
 * A workspace is one zip archive, of which any tool shows the contents; behind a passphrase it is wrapped as crypto.ts says.
 *
 *   manifest.json        what is in it; of every other entry its size and fingerprint (blocks.ts)
 *   notebooks/<n>.md     the texts
 *   versions/<n>.json    earlier states of notebook n: [{…, "text"}]
 *   files/<n>-<name>     the files that were dropped, byte for byte
 */

/** A version of a notebook; other data about it is not interpreted here. */
export interface WorkspaceVersion {
  text: string;
  [fact: string]: unknown;
}

/** A notebook with its versions. */
export interface WorkspaceNotebook {
  id: string;
  title: string;
  text: string;
  /** other data about it; any JSON value */
  meta: unknown;
  versions: readonly WorkspaceVersion[];
}

/** A dropped file: customers' data. */
export interface WorkspaceFile {
  id: string;
  name: string;
  size: number;
  lastModified: number;
  /** how it is read; any JSON value */
  meta: unknown;
  open(watch?: Watch): Promise<Blob>;
}

/** The content of a backup. */
export interface WorkspaceParts {
  notebooks: readonly WorkspaceNotebook[];
  files: readonly WorkspaceFile[];
  /** settings and mappings, by name; any JSON values */
  settings: Readonly<Record<string, unknown>>;
}

/** A backup that was read: files are unpacked and checked when they are opened. */
export interface WorkspaceContents extends WorkspaceParts {
  createdAt: Date;
  /** version of the program that wrote it */
  appVersion: string;
}

/** A summary of a backup, shown before it is written. */
export interface WorkspaceSummary {
  notebooks: number;
  versions: number;
  files: readonly {name: string; size: number}[];
  /** total size of all files */
  fileBytes: number;
  /** number of industry values, events, tags and birthdays */
  facts: number;
  /** whether it contains orders, buyers, or notes about buyers */
  hasCustomerData: boolean;
}

/** Options of writing a backup. */
export interface ExportOptions {
  /** without one, anyone who gets the file can read it */
  passphrase?: string;
  appVersion: string;
  now?: Date;
  /** called with the share done, 0 to 1 */
  onProgress?: (share: number) => void;
  signal?: AbortSignal;
}

/** Options of reading a backup. */
export interface ImportOptions {
  passphrase?: string;
  onProgress?: (share: number) => void;
  signal?: AbortSignal;
}

const format = 1;
const fact = v.looseObject({text: v.string()});
const safeNumber = v.pipe(v.number(), v.safeInteger(), v.minValue(0));
const manifestShape = v.object({
  app: v.literal("huitou"),
  format: v.literal(format),
  appVersion: v.string(),
  createdAt: v.pipe(v.string(), v.isoTimestamp()),
  notebooks: v.array(v.object({id: v.string(), title: v.string(), meta: v.unknown(), path: v.string()})),
  files: v.array(
    v.object({
      id: v.string(),
      name: v.string(),
      size: safeNumber,
      lastModified: v.number(),
      meta: v.unknown(),
      path: v.string()
    })
  ),
  settings: v.record(v.string(), v.unknown()),
  entries: v.array(v.object({path: v.string(), size: safeNumber, fingerprint: v.string()}))
});

type Manifest = v.InferOutput<typeof manifestShape>;

const manifestPath = "manifest.json";
/** Maximum size of a text, since texts are read into memory. */
const textLimit = 64 * 1024 ** 2;

/** The summary of a backup that is about to be written. */
export function describeWorkspace({notebooks, files, settings}: WorkspaceParts): WorkspaceSummary {
  const {benchmarks, events, people} = readOwnFacts(settings.own) ?? noOwnFacts;
  return {
    notebooks: notebooks.length,
    versions: notebooks.reduce((sum, {versions}) => sum + versions.length, 0),
    files: files.map(({name, size}) => ({name, size})),
    fileBytes: files.reduce((sum, {size}) => sum + size, 0),
    facts: benchmarks.length + events.length + people.length,
    hasCustomerData: files.length + people.length > 0
  };
}

/** `huitou-2026-11-22.huitou` */
export function workspaceFileName(now: Date): string {
  const pad = (value: number) => String(value).padStart(2, "0");
  return `huitou-${now.getFullYear()}-${pad(now.getMonth() + 1)}-${pad(now.getDate())}.huitou`;
}

/**
 * Writes a backup to one file. Rejects with `workspace.too_large` for what could not be read back, or as its files do.
 */
export async function exportWorkspace(parts: WorkspaceParts, options: ExportOptions): Promise<Blob> {
  const {passphrase, signal, onProgress} = options;
  const texts = textParts(parts.notebooks);
  const total = sizeOf(texts) + parts.files.reduce((sum, {size}) => sum + size, 0);
  if (total > archiveLimits.bytes || texts.length + parts.files.length >= archiveLimits.entries)
    throw new AppError("workspace.too_large", {bytes: total});
  const onBytes = (done: number) => onProgress?.(Math.min(1, done / Math.max(1, total)));
  const zip = writeArchive(allParts(parts, texts, options), {onBytes, signal});
  return toBlob(passphrase === undefined ? zip : zip.pipeThrough(await encrypting(passphrase)), {signal});
}

/**
 * Reads a backup; texts are checked at once, files when they are opened. Rejects with `workspace.not_one`, `.too_new`,
 * `.too_large`, `.damaged` (`what`), `.passphrase_needed` or `.passphrase_wrong`.
 */
export async function readWorkspace(file: Blob, options: ImportOptions = {}): Promise<WorkspaceContents> {
  const entries = await readArchive(await unwrap(file, options));
  const manifest = await readManifest(entries);
  const checked = checkEntries(entries, manifest);
  const notebooks: WorkspaceNotebook[] = [];
  for (const {path, ...notebook} of manifest.notebooks) {
    const versionsPath = path.replace(/^notebooks\/(.*)\.md$/, "versions/$1.json");
    const versions = checked.has(versionsPath) ? readVersions(await textOf(checked, versionsPath), versionsPath) : [];
    notebooks.push({...notebook, text: await textOf(checked, path), versions});
  }
  const files = manifest.files.map(({path, ...file}): WorkspaceFile => {
    const entry = checked.get(path);
    if (!entry) throw damaged(file.name);
    return {...file, size: entry.size, open: entry.open};
  });
  const {settings, appVersion} = manifest;
  return {notebooks, files, settings, appVersion, createdAt: new Date(manifest.createdAt)};
}

interface TextPart extends ArchivePart {
  index: number;
}

function textParts(notebooks: readonly WorkspaceNotebook[]): TextPart[] {
  return notebooks.flatMap(({text, versions}, index) => {
    const name = String(index + 1).padStart(4, "0");
    const parts: TextPart[] = [{path: `notebooks/${name}.md`, content: new Blob([text]), index}];
    if (versions.length === 0) return parts;
    return [...parts, {path: `versions/${name}.json`, content: new Blob([JSON.stringify(versions)]), index}];
  });
}

/** Texts, then files, then the manifest, which contains their fingerprints. */
async function* allParts(
  {notebooks, files, settings}: WorkspaceParts,
  texts: readonly TextPart[],
  {appVersion, now = new Date(), signal}: ExportOptions
): AsyncGenerator<ArchivePart> {
  const manifest: Manifest = {
    app: "huitou",
    format,
    appVersion,
    createdAt: now.toISOString(),
    notebooks: [],
    files: [],
    settings: {...settings},
    entries: []
  };
  const note = async ({path, content}: ArchivePart) =>
    manifest.entries.push({path, size: content.size, fingerprint: await fingerprintOf(content, {signal})});
  for (const part of texts) {
    const {id, title, meta} = notebooks[part.index]!;
    if (part.path.startsWith("notebooks/")) manifest.notebooks.push({id, title, meta, path: part.path});
    await note(part);
    yield part;
  }
  for (const [index, {id, name, lastModified, meta, open}] of files.entries()) {
    const path = `files/${String(index + 1).padStart(4, "0")}-${plainName(name)}`;
    const content = await open({signal});
    manifest.files.push({id, name, size: content.size, lastModified, meta, path});
    await note({path, content});
    yield {path, content};
  }
  yield {path: manifestPath, content: new Blob([JSON.stringify(manifest, null, 1)])};
}

async function unwrap(file: Blob, {passphrase, onProgress, signal}: ImportOptions): Promise<Blob> {
  if (await isEncrypted(file)) {
    if (passphrase === undefined) throw new AppError("workspace.passphrase_needed");
    return decrypt(file, passphrase, {signal, onBytes: (done) => onProgress?.(Math.min(1, done / file.size))});
  }
  const start = new Uint8Array(await file.slice(0, 4).arrayBuffer());
  if (String.fromCharCode(...start) !== "PK\u0003\u0004") throw new AppError("workspace.not_one");
  return file;
}

async function readManifest(entries: readonly ArchiveEntry[]): Promise<Manifest> {
  const entry = entries.find(({path}) => path === manifestPath);
  if (!entry) throw new AppError("workspace.not_one");
  if (entry.size > textLimit) throw damaged(manifestPath);
  const value = parseJson(await (await entry.open()).text(), manifestPath) as {app?: unknown; format?: unknown} | null;
  if (value?.app !== "huitou") throw new AppError("workspace.not_one");
  if (typeof value.format === "number" && value.format > format) throw new AppError("workspace.too_new");
  const result = v.safeParse(manifestShape, value);
  if (!result.success) throw damaged(manifestPath);
  return result.output;
}

type Checked = Map<string, ArchiveEntry>;

/** The entries that manifest and archive agree on; contents are checked when opened. */
function checkEntries(entries: readonly ArchiveEntry[], manifest: Manifest): Checked {
  const listed = new Map(manifest.entries.map((entry) => [entry.path, entry]));
  const checked: Checked = new Map();
  for (const {path, size, open} of entries) {
    if (path === manifestPath) continue;
    const entry = listed.get(path);
    if (!entry || entry.size !== size) throw damaged(path);
    const openChecked: ArchiveEntry["open"] = async (watch = {}) => {
      const content = await open(watch);
      const isSame = (await fingerprintOf(content, {signal: watch.signal})) === entry.fingerprint;
      if (!isSame) throw damaged(path);
      return content;
    };
    checked.set(path, {path, size, open: openChecked});
  }
  const missing = manifest.entries.find(({path}) => !checked.has(path));
  if (missing) throw damaged(missing.path);
  return checked;
}

async function textOf(checked: Checked, path: string): Promise<string> {
  const entry = checked.get(path);
  if (!entry || entry.size > textLimit) throw damaged(path);
  // a byte order mark is part of the text
  return new TextDecoder("utf-8", {ignoreBOM: true}).decode(await (await entry.open()).arrayBuffer());
}

function readVersions(text: string, path: string): WorkspaceVersion[] {
  const result = v.safeParse(v.array(fact), parseJson(text, path));
  if (!result.success) throw damaged(path);
  return result.output;
}

function parseJson(text: string, what: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw damaged(what);
  }
}

/** A file name that is valid on every system. */
function plainName(name: string): string {
  const plain = name.replace(/[\\/:*?"<>|\p{C}]/gu, "_").replace(/^\.+/, "_");
  return [...plain].slice(-80).join("").trim() || "file";
}

function sizeOf(parts: readonly ArchivePart[]): number {
  return parts.reduce((sum, {content}) => sum + content.size, 0);
}

function damaged(what: string): AppError {
  return new AppError("workspace.damaged", {what});
}
