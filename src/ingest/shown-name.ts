/** An archive path that is safe to display: relative, without `..`, invisible or direction-changing characters. */
export function shownName(path: string): string {
  const parts = path
    .replaceAll("\\", "/")
    .replace(/[\p{Cc}\p{Cf}\p{Co}\p{Cn}]/gu, "")
    .split("/")
    .filter((part) => part !== "" && part !== "." && part !== ".." && !/^[a-z]:$/i.test(part));
  const name = parts.join("/");
  return name.length > 160 ? `…${name.slice(-159)}` : name || "?";
}

/** Whether a file belongs to the system or a program: hidden, or a lock file. */
export function isClutter(path: string): boolean {
  const parts = path.replaceAll("\\", "/").split("/");
  const name = parts.at(-1) ?? "";
  return (
    parts.includes("__MACOSX") ||
    parts.some((part) => part.startsWith(".") && !/^\.+$/.test(part)) ||
    /^~\$|^\.~|^(thumbs\.db|desktop\.ini)$/i.test(name)
  );
}
