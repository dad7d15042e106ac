/** Words of a file's name that tell one day or shift from another. */
const dates =
  /\d{4,}|\d{1,4}[-.年]\d{1,2}([-.月]\d{1,2}日?)?|(周|星期)[一二三四五六日天末]|[一二三四五六七八九十]+月|[早中晚]班|[上下]午|\b(mon|tue(s)?|wed(nes)?|thu(rs)?|fri|sat(ur)?|sun)(day)?\b|\b(jan(uary)?|feb(ruary)?|mar(ch)?|apr(il)?|may|june?|july?|aug(ust)?|sept?(ember)?|oct(ober)?|nov(ember)?|dec(ember)?|am|pm)\b/g;
/** Words after or before which a short number names a shop rather than a day. */
const places = /店|柜|门市|shop|store|branch|till|register/;
const shortNumbers = /\d+|[零〇一二三四五六七八九十]+/g;

/** A file's name without what tells one day from another. */
export function withoutDates(fileName: string): string {
  const name = withoutEnding(fileName).toLowerCase().replaceAll("_", " ").replace(dates, " ");
  return (places.test(name) ? name : name.replace(shortNumbers, " ")).replace(/[\s\-.()（）]+/g, " ").trim();
}

/** A file's name without its ending. */
export function withoutEnding(fileName: string): string {
  return fileName.replace(/\.[^.]{1,5}$/, "") || fileName;
}
