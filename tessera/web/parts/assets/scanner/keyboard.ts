// Hand scanners type what they read, very fast, and end with Enter.

const GAP = 400;
const SHORTEST = 8;

export function onHandScanner(seen: (code: string) => void): void {
  let typed = "";
  let last = 0;
  document.addEventListener(
    "keydown",
    (event) => {
      const inField = event.target instanceof HTMLInputElement;
      if (inField || event.ctrlKey || event.metaKey || event.altKey) return;
      const now = performance.now();
      if (now - last > GAP) typed = "";
      last = now;
      if (event.key === "Enter" && typed.length >= SHORTEST) {
        event.preventDefault();
        seen(typed);
        typed = "";
      } else if (event.key.length === 1) {
        typed += event.key;
      }
    },
    { capture: true },
  );
}
