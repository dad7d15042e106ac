interface ScriptPolicy {
  createScriptURL(url: string): string;
}

interface PolicyFactory {
  createPolicy(name: string, rules: ScriptPolicy): ScriptPolicy;
}

let policy: ScriptPolicy | undefined;

/**
 * Starts a worker from a script that we shipped. It runs from a `blob:` URL, because only such a worker inherits the
 * page's security policy; `type: "module"` for scripts that import.
 */
export function startWorker(script: Blob | string, options?: WorkerOptions): Worker {
  const blob = typeof script === "string" ? new Blob([script], {type: "text/javascript"}) : script;
  const url = URL.createObjectURL(blob);
  const worker = new Worker(scriptPolicy().createScriptURL(url), options);
  // revoked only after its first message: some browsers resolve the URL late
  worker.addEventListener("message", () => URL.revokeObjectURL(url), {once: true});
  return worker;
}

/** The application's only Trusted Types policy; browsers without Trusted Types use the same check. */
function scriptPolicy(): ScriptPolicy {
  const {trustedTypes} = globalThis as {trustedTypes?: PolicyFactory};
  const rules = {createScriptURL: blobOnly};
  policy ??= trustedTypes ? trustedTypes.createPolicy("huitou", rules) : rules;
  return policy;
}

function blobOnly(url: string): string {
  if (!url.startsWith("blob:")) throw new TypeError("a worker starts from a blob: URL");
  return url;
}
