import {AppError} from "../base/errors";

/** Converts a storage error: `persist.full` when there is no room, else `persist.failed`. */
export function asPersistError(error: unknown, details: Record<string, unknown> = {}): AppError {
  if (error instanceof AppError) return error;
  const reason = error instanceof Error ? error.name : String(error);
  return new AppError(isFull(reason) ? "persist.full" : "persist.failed", {...details, reason}, {cause: error});
}

/** Older Firefox says `NS_ERROR_DOM_QUOTA_REACHED`. */
function isFull(reason: string): boolean {
  return /quota/i.test(reason);
}

/** Rejects with a `TimeoutError` when the promise takes longer than this; browser storage may hang. */
export async function within<Result>(milliseconds: number, promise: Promise<Result>): Promise<Result> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new DOMException("storage does not answer", "TimeoutError")), milliseconds);
  });
  try {
    return await Promise.race([promise, late]);
  } finally {
    clearTimeout(timer);
  }
}
