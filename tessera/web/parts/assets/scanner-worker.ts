// Lets the scanner's page open without a network. It never answers a scan.

interface Worker {
  addEventListener(name: string, act: (event: WorkerEvent) => void): void;
  skipWaiting(): Promise<void>;
  clients: { claim(): Promise<void> };
}

interface WorkerEvent extends Event {
  data: { page: string; files: string[] };
  request: Request;
  respondWith(answer: Promise<Response>): void;
  waitUntil(done: Promise<unknown>): void;
}

const worker = self as unknown as Worker;
const SHELL = "scanner-shell";
const PATIENCE = 4000;

worker.addEventListener("install", (event) => event.waitUntil(worker.skipWaiting()));
worker.addEventListener("activate", (event) => event.waitUntil(worker.clients.claim()));
worker.addEventListener("message", (event) => event.waitUntil(keep(event.data)));

worker.addEventListener("fetch", (event) => {
  const { request } = event;
  const path = new URL(request.url).pathname;
  if (request.method !== "GET") return;
  if (path.startsWith("/static/")) event.respondWith(keptFirst(request));
  else if (request.mode === "navigate") event.respondWith(freshFirst(request));
});

/** Keeps the page and what it loads, and lets go of what earlier versions loaded. */
async function keep({ page, files }: { page: string; files: string[] }): Promise<void> {
  const shell = await caches.open(SHELL);
  const wanted = new Set([page, ...files]);
  for (const request of await shell.keys()) {
    if (!wanted.has(request.url)) await shell.delete(request);
  }
  for (const file of files) {
    if (!(await shell.match(file))) await shell.add(file).catch(() => undefined);
  }
  const answer = await fetch(page);
  if (answer.ok && !answer.redirected) await shell.put(page, answer);
}

/** Files carry their version in their name. */
async function keptFirst(request: Request): Promise<Response> {
  return (await caches.match(request)) ?? fetch(request);
}

async function freshFirst(request: Request): Promise<Response> {
  try {
    return await fetch(request, { signal: AbortSignal.timeout(PATIENCE) });
  } catch (problem) {
    const shell = await caches.open(SHELL);
    const pages = (await shell.keys()).filter((kept) => kept.url.endsWith("/scan/"));
    const kept = pages[0] && (await shell.match(pages[0]));
    if (kept) return kept;
    throw problem;
  }
}
