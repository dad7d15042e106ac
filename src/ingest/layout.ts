import {AppError} from "../base/errors";
import {normalizeHeader} from "./header";
import {mappedPlatform} from "./mapped";
import {platformNamed, type Platform} from "./platform";
import type {ImportPlan} from "./plan";

/** A platform's description applied to one file: which column of the file each field is. */
export interface Layout {
  platform: Platform;
  /** field → position of its column in the file; −1 where the file has none */
  positions: Readonly<Record<string, number>>;
  /** position of a column with the time of day, where `ordered_at` holds the day alone; left out where there is none */
  clockPosition?: number;
  /** strptime format of the times; null for the forms found by themselves */
  timeFormat: string | null;
  /** whether `,` stands before the decimals */
  hasDecimalComma: boolean;
}

/** The layout of a plan: of its platform, or of the mapping that a person agreed to. */
export function layoutOf({platform: name, mapping, header}: ImportPlan): Layout {
  if (mapping) {
    const {platform, columns} = mappedPlatform(mapping, header);
    const place = (column: string | null) => (column === null ? -1 : header.indexOf(column));
    const positions = Object.fromEntries(Object.entries(columns).map(([field, column]) => [field, place(column)]));
    const clockPosition = place(mapping.columns.clock ?? null);
    const {timeFormat, hasDecimalComma = false} = mapping;
    return {platform, positions, timeFormat, hasDecimalComma, ...(clockPosition >= 0 && {clockPosition})};
  }
  const platform = platformNamed(name);
  if (!platform) throw new AppError("ingest.unknown_platform", {platform: name});
  return {platform, positions: positionsOf(platform, header), timeFormat: null, hasDecimalComma: false};
}

function positionsOf({columns}: Platform, header: readonly string[]): Record<string, number> {
  const words = header.map(normalizeHeader);
  return Object.fromEntries(
    Object.entries(columns).map(([field, spellings]) => [
      field,
      spellings.map((spelling) => words.indexOf(normalizeHeader(spelling))).find((position) => position >= 0) ?? -1
    ])
  );
}
