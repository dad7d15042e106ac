import type {Database} from "../../src/engine/database";
import type {LeavingTable} from "../../src/exports/table";
import {GridStore} from "../../src/grid/store";
import {everything} from "../../src/grid/sql";

/** A relation on its way out, as a grid sends it. */
export async function leaving(db: Database, from: string): Promise<LeavingTable> {
  const store = new GridStore(db, from);
  await store.open();
  const {columns, total: totalRows} = store;
  return {columns, totalRows, pages: (signal) => store.pages(everything, columns, {signal})};
}

/** Rows with everything that is hard to write down. */
export const hardRows = `
  select * from (values
    (1::integer, 9007199254740993::bigint, 12.34::decimal(12, 2), 0.1::double, true, date '2026-11-22',
     timestamp '2026-11-22 09:08:07.123', '=1+1'),
    (-2, -9223372036854775808, -0.05, 1e308, false, date '1899-12-31', timestamp '1970-01-01 00:00:00', ''),
    (null, null, null, null, null, null, null, null),
    (4, 20, 9999999999.99, -0.000001, true, date '9999-12-31', timestamp '2024-02-29 23:59:59', '''=already'),
    (5, 0, 0.00, 3, false, date '2024-02-29', timestamp '2026-01-01 00:00:01', 'say "hi", twice' || chr(10) || 'and more'),
    (6, 1, 1.00, 12345678901234567890, true, date '2000-01-01', timestamp '2000-01-01 12:00:00', '00123'),
    (7, 1, 1.00, 2, true, date '2000-01-01', timestamp '2000-01-01 12:00:00', '中文，＝公式'),
    (8, 1, 1.00, 2, true, date '2000-01-01', timestamp '2000-01-01 12:00:00', '＝1')
  ) t(whole, big, money, share, is_new, day, paid_at, note)`;
