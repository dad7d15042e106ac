/** Downloads a file from memory, without a server. */
export function download(
  name: string,
  content: Blob | string,
  type = "text/plain;charset=utf-8",
  {document = globalThis.document} = {}
): void {
  const url = URL.createObjectURL(typeof content === "string" ? new Blob([content], {type}) : content);
  const link = document.createElement("a");
  link.href = url;
  link.download = name;
  document.body.append(link);
  link.click();
  link.remove();
  // revoked later: the browser takes its own reference once the click is handled
  setTimeout(() => URL.revokeObjectURL(url), 10_000);
}
