/** One cell: quoted where a comma, a quote or a line end stands in it. */
export function csvCell(text: string): string {
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

/** A header and a way to write records under it, naming only the columns that hold something. */
export class CsvLayout {
  readonly #places: Map<string, number>;

  constructor(
    readonly header: readonly string[],
    readonly lineEnd: string
  ) {
    this.#places = new Map(header.map((name, place) => [name.trim(), place]));
  }

  /** The header as a line of the file. */
  headerLine(): string {
    return this.header.map(csvCell).join(",") + this.lineEnd;
  }

  /** A record as a line of the file. `raw` names columns whose text is already a cell. */
  line(cells: Readonly<Record<string, string>>, raw: readonly string[] = []): string {
    const out = new Array<string>(this.header.length).fill("");
    for (const [name, text] of Object.entries(cells)) {
      const place = this.#places.get(name);
      if (place === undefined) throw new Error(`no column ${name}`);
      out[place] = raw.includes(name) ? text : csvCell(text);
    }
    return out.join(",") + this.lineEnd;
  }
}

/** 123456 → `1234.56` */
export function money(cents: number): string {
  const whole = Math.floor(cents / 100);
  return `${whole}.${String(cents % 100).padStart(2, "0")}`;
}
