import {quoteIdentifier, tokenize} from "./sql";

const words = (text: string): ReadonlySet<string> => new Set(text.split(" "));

/** DuckDB keywords that a select can contain, without type names. */
export const keywords = words(
  "all and anti any as asc asof between both by case cast collate columns cross cube current desc distinct else end escape " +
    "except exclude exists extract false fetch filter first following for from full glob group grouping having ignore ilike " +
    "in inner intersect interval into is isnull join last lateral leading left like limit materialized natural not notnull " +
    "null nulls offset on only or order ordinality outer over partition pivot positional preceding qualify range recursive " +
    "rename replace respect right rollup row rows sample select semi sets similar some summarize table tablesample then " +
    "ties to trailing true try_cast unbounded union unpivot using values when where window with within"
);

/** Those of them that are a function when followed by a parenthesis. */
export const callable = words("cast columns extract first glob last left range replace right row try_cast");

/** Keywords that must be quoted to be used as a name. */
export const reserved = words(
  "all analyse analyze and any array as asc asymmetric both case cast check collate column constraint create default " +
    "deferrable desc describe distinct do else end except false fetch for foreign from group having in initially intersect " +
    "into lambda lateral leading limit not null offset on only or order pivot pivot_longer pivot_wider placing primary " +
    "qualify references returning select show some summarize symmetric table then to trailing true union unique unpivot " +
    "using variadic when where window with anti asof at authorization binary by collation columns concurrently cross freeze " +
    "full generated glob ilike inner is isnull join left like map natural notnull outer overlaps positional right semi " +
    "similar struct tablesample try_cast unpack verbose between exists extract values"
);

/** A name as SQL, quoted where necessary. */
export function sqlName(name: string): string {
  const isPlain = /^(?:[a-z_]|[^\p{ASCII}\p{Z}])(?:\w|[^\p{ASCII}\p{Z}])*$/u.test(name) && !reserved.has(name);
  return isPlain ? name : quoteIdentifier(name);
}

/** Whether two selects ask the same: they differ at most in white space, comments, and the case of keywords. */
export function isSameSelect(one: string, other: string): boolean {
  const [a, b] = [one, other].map(spelling);
  return a!.length === b!.length && a!.every((token, index) => token === b![index]);
}

function spelling(sql: string): string[] {
  return tokenize(sql).map(({kind, text}) => {
    const lower = text.toLowerCase();
    return `${kind} ${kind === "word" && keywords.has(lower) ? lower : text}`;
  });
}
