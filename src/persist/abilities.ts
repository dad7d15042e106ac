/**
 * What some browsers cannot do, and the page then does without: open `offline`, keep a `snapshot` of what was read of the
 * files, let a person choose a whole `folder`, `copy` by a press.
 */
export type Lack = "offline" | "snapshot" | "folder" | "copy";

/** Where abilities are looked for: a window, of which anything may be missing. */
export interface Abilities {
  navigator?: {
    serviceWorker?: unknown;
    storage?: {getDirectory?: unknown};
    clipboard?: {writeText?: unknown};
  };
  HTMLInputElement?: {prototype: object};
  FileSystemFileHandle?: {prototype: object};
}

/** What a browser cannot do, in the order in which it is told; it may still refuse what it can do. */
export function lacksOf(scope: Abilities): Lack[] {
  const {navigator, HTMLInputElement, FileSystemFileHandle} = scope;
  const has: Record<Lack, boolean> = {
    offline: Boolean(navigator?.serviceWorker),
    snapshot: Boolean(navigator?.storage?.getDirectory) && isIn("createWritable", FileSystemFileHandle),
    folder: isIn("webkitdirectory", HTMLInputElement),
    copy: Boolean(navigator?.clipboard?.writeText)
  };
  return (Object.keys(has) as Lack[]).filter((ability) => !has[ability]);
}

function isIn(name: string, type: {prototype: object} | undefined): boolean {
  return type !== undefined && name in type.prototype;
}
