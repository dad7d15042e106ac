/**
 * The bytes of a gzip file, unpacked; bytes that are not gzip pass as they are, since a server or the browser may have
 * unpacked them already, which the first byte shows.
 */
export async function gunzipped(
  packed: ReadableStream<Uint8Array<ArrayBuffer>>
): Promise<ReadableStream<Uint8Array<ArrayBuffer>>> {
  const reader = packed.getReader();
  const first = await reader.read();
  const bytes = new ReadableStream<Uint8Array<ArrayBuffer>>({
    start: (controller) => (first.value ? controller.enqueue(first.value) : controller.close()),
    pull: async (controller) => {
      const {value} = await reader.read();
      if (value) controller.enqueue(value);
      else controller.close();
    }
  });
  const isPacked = first.value?.[0] === 0x1f;
  return isPacked ? bytes.pipeThrough(new DecompressionStream("gzip")) : bytes;
}
