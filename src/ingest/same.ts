const window = 4 * 1024 * 1024;

/** Whether two files have the same bytes; false when one cannot be read any more. */
export async function isSameContent(a: Blob, b: Blob): Promise<boolean> {
  if (a.size !== b.size) return false;
  try {
    for (let from = 0; from < a.size; from += window) {
      const [left, right] = await Promise.all([a, b].map((file) => file.slice(from, from + window).arrayBuffer()));
      if (!isSameBytes(new Uint8Array(left!), new Uint8Array(right!))) return false;
    }
    return true;
  } catch {
    return false;
  }
}

function isSameBytes(a: Uint8Array, b: Uint8Array): boolean {
  return a.length === b.length && a.every((byte, index) => byte === b[index]);
}
