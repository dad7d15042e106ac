import {AppError} from "../base/errors";
import type {Loading} from "./load";

/** Reads a file record by record. */
export async function loadCarefully(loading: Loading): Promise<void> {
  throw new AppError("ingest.not_yet", {name: loading.plan.source.name});
}
