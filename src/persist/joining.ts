import * as v from "valibot";
import {browserStore, JsonStore, type TextStore} from "./browser/store";

const shape = v.object({
  isJoining: v.boolean(),
  /** fingerprints of phones and e-mail addresses that were split by hand; never the contacts themselves */
  splits: v.array(v.pipe(v.string(), v.regex(/^[0-9a-f]{32}$/)))
});

/** Whether buyers with a common phone or e-mail are joined, and the exceptions that a person made. */
export type Joining = v.InferOutput<typeof shape>;

const usual: Joining = {isJoining: true, splits: []};

/** Maximum number of splits; beyond it the oldest is dropped. */
const capacity = 10_000;

/** The stored settings of customer joining; never throws. */
export class JoiningMemory {
  readonly #values: JsonStore;

  constructor(store: TextStore = browserStore()) {
    this.#values = new JsonStore(store, "huitou.");
  }

  /** The stored settings, or the defaults. */
  recall(): Joining {
    const result = v.safeParse(shape, this.#values.read("joining"));
    return result.success ? result.output : usual;
  }

  /** Stores the settings; false when they last only as long as the page is open. */
  remember({isJoining, splits}: Joining): boolean {
    return this.#values.write("joining", {isJoining, splits: splits.slice(-capacity)});
  }

  /** Merges splits from elsewhere; whether customers are joined is not changed. */
  adopt(joining: unknown): boolean {
    const {isJoining, splits} = this.recall();
    const fresh = this.newIn(joining);
    if (fresh.length > 0) this.remember({isJoining, splits: [...splits, ...fresh]});
    return fresh.length > 0;
  }

  /** The splits that `adopt` would add. */
  newIn(joining: unknown): readonly string[] {
    const result = v.safeParse(shape, joining);
    const known = new Set(this.recall().splits);
    return result.success ? result.output.splits.filter((mark) => !known.has(mark)) : [];
  }
}
