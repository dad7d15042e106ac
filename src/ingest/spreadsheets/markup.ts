/**
 * Decodes an HTML or XML file: by its byte order mark, else its declared encoding, else UTF-8 if valid, else GB18030.
 */
export function markupText(bytes: Uint8Array): string {
  const marked = [0xfeff, 0xfffe].includes((bytes[0] ?? 0) * 256 + (bytes[1] ?? 0));
  if (marked) return new TextDecoder(bytes[0] === 0xff ? "utf-16le" : "utf-16be").decode(bytes);
  const start = new TextDecoder("latin1").decode(bytes.subarray(0, 4096));
  const declared = /(?:charset|encoding)\s*=\s*["']?\s*([\w-]+)/i.exec(start)?.[1] ?? "utf-8";
  for (const label of [declared, "utf-8"]) {
    const text = decodeStrictly(label, bytes);
    if (text !== null) return text;
  }
  return new TextDecoder("gb18030").decode(bytes);
}

/** Null for an unknown encoding, and for bytes that are invalid in it. */
function decodeStrictly(label: string, bytes: Uint8Array): string | null {
  try {
    return new TextDecoder(label, {fatal: true}).decode(bytes);
  } catch {
    return null;
  }
}
