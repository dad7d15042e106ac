import {AppError} from "../../base/errors";
import type {Words} from "../../base/words";
import {clipboardRows, toTsv, toTsvText} from "../../exports/tsv";
import type {GridColumn} from "../../grid/sql";
import type {GridSession} from "../../session/grid.svelte";
import {isIdentity, mask} from "../kit/masking";
import type {Block} from "./selection";

/** Formats exported texts: buyers masked as on screen. */
export function textFormatter(masks: boolean): ((column: string, text: string) => string) | undefined {
  return masks ? (column, text) => (isIdentity(column) ? mask(text) : text) : undefined;
}

/** Copies the selected cells without headings; returns the message to show. */
export async function copyBlock({
  source,
  columns,
  block,
  words,
  masks
}: {
  source: GridSession;
  columns: readonly GridColumn[];
  block: Block;
  words: Words;
  masks: boolean;
}): Promise<string> {
  const count = block.bottom - block.top + 1;
  return copyText(words, count, async () => {
    const rows = await source.window(block.top, count);
    const names = columns.map(({name}) => name);
    return toTsv(rows, names, {formatText: textFormatter(masks)});
  });
}

/** Copies all filtered rows with headings. */
export async function copyAll(
  source: GridSession,
  columns: readonly GridColumn[],
  words: Words,
  masks: boolean
): Promise<string> {
  return copyText(words, source.matching ?? 0, async () => {
    const names = columns.map(({name}) => name);
    return toTsvText(await source.leave(names), {formatText: textFormatter(masks)});
  });
}

async function copyText(words: Words, rows: number, make: () => Promise<string>): Promise<string> {
  if (rows > clipboardRows) return words.t("grid.copy_too_many", {rows, limit: clipboardRows});
  try {
    await navigator.clipboard.writeText(await make());
    return words.t("grid.copied", {rows});
  } catch (error) {
    return error instanceof AppError ? words.t(error.code, error.details) : words.t("grid.copy_failed");
  }
}
