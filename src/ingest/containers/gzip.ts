import {AppError} from "../../base/errors";
import type {Container} from "../container";
import {shownName} from "../shown-name";
import {decodeName} from "../archive/zip";

/** A gzip file with one file in it. */
const gzip: Container = {
  name: "gzip",
  recognises: ({head: [first, second]}) => first === 0x1f && second === 0x8b,

  async unpack({path, file, head}, {budget, inside, signal}) {
    const meter = budget.meter(file.size);
    const pieces: BlobPart[] = [];
    const stream = (file.stream() as ReadableStream<BufferSource>).pipeThrough(new DecompressionStream("gzip"));
    const reader = (stream as ReadableStream<Uint8Array<ArrayBuffer>>).getReader();
    for (;;) {
      signal?.throwIfAborted();
      const {value, done} = await reader.read().catch((cause: unknown) => {
        throw new AppError("ingest.damaged", {}, {cause});
      });
      if (done) break;
      meter(value.length);
      pieces.push(value);
    }
    return inside([...path, nameIn(head) ?? nameWithout(path.at(-1)!)], new Blob(pieces));
  }
};

export default gzip;

/** The file name in the gzip header; null when there is none. */
function nameIn(head: Uint8Array): string | null {
  const flags = head[3] ?? 0;
  if ((flags & 8) === 0) return null;
  const from = (flags & 4) === 0 ? 10 : 12 + (head[10] ?? 0) + 256 * (head[11] ?? 0);
  const to = head.indexOf(0, from);
  if (to <= from) return null;
  return shownName(decodeName(head.subarray(from, to)));
}

function nameWithout(name: string): string {
  return name.replace(/\.(gz|gzip)$/i, "").replace(/\.tgz$/i, ".tar") || name;
}
