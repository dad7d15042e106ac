import {detectEncoding} from "./encoding";

/** Larger than any table that is kept by hand. */
const largest = 4 * 1024 ** 2;

/** The text of a small file, of a larger one its beginning. Throws as `detectEncoding` does for what is no text. */
export async function decodeText(file: Blob): Promise<string> {
  const {encoding} = await detectEncoding(file);
  return new TextDecoder(encoding).decode(await file.slice(0, largest).arrayBuffer());
}
