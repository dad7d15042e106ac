import {AppError} from "../../base/errors";
import type {Origin} from "../plan";
import {unpackFile} from "./unpack";

/** Requests to the worker: a file first, then passwords when asked. */
export type UnpackRequest = {file: Blob; name: string} | {password: string | null};

/** A serialised error. */
export interface SerializedError {
  code: string;
  details: Record<string, unknown>;
}

/** Answers of the worker. */
export type UnpackAnswer =
  | {kind: "progress"; share: number}
  | {kind: "password"; name: string; isWrong: boolean}
  | {
      kind: "done";
      texts: {file: Blob; name: string; origin: Origin | null}[];
      unread: {name: string; error: SerializedError}[];
    }
  | {kind: "failed"; error: SerializedError};

/** The part of the worker's global scope that is used here. */
interface WorkerScope {
  postMessage(answer: UnpackAnswer): void;
  onmessage: ((event: MessageEvent<UnpackRequest>) => void) | null;
}

const scope = globalThis as unknown as WorkerScope;
let answerPassword: (password: string | null) => void = () => undefined;

scope.onmessage = ({data}) => {
  if ("password" in data) answerPassword(data.password);
  else void run(new File([data.file], data.name));
};

async function run(file: File): Promise<void> {
  let lastSent = -1;
  try {
    const {texts, unread} = await unpackFile(file, {
      askPassword(name, isWrong) {
        scope.postMessage({kind: "password", name, isWrong});
        return new Promise((resolve) => (answerPassword = resolve));
      },
      onProgress(share) {
        const hundredths = Math.floor(share * 100);
        if (hundredths !== lastSent) scope.postMessage({kind: "progress", share});
        lastSent = hundredths;
      }
    });
    scope.postMessage({
      kind: "done",
      texts: texts.map(({file: text, origin}) => ({file: text, name: text.name, origin})),
      unread: unread.map(({name, error}) => ({name, error: serializeError(error)}))
    });
  } catch (error) {
    scope.postMessage({kind: "failed", error: serializeError(error)});
  }
}

function serializeError(error: unknown): SerializedError {
  if (error instanceof AppError) return {code: error.code, details: error.details};
  return {code: "ingest.failed", details: {message: String(error)}};
}
