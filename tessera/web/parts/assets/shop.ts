// What the shop's pages do by themselves. Every page works without it.

const shop = document.body.dataset.shop ?? "";
const language = document.documentElement.lang;

showCount();
document.querySelectorAll<HTMLFormElement>("form[data-tariffs]").forEach(countTickets);
document.querySelectorAll<HTMLElement>("[data-countdown]").forEach(countDown);
document.querySelectorAll<HTMLInputElement>("[data-way]").forEach((way) => {
  way.addEventListener("change", () => chooseWay(way.dataset.way ?? "", way.dataset.wayFee ?? ""));
});
document.querySelector<HTMLElement>("[data-refusal]")?.focus();
refreshSoon();
window.addEventListener("tessera:cart", () => {
  showCount();
  document.querySelectorAll<HTMLElement>("[data-countdown]").forEach(countDown);
  document.querySelector<HTMLElement>("[data-refusal]")?.focus();
});

/** The VAT written here is that of the lines: beside a fee it would not be that of the total. */
function chooseWay(total: string, fee: string): void {
  tell("[data-total]", total);
  tell("[data-fee]", fee);
  document.querySelectorAll<HTMLElement>("[data-with-fee]").forEach((row) => (row.hidden = !fee));
  document.querySelectorAll<HTMLElement>("[data-without-fee]").forEach((row) => (row.hidden = !!fee));
}

/** Pages are the same for everybody: how full the cart is stands in a cookie. */
function showCount(): void {
  const found = document.cookie.match(new RegExp(`(?:^|; )count-${shop}=(\\d+)`));
  const badge = document.querySelector<HTMLElement>("[data-cart-count]");
  if (!badge) return;
  badge.textContent = found?.[1] ?? "";
  badge.hidden = !found || found[1] === "0";
}

function countTickets(form: HTMLFormElement): void {
  const fields = [...form.querySelectorAll<HTMLInputElement>("input[data-amount]")];
  const sum = form.querySelector<HTMLElement>("[data-sum]")!;
  const money = new Intl.NumberFormat(language === "fr" ? "fr" : `${language}-CH`, {
    style: "currency",
    currency: form.dataset.currency,
  });
  const add = (): void => {
    const tickets = fields.reduce((all, field) => all + count(field), 0);
    const minor = 10 ** (money.resolvedOptions().maximumFractionDigits ?? 2);
    const amount = fields.reduce((all, field) => all + count(field) * each(form, field, minor), 0);
    const words = form.querySelector<HTMLElement>("[data-sum-count]")!;
    words.textContent = `${tickets} ${tickets === 1 ? words.dataset.one : words.dataset.many}`;
    form.querySelector("[data-sum-total]")!.textContent = money.format(amount / minor);
    sum.hidden = tickets === 0;
  };
  fields.forEach((field) => step(field, add));
  form.addEventListener("input", add);
  add();
}

function count(field: HTMLInputElement): number {
  return Math.max(0, Math.floor(Number(field.value) || 0));
}

function each(form: HTMLFormElement, field: HTMLInputElement, minor: number): number {
  const own = field.dataset.price && form.querySelector<HTMLInputElement>(`#${field.dataset.price}`);
  if (!own) return Number(field.dataset.amount);
  return Math.round((Number(own.value.replace(",", ".")) || 0) * minor);
}

/** The buttons beside a number jump over what is too few. */
function step(field: HTMLInputElement, then: () => void): void {
  const least = Number(field.dataset.least);
  const move = (to: number): void => {
    field.value = String(Math.min(Number(field.max), Math.max(0, to)));
    then();
  };
  const less = field.parentElement!.querySelector<HTMLButtonElement>("[data-less]")!;
  const more = field.parentElement!.querySelector<HTMLButtonElement>("[data-more]")!;
  less.hidden = more.hidden = false;
  less.onclick = () => move(count(field) <= least ? 0 : count(field) - 1);
  more.onclick = () => move(count(field) < least ? least : count(field) + 1);
}

function countDown(place: HTMLElement): void {
  const until = Date.now() + Number(place.dataset.countdown) * 1000;
  const clock = place.querySelector<HTMLElement>("[data-clock]")!;
  const voice = place.querySelector<HTMLElement>("[data-say]")!;
  const tick = (): void => {
    const left = Math.max(0, Math.round((until - Date.now()) / 1000));
    clock.textContent = `${Math.floor(left / 60)}:${String(left % 60).padStart(2, "0")}`;
    if (left === 120) voice.textContent = voice.dataset.left ?? "";
    if (!place.isConnected) clearInterval(timer);
    if (left > 0) return;
    place.textContent = place.dataset.over ?? "";
    clearInterval(timer);
  };
  const timer = setInterval(tick, 1000);
  tick();
}

/** An order whose payment is being confirmed looks again by itself. */
function refreshSoon(): void {
  const seconds = document.querySelector<HTMLElement>("[data-refresh]")?.dataset.refresh;
  if (seconds) setTimeout(() => location.reload(), Number(seconds) * 1000);
}

function tell(where: string, words: string): void {
  document.querySelectorAll(where).forEach((place) => (place.textContent = words));
}

export {};
