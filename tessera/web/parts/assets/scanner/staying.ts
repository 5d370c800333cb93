// Keeps the page on the device and the screen awake.

/** The shell opens without a network; what it needs is kept by the service worker. */
export async function keepShell(worker: string, files: string[]): Promise<void> {
  if (!navigator.serviceWorker) return;
  await navigator.serviceWorker.register(worker, { scope: "/scanner/" }).catch(() => undefined);
  const ready = await navigator.serviceWorker.ready;
  const loaded = performance.getEntriesByType("resource").map((entry) => entry.name);
  const own = loaded.filter((name) => name.startsWith(`${location.origin}/static/`));
  const wanted = files.map((file) => new URL(file, location.href).href);
  ready.active?.postMessage({ page: location.href, files: [...new Set([...own, ...wanted])] });
}

export async function stayAwake(): Promise<void> {
  const hold = async (): Promise<void> => {
    if (!document.hidden) await navigator.wakeLock?.request("screen").catch(() => undefined);
  };
  document.addEventListener("visibilitychange", () => void hold());
  await hold();
}
