import {AppError} from "../base/errors";
import {detectEncoding} from "./encoding/encoding";
import {textDecoder} from "./encoding/transcode";

/** Maximum size of a file for the tables of own facts, in bytes. */
const largest = 4_000_000;

/** The text of a small file. Throws `facts.too_large`, or as `detectEncoding` does. */
export async function decodeText(file: Blob): Promise<string> {
  if (file.size > largest) throw new AppError("facts.too_large", {megabytes: largest / 1_000_000});
  const {encoding} = await detectEncoding(file);
  return textDecoder(encoding).decode(await file.arrayBuffer());
}
