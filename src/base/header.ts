/** The comment at the head of a `.sql` file, parsed: free text first, then tags. */
export interface Header {
  /** the lines before the first tag, joined to one text */
  description: string;
  /** every `-- @tag value` in order; a tag may come more than once */
  tags: readonly {tag: string; value: string}[];
}

/** Reads the leading `-- …` lines of a statement: a description, then `-- @tag value` lines; the body is not read. */
export function parseHeader(text: string): Header {
  const description: string[] = [];
  const tags: {tag: string; value: string}[] = [];
  for (const line of leadingComments(text)) {
    const tagged = /^@(\w+)\s*(.*)$/.exec(line);
    if (tagged) tags.push({tag: tagged[1] ?? "", value: (tagged[2] ?? "").trim()});
    else if (tags.length === 0) description.push(line);
    else if (line !== "") tags.at(-1)!.value += ` ${line}`;
  }
  return {description: description.join(" ").trim(), tags};
}

/** Every value of one tag, in order. */
export function tagValues({tags}: Header, tag: string): string[] {
  return tags.filter((entry) => entry.tag === tag).map(({value}) => value);
}

function leadingComments(text: string): string[] {
  const lines = text.split(/\r?\n/);
  const end = lines.findIndex((line) => !line.startsWith("--"));
  return lines.slice(0, end === -1 ? lines.length : end).map((line) => line.slice(2).trim());
}
