/// <reference lib="webworker" />
/**
 * Keeps the shell (page, code, style) so that the wallet opens without a network and at once. It never touches the
 * interface under /api/, keeps no answer of it, and no request.
 */
const worker = self as unknown as ServiceWorkerGlobalScope;
const shellList = '/app/shell.json';
const pageName = '/';

async function keepShell(): Promise<void> {
  const answer = await fetch(shellList, { cache: 'no-store' });
  const { version, urls } = (await answer.json()) as { version: string; urls: readonly string[] };
  const cache = await caches.open(version);
  await cache.addAll([...urls, pageName]);
  for (const name of await caches.keys()) if (name !== version) await caches.delete(name);
}

worker.addEventListener('install', (event) => {
  event.waitUntil(keepShell().then(() => worker.skipWaiting()));
});

worker.addEventListener('activate', (event) => {
  event.waitUntil(worker.clients.claim());
});

worker.addEventListener('fetch', (event) => {
  const { request } = event;
  const { origin, pathname } = new URL(request.url);
  if (request.method !== 'GET' || origin !== worker.location.origin || pathname.startsWith('/api/')) return;
  if (request.mode === 'navigate') event.respondWith(openPage(request));
  else event.respondWith(caches.match(request).then((kept) => kept ?? fetch(request)));
});

/** The page of the service while it can be reached, in the language of the person; else the one that was kept. */
async function openPage(request: Request): Promise<Response> {
  try {
    return await fetch(request);
  } catch (error) {
    const kept = await caches.match(pageName);
    if (kept) return kept;
    throw error;
  }
}
