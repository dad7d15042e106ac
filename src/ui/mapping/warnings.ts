import type {Mapping} from "../../ingest/plan";
import type {Estimate} from "../../ingest/preview";

/** Why a reading is probably wrong as a whole: nothing is read, nothing is paid, or nobody is known. */
export type Warning = "nothing" | "nothing_paid" | "nothing_paid.status" | "nobody";

/** What is most wrong with a reading, judged by its first rows; null when nothing is. */
export function warningAbout({orders, customers, sums, validOrders}: Estimate, mapping: Mapping): Warning | null {
  if (orders === 0) return "nothing";
  if (mapping.amountFrom !== "none" && sums.every(({paid}) => paid === 0))
    return validOrders === 0 ? "nothing_paid.status" : "nothing_paid";
  return customers === 0 ? "nobody" : null;
}
