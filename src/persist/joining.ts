import * as v from "valibot";
import {browserStore, JsonStore, type TextStore} from "./browser/store";

const shape = v.object({
  isJoining: v.boolean(),
  /** fingerprints of phones and addresses that were split by hand; never the contacts themselves */
  splits: v.array(v.pipe(v.string(), v.regex(/^[0-9a-f]{32}$/)))
});

/** Whether buyers with a phone or an address in common are one customer, and where a person said that they are not. */
export type Joining = v.InferOutput<typeof shape>;

const usual: Joining = {isJoining: true, splits: []};

/** Beyond so many splits the oldest is forgotten. */
const capacity = 10_000;

/** Remembers how customers are joined; never throws, whatever the browser allows. */
export class JoiningMemory {
  readonly #values: JsonStore;

  constructor(store: TextStore = browserStore()) {
    this.#values = new JsonStore(store, "huitou.");
  }

  /** What was chosen. */
  recall(): Joining {
    const result = v.safeParse(shape, this.#values.read("joining"));
    return result.success ? result.output : usual;
  }

  /** Keeps a choice; false when the browser allows it only for as long as the page is open. */
  remember({isJoining, splits}: Joining): boolean {
    return this.#values.write("joining", {isJoining, splits: splits.slice(-capacity)});
  }

  /** Takes in what was split elsewhere; whether customers are joined at all stays as it is here. */
  adopt(joining: unknown): boolean {
    const result = v.safeParse(shape, joining);
    const {isJoining, splits} = this.recall();
    const fresh = result.success ? result.output.splits.filter((mark) => !splits.includes(mark)) : [];
    if (fresh.length > 0) this.remember({isJoining, splits: [...splits, ...fresh]});
    return fresh.length > 0;
  }
}
