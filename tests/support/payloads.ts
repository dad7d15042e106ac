import {mark} from "./hostile";

/** Markup that tries to become more than text; most of it has once been believed by a sanitiser. */
export const markup: readonly string[] = [
  `<script>pwn('script ${mark}')</script>`,
  `<img src=x onerror="pwn('image ${mark}')">`,
  `<svg/onload=pwn('${mark}')>`,
  `<svg><style><img src=x onerror=pwn('${mark}')></style></svg>`,
  `<math><mtext><table><mglyph><style><!--</style><img title="--&gt;&lt;img src=1 onerror=pwn('${mark}')&gt;">`,
  `<noscript><p title="</noscript><img src=x onerror=pwn('${mark}')>">`,
  `<form><math><mtext></form><form><mglyph><style></math><img src onerror=pwn('${mark}')>`,
  `<svg></p><style><a id="</style><img src=1 onerror=pwn('${mark}')>">`,
  `</title></style></textarea></script><script>pwn('${mark}')</script>`,
  `"><img src=x onerror=pwn('${mark}')>`,
  `' autofocus onfocus=pwn('${mark}') x='`,
  `<iframe srcdoc="<script>parent.pwn('${mark}')</script>"></iframe>`,
  `<object data="javascript:pwn('${mark}')"></object>`,
  `<a href="javascript:pwn('${mark}')" class="${mark}" id="${mark}">press</a>`,
  `<base href="https://${mark}.example/"><meta http-equiv=refresh content="0;url=https://${mark}.example/">`,
  `<link rel=stylesheet href="https://${mark}.example/a.css"><style>*{background:url(https://${mark}.example)}</style>`,
  `<div style="position:fixed;inset:0;z-index:999" class="${mark}" onclick=pwn('${mark}')>cover</div>`,
  `<button class="primary" name="${mark}" style="position:fixed;inset:0">Run it</button>`,
  `<form id="${mark}" name="${mark}"><input name="getElementById" autofocus onfocus=pwn('${mark}')></form>`,
  `<x-${mark} contenteditable onfocus=pwn('${mark}') autofocus>`,
  `{{constructor.constructor("pwn('${mark}')")()}} \${pwn('${mark}')} <%= pwn('${mark}') %>`
];

/** The one that says most in a short space: for titles, labels, values and names. */
export const short = `<img src=x onerror="pwn('${mark}')">`;

/** Links that must become words. */
export const links: readonly string[] = [
  `[a](javascript:pwn('${mark}'))`,
  `[a](JaVa&#10;ScRiPt:pwn('${mark}'))`,
  `[a](\\u0001javascript:pwn('${mark}'))`,
  `[a](data:text/html,<script>opener.pwn('${mark}')</script>)`,
  `[a](vbscript:${mark})`,
  `[a](blob:https://${mark})`,
  `[a](filesystem:https://${mark})`,
  `[a](//${mark}.example)`,
  `[a](http://${mark}.example)`,
  `[a](\\\\${mark}.example)`,
  `<javascript:pwn('${mark}')>`,
  `<data:text/html,${mark}>`,
  `[a][ref]\n\n[ref]: javascript:pwn('${mark}')`,
  `![a](https://${mark}.example/pixel.png)`,
  `![a][pixel]\n\n[pixel]: https://${mark}.example/pixel.png`,
  `[![a](javascript:pwn('${mark}'))](javascript:pwn('${mark}'))`,
  `http://${mark}.example/plain`,
  `[a](https://user:pass@${mark}.example/{{values_of.payload}})`
];

/** YAML that reaches for prototypes, the machine's memory, or a constructor. */
export const yamls: readonly string[] = [
  "__proto__: {polluted: true}",
  "constructor: {prototype: {polluted: true}}",
  '"\\x5f_proto__": {polluted: true}',
  "a: &a [x, x, x, x]\nb: &b [*a, *a, *a, *a]\nc: &c [*b, *b, *b, *b]",
  "default: !!js/function 'function () { pwn() }'",
  "default: !run pwn()",
  "kind: text\nkind: slider",
  "[".repeat(3000),
  "label: {__proto__: {en: x}}\nkind: text"
];

/** Chart specs that try to be more than a picture. */
export const specs: readonly string[] = [
  `kind: bar\nfrom: values_of\nx: "() => pwn('${mark}')"\ny: customers`,
  `kind: bar\nfrom: values_of\nx: payload\ny: customers\ntitle: "function () { pwn('${mark}') }"\nrender: "pwn()"`,
  `kind: bar\nfrom: values_of\nx: payload\ny: customers\nhref: "javascript:pwn('${mark}')"`,
  `kind: bar\nfrom: values_of\nx: payload\ny: customers\ncolor: "url(#${mark})"\nfill: "url(https://${mark}.example)"`,
  `kind: bar\nfrom: values_of\nx: payload\ny: customers\nheight: -100\nwidth: -5`,
  `kind: bar\nfrom: values_of\nx: payload\ny: customers\nclassName: ${mark}\nstyle: "position:fixed"`,
  `kind: scatter\nfrom: million\nx: x\ny: y`,
  `kind: line\nfrom: million\nx: x\ny: y`,
  `kind: "<img src=x onerror=pwn('${mark}')>"\nfrom: values_of`,
  `kind: __proto__\nfrom: values_of`,
  `kind: table\nfrom: "values_of; drop table orders; --"`
];

/** Chart kinds over the hostile values, each with the words wherever words may stand. */
export const charts: readonly string[] = [
  "kind: bar\nx: payload\ny: customers\nseries: kind_of",
  "kind: bar\nx: payload\ny: customers\nfacet: kind_of",
  "kind: line\nx: step\ny: customers\nseries: payload",
  "kind: area\nx: step\ny: customers\nseries: payload",
  "kind: scatter\nx: step\ny: customers\nseries: payload\nlabel: payload",
  "kind: heatmap\nx: payload\ny: kind_of\nvalue: customers",
  "kind: funnel\nx: payload\ny: customers",
  "kind: pareto\nx: payload\ny: customers",
  "kind: box\nx: payload\ny: customers",
  "kind: flow\nsource: payload\ntarget: kind_of\nvalue: customers",
  "kind: segments\nx: payload\ny: customers",
  "kind: number\nvalue: customers",
  "kind: table"
].map((spec) => `${spec}\nfrom: values_of\ntitle: ${JSON.stringify(short)}\nnote: ${JSON.stringify(short)}`);

/** Headers of a file, and names of columns, that are read as something else when they are not quoted. */
export const columnNames: readonly string[] = [
  "__proto__",
  "constructor",
  "<script>pwn()</script>",
  short,
  '"; drop table orders; --',
  "a\nb",
  `turned \u202Egnp.exe`,
  "x".repeat(10_240),
  "'",
  "]]>"
];

const quoted = (name: string) => `"${name.replaceAll('"', '""')}"`;
const literal = (text: string) => `'${text.replaceAll("'", "''")}'`;

const values = [
  "select * from (values",
  markup.map((text, at) => `(${literal(text)}, ${literal(`kind ${at % 2} ${short}`)}, ${at}, ${50 + at})`).join(",\n"),
  ") t(payload, kind_of, step, customers)"
].join("\n");

const hostileText = JSON.stringify(short);

/** One notebook that tries all of it at once. */
export const hostileNotebook = [
  "---",
  `title: {zh-Hans: ${JSON.stringify(`题${short}`)}, en: ${JSON.stringify(`Title ${short}</title><script>pwn()</script>`)}}`,
  "needs: [orders]",
  "---",
  "",
  `## Heading ${short}`,
  "",
  ...markup.flatMap((text) => [text.replaceAll("\n", " "), ""]),
  ...links.flatMap((text) => [text, ""]),
  `| ${short} | b |\n| --- | --- |\n| ${short} | x |\n`,
  `> A note ${short}\n`,
  `A number: {{values_of.payload}} and {{values_of.customers}}.\n`,
  "```sql values_of",
  values,
  "```\n",
  "```sql headings",
  `select ${columnNames.map((name, at) => `${at} as ${quoted(name)}`).join(", ")}, 50 as customers`,
  "```\n",
  "```sql million",
  "select range::integer as x, (range * 7919 % 1000)::integer as y from range(1000000)",
  "```\n",
  "```input picked",
  `kind: choice\nlabel: ${hostileText}\nnote: ${hostileText}`,
  `options: [{value: ${hostileText}, label: ${hostileText}}, {value: b, label: {en: ${hostileText}, zh-Hans: ${hostileText}}}]`,
  "```\n",
  "```input written",
  `kind: text\nlabel: ${hostileText}\ndefault: ${hostileText}`,
  "```\n",
  "```input dragged",
  `kind: slider\nlabel: ${hostileText}\nmin: 0\nmax: 10\ndefault: 5`,
  "```\n",
  ...charts.flatMap((spec, at) => [`\`\`\`chart drawn_${at}`, spec, "```\n"]),
  "```chart drawn_headings",
  `kind: table\nfrom: headings\ntitle: ${hostileText}`,
  "```\n",
  ...specs.flatMap((spec, at) => [`\`\`\`chart odd_${at}`, spec, "```\n"]),
  ...yamls.flatMap((yaml, at) => [`\`\`\`input yaml_${at}`, yaml, "```\n"]),
  ...["window", "document", "__proto__", "constructor", "location", short].flatMap((name) => [
    `\`\`\`sql ${name}`,
    `select '${mark}' as a`,
    "```\n"
  ])
].join("\n");
