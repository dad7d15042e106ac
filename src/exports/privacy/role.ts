/** What one column of a shared table is. */
export type Role = "label" | "time" | "flag" | "list" | "people" | "orders" | "ratio" | "change" | "money" | "number";
