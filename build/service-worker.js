// Keeps the page's own files, so that it opens without a network. It never sees a shop's data, and asks for nothing but the
// files of its own list. The version and the list are filled in by the build (build/offline.ts).
const version = "huitou-__VERSION__";
const files = ["__FILES__"];

self.addEventListener("install", (event) => {
  event.waitUntil(keepFiles());
});

/** All or nothing: a version is used only once every file of it is here. What an older version has is not fetched again. */
async function keepFiles() {
  const cache = await caches.open(version);
  // a few at a time, so that the page's own first requests are not kept waiting
  const rest = [...files];
  const work = async () => {
    for (let file = rest.shift(); file !== undefined; file = rest.shift()) {
      // the rest is asked for anew, and sent only if it changed
      const request = new Request(file, {cache: isNamedByContent(file) ? "default" : "no-cache"});
      const known = isNamedByContent(file) ? await caches.match(request) : undefined;
      const response = known ?? (await fetch(request));
      if (!response.ok) throw new Error(`${file}: ${response.status}`);
      await cache.put(request, response);
    }
  };
  await Promise.all([work(), work(), work()]);
}

/** Names in `assets/` change with what they hold. */
function isNamedByContent(file) {
  return /^\.\/assets\//.test(file);
}

self.addEventListener("activate", (event) => {
  event.waitUntil(
    caches
      .keys()
      .then((names) => names.filter((name) => name.startsWith("huitou-") && name !== version))
      .then((old) => Promise.all(old.map((name) => caches.delete(name))))
      .then(() => self.clients.claim())
  );
});

// a newer version waits until the page says that nothing would be lost
self.addEventListener("message", (event) => {
  if (event.data === "take-over") void self.skipWaiting();
});

self.addEventListener("fetch", (event) => {
  const {request} = event;
  if (request.method !== "GET" || new URL(request.url).origin !== self.location.origin) return;
  event.respondWith(answer(request));
});

async function answer(request) {
  return (await find(request).catch(() => undefined)) ?? fetch(request);
}

async function find(request) {
  const cache = await caches.open(version);
  if (request.mode !== "navigate") return cache.match(request, {ignoreSearch: true});
  const page = await cache.match("./", {ignoreSearch: true});
  const isWhole = (await cache.keys()).length >= files.length;
  // a page whose files are gone might not come up: it is for when there is no network
  return isWhole ? page : fetch(request).catch(() => page);
}
