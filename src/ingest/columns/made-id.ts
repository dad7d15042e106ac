/** What the numbers begin with that are made for rows without an order number; no platform's numbers do. */
export const madeIdMark = "~ ";
