import {decodeChunks, type Chunk, type DecodeOptions} from "./decode";

/** Requests to the worker: a file first, then one chunk at a time. */
export type DecodeRequest = {file: Blob; options: DecodeOptions; credits: number} | {credits: number};

/** Answers of the worker. */
export type DecodeAnswer = ({kind: "chunk"} & Chunk) | {kind: "done"} | {kind: "failed"; message: string};

/** The part of the worker's global scope that is used here. */
interface WorkerScope {
  postMessage(answer: DecodeAnswer, transfer?: Transferable[]): void;
  onmessage: ((event: MessageEvent<DecodeRequest>) => void) | null;
}

const scope = globalThis as unknown as WorkerScope;
let credits = 0;
let resume = () => {};

scope.onmessage = ({data}) => {
  credits += data.credits;
  resume();
  if ("file" in data) void run(data.file, data.options);
};

async function run(file: Blob, options: DecodeOptions): Promise<void> {
  try {
    for await (const chunk of decodeChunks(file, options)) {
      while (credits === 0) await new Promise<void>((resolve) => (resume = resolve));
      credits--;
      scope.postMessage({kind: "chunk", ...chunk}, [chunk.bytes.buffer]);
    }
    scope.postMessage({kind: "done"});
  } catch (error) {
    scope.postMessage({kind: "failed", message: String(error)});
  }
}
