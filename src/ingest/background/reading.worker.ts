import {AppError} from "../../base/errors";
import {tasks, type TaskName} from "./tasks";

/** A task for the worker; answered by a `ReadingAnswer` with the same number. */
export interface ReadingRequest {
  id: number;
  name: TaskName;
  argument: unknown;
}

/** What came of a task. */
export type ReadingAnswer =
  {id: number; value: unknown} | {id: number; error: {code: string; details: AppError["details"]}};

/** The part of the worker's global scope that is used here. */
interface WorkerScope {
  postMessage(answer: ReadingAnswer): void;
  onmessage: ((event: MessageEvent<ReadingRequest>) => void) | null;
}

const scope = globalThis as unknown as WorkerScope;

scope.onmessage = ({data: {id, name, argument}}) => {
  const task = tasks[name] as (argument: unknown) => Promise<unknown>;
  task(argument).then(
    (value) => scope.postMessage({id, value}),
    (error: unknown) => scope.postMessage({id, error: failureOf(error)})
  );
};

function failureOf(error: unknown): {code: string; details: AppError["details"]} {
  return error instanceof AppError
    ? {code: error.code, details: error.details}
    : {code: "ingest.failed", details: {message: String(error)}};
}
