/** A path of an archive as it may be shown: no way up, no root, nothing that cannot be seen or that turns the text around. */
export function shownName(path: string): string {
  const parts = path
    .replaceAll("\\", "/")
    .replace(/[\p{Cc}\p{Cf}\p{Co}\p{Cn}]/gu, "")
    .split("/")
    .filter((part) => part !== "" && part !== "." && part !== ".." && !/^[a-z]:$/i.test(part));
  const name = parts.join("/");
  return name.length > 160 ? `…${name.slice(-159)}` : name || "?";
}

/** Whether a file is the system's or a program's own, never a person's: hidden, or a lock of an open document. */
export function isClutter(path: string): boolean {
  const parts = path.replaceAll("\\", "/").split("/");
  const name = parts.at(-1) ?? "";
  return (
    parts.includes("__MACOSX") ||
    parts.some((part) => part.startsWith(".") && !/^\.+$/.test(part)) ||
    /^~\$|^\.~|^(thumbs\.db|desktop\.ini)$/i.test(name)
  );
}
