// What back-office pages load. Every page works without it.
import htmx from "htmx.org";
import "./backoffice/pictures";
import { showWhatIsAsked } from "./asking";
import "./ordering";

htmx.config.includeIndicatorStyles = false;
htmx.config.allowEval = false;
htmx.config.historyRestoreAsHxRequest = false;
// A form that is refused comes back with what was typed and what is wrong.
htmx.config.responseHandling = [
  { code: "204", swap: false },
  { code: "[23]..", swap: true },
  { code: "409|422", swap: true },
  { code: "[45]..", swap: false, error: true },
];

/** What has come says where one goes on: a form that was opened, a row that was saved. */
document.addEventListener("htmx:afterSettle", (event) => {
  const come = event.target instanceof Element ? event.target : null;
  const next = come?.matches("[data-focus]") ? come : come?.querySelector("[data-focus]");
  if (next instanceof HTMLElement) next.focus({ preventScroll: true });
});

const isTyping = (target: EventTarget | null): boolean =>
  target instanceof HTMLElement && (target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName));

const search = (): HTMLInputElement | null => document.querySelector<HTMLInputElement>("#search");
const found = (): HTMLElement | null => document.querySelector<HTMLElement>("#found");

function closeFound(): void {
  found()?.replaceChildren();
}

/** Moves along the things found with the arrow keys. */
function step(by: number): void {
  const links = [...(found()?.querySelectorAll<HTMLAnchorElement>("a") ?? [])];
  if (!links.length) return;
  const at = links.indexOf(document.activeElement as HTMLAnchorElement);
  const next = at + by;
  if (next < 0) search()?.focus();
  else links[Math.min(next, links.length - 1)]?.focus();
}

document.addEventListener("keydown", (event) => {
  if (event.key === "/" && !event.ctrlKey && !event.metaKey && !event.altKey && !isTyping(event.target)) {
    event.preventDefault();
    search()?.focus();
    search()?.select();
    return;
  }
  const inSearch = event.target instanceof Element && event.target.closest("#search-anywhere") !== null;
  if (!inSearch) return;
  if (event.key === "Escape") {
    closeFound();
    search()?.blur();
  } else if (event.key === "ArrowDown" || event.key === "ArrowUp") {
    event.preventDefault();
    step(event.key === "ArrowDown" ? 1 : -1);
  }
});

document.addEventListener("click", (event) => {
  const target = event.target instanceof Element ? event.target : null;
  if (!target?.closest("#search-anywhere")) closeFound();
  for (const open of document.querySelectorAll<HTMLDetailsElement>("details[data-menu][open]")) {
    if (!target || !open.contains(target)) open.open = false;
  }
  const copies = target?.closest<HTMLElement>("[data-copy]");
  if (copies) void copy(copies);
  if (target?.closest("[data-print]")) window.print();
});

/** Puts a text that is shown once where it can be pasted from. */
async function copy(button: HTMLElement): Promise<void> {
  const source = document.querySelector<HTMLElement>(button.dataset.copy ?? "");
  if (!source) return;
  await navigator.clipboard.writeText(source.innerText.trim());
  button.textContent = button.dataset.copied ?? button.textContent;
}

/** A select that leads somewhere goes there by itself; its button is for who has no script. */
document.addEventListener("change", (event) => {
  if (event.target instanceof HTMLSelectElement && event.target.dataset.go !== undefined) {
    event.target.form?.requestSubmit();
  }
});

/** Filters nobody chose do not stand in the address. */
document.addEventListener("htmx:configRequest", (event) => {
  const { verb, formData } = (event as CustomEvent<{ verb: string; formData: FormData }>).detail;
  if (verb !== "get") return;
  for (const [name, value] of [...formData.entries()]) {
    if (value === "") formData.delete(name);
  }
});

/** What renews itself holds still on a page that nobody sees. */
document.addEventListener("htmx:beforeRequest", (event) => {
  const asks = event.target instanceof HTMLElement ? event.target : null;
  if (document.hidden && asks?.dataset.live !== undefined) event.preventDefault();
});

/** One button ticks every row of the page, or none; without a script each row is ticked by hand. */
function offerTicks(): void {
  for (const button of document.querySelectorAll<HTMLButtonElement>("[data-tick-all]")) button.hidden = false;
}
document.addEventListener("click", (event) => {
  const button = event.target instanceof Element ? event.target.closest<HTMLElement>("[data-tick-all]") : null;
  if (!button) return;
  const boxes = [...document.querySelectorAll<HTMLInputElement>(`input[type=checkbox][name="${button.dataset.tickAll}"]`)];
  const all = boxes.every((box) => box.checked);
  for (const box of boxes) box.checked = !all;
});
document.addEventListener("htmx:load", offerTicks);
offerTicks();

/** Questions that depend on answers, where a form is shown as people will see it. */
document.addEventListener("htmx:load", (event) => {
  const come = event.target instanceof Element ? event.target : document.body;
  come.querySelectorAll<HTMLElement>("[data-asking]").forEach(showWhatIsAsked);
});

/** Of tabs that do not fit, the one that is open is in sight. */
function showTab(): void {
  for (const tab of document.querySelectorAll<HTMLElement>("nav.overflow-x-auto > [aria-current=page]")) {
    const row = tab.parentElement;
    if (row) row.scrollLeft = tab.offsetLeft - (row.clientWidth - tab.offsetWidth) / 2;
  }
}
document.addEventListener("htmx:load", showTab);
showTab();
