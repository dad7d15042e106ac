import {readdirSync, readFileSync} from "node:fs";
import {describe, expect, test} from "vitest";
import {tokenize} from "../../src/engine/sql";
import {parseNotebook} from "../../src/notebook/parse";
import {formatSql} from "../../src/ui/editor/format";
import {keywords, reserved, sqlName} from "../../src/engine/keywords";
import {smallestChange} from "../../src/ui/editor/code-mirror";
import {highlight} from "../../src/ui/editor/highlight";
import {readPlan} from "../../src/ui/editor/plan";
import {explainSelect} from "../../src/engine/select";
import {openTestDatabase} from "../support/database";

/** Each stroke as `ink:text`. */
const inked = (text: string, language: "sql" | "yaml" | "markdown") =>
  highlight(text, language).map(({from, to, tokenClass}) => `${tokenClass}:${text.slice(from, to)}`);

describe("colours", () => {
  test("SQL is coloured by what the graph reads, in any script", () => {
    expect(inked("select 阶段, count(*) -- 数\nfrom 客户表 where 天数 > $活跃天数 and x = '沉默'", "sql")).toEqual([
      "keyword:select",
      "function:count",
      "comment:-- 数",
      "keyword:from",
      "keyword:where",
      "input:$活跃天数",
      "keyword:and",
      "string:'沉默'"
    ]);
  });
  test("a word of the grammar may be a function or a column", () => {
    expect(inked("select left(a, 1), t.order from t left join u using (id)", "sql")).toEqual([
      "keyword:select",
      "function:left",
      "number:1",
      "keyword:from",
      "keyword:left",
      "keyword:join",
      "keyword:using"
    ]);
  });
  test("nested comments and quotes that hold keywords keep one colour", () => {
    expect(inked("/* a /* select */ b */ select \"from\", 'it''s'", "sql")).toEqual([
      "comment:/* a /* select */ b */",
      "keyword:select",
      "string:'it''s'"
    ]);
  });
  test("YAML has keys, texts, numbers and comments", () => {
    const yaml =
      'from: stages # 注\nlabel: {zh-Hans: 天, en: "days: all"}\nmin: 15\npresets: [30, 60]\nzero: true\nurl: a#b';
    expect(inked(yaml, "yaml")).toEqual([
      "key:from",
      "comment:# 注",
      "key:label",
      "key:zh-Hans",
      "key:en",
      'string:"days: all"',
      "key:min",
      "number:15",
      "key:presets",
      "number:30",
      "number:60",
      "key:zero",
      "number:true",
      "key:url"
    ]);
  });
  test("prose has headings, values and emphasis", () => {
    expect(inked("## 标题\n有 **{{a.b}}** 位，{{c.d}}，`x`，**重要**\n- 一\n", "markdown")).toEqual([
      "heading:## 标题",
      "strong:**{{a.b}}**",
      "input:{{c.d}}",
      "string:`x`",
      "strong:**重要**",
      "keyword:-"
    ]);
  });
  test("ranges never overlap and follow each other, whatever is typed", () => {
    const odd = ["select 'a", '"', "$", "/*", "a: [", "**{{", "- : #", "---\n", "😀 select", "`\n`"];
    for (const text of odd)
      for (const language of ["sql", "yaml", "markdown"] as const) {
        const ends = highlight(text, language).flatMap(({from, to}) => [from, to]);
        expect(ends).toEqual([...ends].sort((a, b) => a - b));
      }
  });
});

describe("names", () => {
  test.each([
    ["客户", "客户"],
    ["net_sales", "net_sales"],
    ["Net Sales", '"Net Sales"'],
    ["2024", '"2024"'],
    ["order", '"order"'],
    ['a"b', '"a""b"']
  ])("%s is written %s", (name, written) => expect(sqlName(name)).toBe(written));

  test("the lists of words agree with DuckDB's own", async () => {
    const db = await openTestDatabase();
    const table = await db.query("select keyword_name as name, keyword_category as kind from duckdb_keywords()");
    const rows = table.toArray().map((row) => ({name: String(row.name), kind: String(row.kind)}));
    const known = new Set(rows.map(({name}) => name));
    expect([...keywords].filter((word) => !known.has(word))).toEqual([]);
    const must = rows.filter(({kind}) => kind === "reserved").map(({name}) => name);
    expect(must.filter((word) => !reserved.has(word))).toEqual([]);
  });
});

describe("the smallest change", () => {
  test.each([
    ["select 1", "select 12", {from: 8, to: 8, insert: "2"}],
    ["aaa", "aa", {from: 2, to: 3, insert: ""}],
    ["a b c", "a x c", {from: 2, to: 3, insert: "x"}],
    ["", "客户", {from: 0, to: 0, insert: "客户"}],
    ["same", "same", null]
  ])("of %j to %j", (before, after, change) => {
    expect(smallestChange(before, after)).toEqual(change);
  });
});

describe("laying out", () => {
  const models = readdirSync("src/models", {recursive: true, encoding: "utf8"})
    .filter((name) => name.endsWith(".sql") && !name.startsWith("macros"))
    .map((name) => ({name, sql: readFileSync(`src/models/${name}`, "utf8")}));
  const cells = readdirSync("notebooks").flatMap((file) => {
    const {cells} = parseNotebook(readFileSync(`notebooks/${file}`, "utf8"));
    return cells.flatMap((cell) => (cell.kind === "sql" ? [{name: `${file} ${cell.name}`, sql: cell.sql}] : []));
  });
  const meaning = (sql: string) =>
    tokenize(sql).map(({kind, text}) => `${kind} ${kind === "word" ? text.toLowerCase() : text}`);

  test.each([...models, ...cells])("keeps every word of $name, and does it once", ({sql}) => {
    const formatted = formatSql(sql)!;
    expect(meaning(formatted)).toEqual(meaning(sql));
    expect(formatted.match(/--.*/g)).toEqual(sql.match(/--.*/g));
    expect(formatSql(formatted)).toBe(formatted);
  });

  test("follows the house style", () => {
    const given = `WITH 近期 AS (select * from orders where order_date >= $起始日 and is_valid) SELECT stage,count(*) as 客户数,
      sum(net_sales) filter(where net_sales>0) AS net_sales from 近期 left join "My Table" as m on 近期.id=m.id
      where stage in ('沉默','Lost') group by stage,x order by 客户数 desc limit 5`;
    expect(formatSql(given)).toBe(
      `with
近期 as (
    select *
    from orders
    where order_date >= $起始日 and is_valid
)
select
    stage,
    count(*) as 客户数,
    sum(net_sales) filter (where net_sales > 0) as net_sales
from 近期
left join "My Table" as m on 近期.id = m.id
where stage in ('沉默', 'Lost')
group by stage, x
order by 客户数 desc
limit 5`
    );
  });

  test.each(["select 'a", "select ((", "select $$a", "", "   ", "select /* a", 'from "x', "🙂"])(
    "never loses a text it cannot read: %j",
    (sql) => {
      const formatted = formatSql(sql);
      if (formatted !== null) expect(meaning(formatted)).toEqual(meaning(sql));
    }
  );

  test("keeps a text over several lines as it is", () => {
    const sql = "select 'one\n    two\nfrom\n    three' as a from t";
    expect(meaning(formatSql(sql)!)).toEqual(meaning(sql));
  });

  test("leaves alone what it would change", () => {
    expect(formatSql("select $tag$ from\n  x $tag$ as b from t")).toBeNull();
  });
});

describe("the plan", () => {
  test("is a tree of steps with what they work on", async () => {
    const db = await openTestDatabase();
    await db.exec("create table orders as select range as id, range % 7 as day from range(1000)");
    const [root] = readPlan(await explainSelect(db, "select day, count(*) from orders where id > 5 group by day"));
    const all = (step: typeof root): string[] => (step ? [step.operator, ...step.inputs.flatMap(all)] : []);
    expect(all(root).join()).toMatch(/GROUP_BY.*SEQ_SCAN/);
    const leaf = (step: NonNullable<typeof root>): typeof root => (step.inputs[0] ? leaf(step.inputs[0]) : step);
    expect(leaf(root!)?.facts).toContain("orders");
    expect(leaf(root!)?.rows).toBeGreaterThan(0);
  });
  test.each(["", "nonsense", "{}", "[null]", '[{"name": 1, "children": 2}]'])(
    "%j is no plan, and no accident",
    (text) => {
      expect(Array.isArray(readPlan(text))).toBe(true);
    }
  );
});
