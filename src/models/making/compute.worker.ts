import type {Row} from "../../base/table";
import {computations} from "../../statistics/computations";

/** What the worker is asked: a computation by name, and the rows that it takes. */
export interface ComputeRequest {
  name: string;
  rows: readonly Row[];
}

/** What it answers, once. */
export type ComputeAnswer = {rows: Row[]} | {message: string};

onmessage = ({data: {name, rows}}: MessageEvent<ComputeRequest>) => {
  try {
    postMessage({rows: computations[name]!.compute(rows)} satisfies ComputeAnswer);
  } catch (error) {
    postMessage({message: String(error)} satisfies ComputeAnswer);
  }
};
