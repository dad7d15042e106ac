import type {ZipEntry} from "./zip";

/** Document formats that are zip archives. */
export type PackageKind = "xlsx" | "xlsb" | "ods" | "numbers" | "document";

/** The document format of a zip archive, by the entries that the format requires; null for an ordinary archive. */
export function packageKind(entries: readonly ZipEntry[]): PackageKind | null {
  const has = (pattern: RegExp) => entries.some(({path}) => pattern.test(path));
  if (has(/^xl\/workbook\.bin$/i)) return "xlsb";
  if (has(/^\[Content_Types\]\.xml$/i)) return has(/^xl\/worksheets\/|^xl\/workbook\.xml$/i) ? "xlsx" : "document";
  if (has(/^Index\/.*\.iwa$|^Index\.zip$/)) return "numbers";
  if (has(/^META-INF\/manifest\.xml$/) && has(/^mimetype$/)) return has(/^content\.xml$/) ? "ods" : "document";
  return null;
}

/** Whether a zip archive is a document rather than an archive of files. */
export function isPackage(entries: readonly ZipEntry[]): boolean {
  return packageKind(entries) !== null;
}
