// Dark by default: a foyer is. The choice stays on the device.

const KEY = "scanner-theme";

export function chooseLight(): void {
  const root = document.documentElement;
  const kept = localStorage.getItem(KEY);
  if (kept) root.dataset.theme = kept;
  for (const button of document.querySelectorAll<HTMLButtonElement>("[data-light]")) {
    button.hidden = false;
    button.addEventListener("click", () => {
      const dark = root.dataset.theme === "tessera-dark";
      root.dataset.theme = dark ? "tessera" : "tessera-dark";
      localStorage.setItem(KEY, root.dataset.theme);
    });
  }
}
