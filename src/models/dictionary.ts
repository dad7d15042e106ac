/** What a metric is made of; its words stand in messages as `metric.input.<input>`. */
export type MetricInput =
  | "orders"
  | "buyers"
  | "lines"
  | "refunds"
  | "statuses"
  | "delivery"
  | "addresses"
  | "devices"
  | "coupons"
  | "shop_days"
  | "product_days"
  | "ads"
  | "benchmark"
  | "scores"
  | "reviews"
  | "own"
  | "contacts"
  | "campaigns"
  | "costs"
  | "tags"
  | "birthdays"
  | "events"
  | "fans";

/** The parts of the dictionary, in order; their words stand in messages as `metric.section.<section>`. */
export const metricSections = [
  "data",
  "lifecycle",
  "value",
  "repurchase",
  "weekly",
  "unpaid",
  "products",
  "segments",
  "goals",
  "analysis"
] as const;

/** One entry of the dictionary. */
export interface Metric {
  /** F1 to F84: what `-- @metric` in a model's header names, and what messages are called by (`metric.F1.name`) */
  id: string;
  section: (typeof metricSections)[number];
  inputs: readonly MetricInput[];
  /** what shows it where no relation does: the list of imports, or every number when it is pressed */
  shownBy?: "imports" | "everywhere";
}

/**
 * Every number, list and report that a shop owner is owed, shown yet or not. Names, definitions and settings with their
 * defaults stand in `messages/<language>/metrics.json`. That a metric is shown is written nowhere: a model names it in its
 * header, and `notebook/metric-places.ts` finds the cells that read that model.
 */
export const dictionary: readonly Metric[] = [
  {id: "F1", section: "data", inputs: ["orders", "buyers"]},
  {id: "F2", section: "data", inputs: ["orders", "buyers", "lines"]},
  {id: "F3", section: "data", inputs: ["orders"], shownBy: "imports"},
  {id: "F4", section: "data", inputs: ["orders"], shownBy: "everywhere"},
  {id: "F5", section: "data", inputs: ["orders", "buyers"]},
  {id: "F6", section: "lifecycle", inputs: ["orders", "buyers"]},
  {id: "F7", section: "lifecycle", inputs: ["orders", "buyers"]},
  {id: "F8", section: "lifecycle", inputs: ["orders", "buyers"]},
  {id: "F9", section: "lifecycle", inputs: ["orders", "buyers"]},
  {id: "F10", section: "lifecycle", inputs: ["orders", "delivery"]},
  {id: "F11", section: "value", inputs: ["orders", "buyers"]},
  {id: "F12", section: "value", inputs: ["orders", "buyers"]},
  {id: "F13", section: "value", inputs: ["orders", "buyers"]},
  {id: "F14", section: "value", inputs: ["orders", "buyers", "campaigns"]},
  {id: "F15", section: "value", inputs: ["orders", "buyers", "tags"]},
  {id: "F16", section: "value", inputs: ["orders", "buyers", "addresses"]},
  {id: "F17", section: "value", inputs: ["orders", "buyers", "statuses"]},
  {id: "F18", section: "value", inputs: ["orders", "buyers", "contacts"]},
  {id: "F19", section: "value", inputs: ["orders", "buyers", "addresses", "devices", "lines"]},
  {id: "F20", section: "repurchase", inputs: ["orders", "buyers"]},
  {id: "F21", section: "repurchase", inputs: ["orders", "buyers"]},
  {id: "F22", section: "repurchase", inputs: ["orders", "buyers"]},
  {id: "F23", section: "repurchase", inputs: ["orders", "buyers", "benchmark"]},
  {id: "F24", section: "repurchase", inputs: ["shop_days"]},
  {id: "F25", section: "repurchase", inputs: ["shop_days", "benchmark"]},
  {id: "F26", section: "repurchase", inputs: ["orders", "buyers"]},
  {id: "F27", section: "repurchase", inputs: ["orders", "benchmark"]},
  {id: "F28", section: "repurchase", inputs: ["orders", "shop_days"]},
  {id: "F29", section: "repurchase", inputs: ["orders", "buyers"]},
  {id: "F30", section: "repurchase", inputs: ["orders", "buyers", "lines"]},
  {id: "F31", section: "repurchase", inputs: ["orders", "buyers"]},
  {id: "F32", section: "repurchase", inputs: ["orders", "buyers"]},
  {id: "F33", section: "weekly", inputs: ["orders", "shop_days"]},
  {id: "F34", section: "weekly", inputs: ["shop_days"]},
  {id: "F35", section: "weekly", inputs: ["shop_days"]},
  {id: "F36", section: "weekly", inputs: ["fans", "buyers"]},
  {id: "F37", section: "weekly", inputs: ["shop_days", "orders", "delivery", "reviews"]},
  {id: "F38", section: "weekly", inputs: ["scores"]},
  {id: "F39", section: "weekly", inputs: ["reviews"]},
  {id: "F40", section: "weekly", inputs: ["orders", "delivery"]},
  {id: "F41", section: "weekly", inputs: ["orders", "refunds"]},
  {id: "F42", section: "weekly", inputs: ["orders"]},
  {id: "F43", section: "unpaid", inputs: ["orders", "statuses"]},
  {id: "F44", section: "unpaid", inputs: ["orders", "statuses", "contacts"]},
  {id: "F45", section: "products", inputs: ["lines"]},
  {id: "F46", section: "products", inputs: ["lines", "buyers"]},
  {id: "F47", section: "products", inputs: ["lines", "buyers"]},
  {id: "F48", section: "products", inputs: ["product_days"]},
  {id: "F49", section: "products", inputs: ["lines", "buyers"]},
  {id: "F50", section: "segments", inputs: ["orders", "buyers"]},
  {id: "F51", section: "segments", inputs: ["orders", "buyers"]},
  {id: "F52", section: "segments", inputs: ["buyers", "contacts"]},
  {id: "F53", section: "segments", inputs: ["orders", "buyers", "reviews", "refunds"]},
  {id: "F54", section: "segments", inputs: ["buyers", "contacts", "campaigns"]},
  {id: "F55", section: "segments", inputs: ["orders", "delivery", "birthdays", "events"]},
  {id: "F56", section: "segments", inputs: ["campaigns", "orders", "costs"]},
  {id: "F57", section: "segments", inputs: ["orders"]},
  {id: "F58", section: "segments", inputs: ["ads"]},
  {id: "F59", section: "goals", inputs: ["orders", "buyers", "own"]},
  {id: "F60", section: "goals", inputs: ["ads", "orders", "buyers", "costs"]},
  {id: "F61", section: "goals", inputs: ["costs", "orders"]},
  {id: "F62", section: "goals", inputs: ["orders", "buyers", "coupons"]},
  {id: "F63", section: "goals", inputs: ["own", "orders"]},
  {id: "F64", section: "goals", inputs: ["fans"]},
  {id: "F65", section: "goals", inputs: ["orders", "buyers"]},
  {id: "F66", section: "goals", inputs: ["events"]},
  {id: "F67", section: "goals", inputs: ["orders", "refunds", "reviews"]},
  {id: "F68", section: "goals", inputs: ["orders", "buyers", "own"]},
  {id: "F69", section: "goals", inputs: ["orders", "own"]},
  {id: "F70", section: "goals", inputs: ["own"]},
  {id: "F71", section: "goals", inputs: ["orders", "buyers", "birthdays"]},
  {id: "F72", section: "goals", inputs: ["contacts"]},
  {id: "F73", section: "goals", inputs: ["own"]},
  {id: "F74", section: "goals", inputs: ["orders", "buyers"]},
  {id: "F75", section: "goals", inputs: ["scores", "benchmark", "orders"]},
  {id: "F76", section: "goals", inputs: ["scores", "refunds", "reviews", "delivery"]},
  {id: "F77", section: "goals", inputs: ["orders", "buyers", "own"]},
  {id: "F78", section: "goals", inputs: ["ads", "orders"]},
  {id: "F79", section: "analysis", inputs: ["orders", "buyers", "lines"]},
  {id: "F80", section: "analysis", inputs: ["orders", "buyers"]},
  {id: "F81", section: "analysis", inputs: ["lines", "buyers"]},
  {id: "F82", section: "analysis", inputs: ["orders", "buyers", "lines"]},
  {id: "F83", section: "analysis", inputs: ["lines", "buyers"]},
  {id: "F84", section: "analysis", inputs: ["lines"]}
];
