import {recordSpans} from "../../ingest/records";

const delimiters = ["\t", ",", ";", "|"];

/**
 * A pasted table as a file: tab-separated cells from Excel or WPS, or an HTML table. Null when it is not a table of at
 * least two rows.
 */
export function pastedFile(text: string, html = ""): File | null {
  if (isTable(text)) return new File([text], "pasted.csv", {type: "text/csv"});
  const table = /<table[\s>].*<\/table>/is.exec(html);
  if (!table || !/<tr[\s>].*<tr[\s>]/is.test(table[0])) return null;
  return new File([`<meta charset="utf-8">${table[0]}`], "pasted.html", {type: "text/html"});
}

/** Whether the first two records have cells with the same separator; a cell may have several lines. */
function isTable(text: string): boolean {
  return delimiters.some((delimiter) => {
    const records: string[] = [];
    for (const {from, to} of recordSpans(text, delimiter)) {
      const record = text.slice(from, to);
      if (record.trim() !== "") records.push(record);
      if (records.length === 2) return records.every((each) => each.includes(delimiter));
    }
    return false;
  });
}
