import type {ZipEntry} from "./zip";

/** Kinds of documents that are zip archives inside. */
export type PackageKind = "xlsx" | "xlsb" | "ods" | "numbers" | "document";

/** Which document a zip archive is, by the files that such a document must have; null for an ordinary archive. */
export function packageKind(entries: readonly ZipEntry[]): PackageKind | null {
  const has = (pattern: RegExp) => entries.some(({path}) => pattern.test(path));
  if (has(/^xl\/workbook\.bin$/i)) return "xlsb";
  if (has(/^\[Content_Types\]\.xml$/i)) return has(/^xl\/worksheets\/|^xl\/workbook\.xml$/i) ? "xlsx" : "document";
  if (has(/^Index\/.*\.iwa$|^Index\.zip$/)) return "numbers";
  if (has(/^META-INF\/manifest\.xml$/) && has(/^mimetype$/)) return has(/^content\.xml$/) ? "ods" : "document";
  return null;
}

/** Whether a zip archive is one document, as against a bundle of files. */
export function isPackage(entries: readonly ZipEntry[]): boolean {
  return packageKind(entries) !== null;
}
