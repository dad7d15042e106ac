import {toRows} from "../base/table";
import type {Database} from "../engine/database";
import type {Variables} from "./pipeline";

/** A named buyer with a contact. */
export interface JoinedKey {
  platform: string;
  key: string;
  name: string | null;
  /** number of the buyer's orders with the contact */
  orders: number;
}

/** A phone or e-mail that several buyers use. */
export interface Evidence {
  kind: "phone" | "email";
  contact: string;
  /** fingerprint of the contact */
  mark: string;
  isJoined: boolean;
  /** whether too many buyers use it for it to be evidence */
  isCrowded: boolean;
  isSplit: boolean;
  keys: readonly JoinedKey[];
}

/** A phone with several names, or a name with several phones. */
export interface Duplicate {
  kind: "phone" | "name";
  /** the common value */
  value: string;
  /** the differing values, with their numbers of orders */
  others: readonly {value: string; orders: number}[];
}

/** Whether buyers with a common phone or e-mail are joined, and the exceptions that a person made. */
export interface Joining {
  isJoining: boolean;
  /** fingerprints of phones and e-mail addresses that were split by hand */
  splits: readonly string[];
}

/** Storage of the join settings. */
export interface JoiningMemory {
  recall(): Joining;
  remember(joining: Joining): void;
}

/** The settings with one contact split, or joining again. */
export function withSplit({isJoining, splits}: Joining, mark: string, isSplit: boolean): Joining {
  const others = splits.filter((each) => each !== mark);
  return {isJoining, splits: isSplit ? [...others, mark] : others};
}

/** The settings as variables for building relations. */
export function joiningVariables({isJoining, splits}: Joining): Variables {
  return {identity_joining: isJoining ? null : "no", identity_splits: splits.length > 0 ? splits : null};
}

/** The contacts used by several buyers, most orders first: at most `most`, and their total number. */
export async function readEvidence(db: Database, most: number): Promise<{evidence: Evidence[]; total: number}> {
  const [count] = toRows(await db.query("select count(distinct contact_mark) as total from identity_joins"));
  const rows = toRows(
    await db.query(`with
ranked as (
    select contact_mark, dense_rank() over (order by bool_and(is_crowded), sum(orders) desc, contact_mark) as place
    from identity_joins
    group by contact_mark
)
select identity_joins.*
from identity_joins
inner join ranked on ranked.contact_mark = identity_joins.contact_mark and ranked.place <= ${most}
order by ranked.place, identity_joins.orders desc, identity_joins.platform, identity_joins.customer_key`)
  );
  const found = new Map<string, Evidence & {keys: JoinedKey[]}>();
  for (const row of rows) {
    const mark = String(row.contact_mark);
    const evidence = found.get(mark) ?? {
      ...{kind: row.contact_kind as Evidence["kind"], contact: String(row.contact), mark},
      ...{
        isJoined: Boolean(row.is_joined),
        isCrowded: Boolean(row.is_crowded),
        isSplit: Boolean(row.is_split),
        keys: []
      }
    };
    const name = row.buyer_name === null ? null : String(row.buyer_name);
    evidence.keys.push({
      platform: String(row.platform),
      key: String(row.customer_key),
      name,
      orders: Number(row.orders)
    });
    found.set(mark, evidence);
  }
  return {evidence: [...found.values()], total: Number(count?.total ?? 0)};
}

/** Phones with several names and names with several phones, at most `most` of each. */
export async function readDuplicates(db: Database, most: number): Promise<Duplicate[]> {
  const rows = toRows(
    await db.query(`with
told as (
    select
        duplicate,
        case when duplicate = 'phone' then buyer_phone else buyer_name end as same,
        case when duplicate = 'phone' then buyer_name else buyer_phone end as other,
        orders
    from identity_duplicates
),
ranked as (
    select duplicate, same, row_number() over (partition by duplicate order by sum(orders) desc, same) as place
    from told
    group by duplicate, same
)
select told.*
from told
inner join ranked on ranked.duplicate = told.duplicate and ranked.same = told.same and ranked.place <= ${most}
order by told.duplicate desc, ranked.place, told.orders desc, told.other`)
  );
  const found = new Map<string, Duplicate & {others: {value: string; orders: number}[]}>();
  for (const row of rows) {
    const kind = row.duplicate as Duplicate["kind"];
    const value = String(row.same);
    const duplicate = found.get(`${kind} ${value}`) ?? {kind, value, others: []};
    duplicate.others.push({value: String(row.other), orders: Number(row.orders)});
    found.set(`${kind} ${value}`, duplicate);
  }
  return [...found.values()];
}
