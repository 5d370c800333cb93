// The card page. Stripe's own fields read the card and hand us a token of it, which our server
// confirms; when the bank asks for more, the page comes back and Stripe opens the bank's window.

interface Trouble {
  code?: string;
  message?: string;
}
interface Answer {
  error?: Trouble | null;
  paymentMethod?: { id: string };
  token?: { card: { id: string } };
}
interface CardFields {
  mount(place: HTMLElement): void;
}
interface Provider {
  elements(): { create(kind: "card", look: object): CardFields };
  createPaymentMethod(wish: { type: "card"; card: CardFields }): Promise<Answer>;
  createToken(card: CardFields): Promise<Answer>;
  confirmCardPayment(secret: string): Promise<Answer>;
}
declare global {
  interface Window {
    Stripe?: (key: string) => Provider;
  }
}

const form = document.querySelector<HTMLFormElement>("form[data-card-page]");
if (form) void open(form);

async function open(page: HTMLFormElement): Promise<void> {
  const provider = await load(page);
  if (!provider) return tell(page, page.dataset.noAnswer);
  if (page.dataset.mustAuthenticate !== undefined) {
    const ask = (): Promise<void> => busy(page, () => authenticate(page, provider));
    onSubmit(page, ask);
    return ask();
  }
  const place = page.querySelector<HTMLElement>("[data-card-fields]")!;
  const card = provider.elements().create("card", look(place));
  card.mount(place);
  nameFields(place);
  onSubmit(page, () => busy(page, () => pay(page, provider, card)));
}

async function pay(page: HTMLFormElement, provider: Provider, card: CardFields): Promise<void> {
  // The stand-in for Stripe knows tokens only.
  const answer =
    page.dataset.standIn === undefined
      ? await provider.createPaymentMethod({ type: "card", card })
      : await provider.createToken(card);
  const id = answer.paymentMethod?.id ?? answer.token?.card.id;
  if (!id) return tell(page, answer.error?.message ?? page.dataset.notRead);
  page.querySelector<HTMLInputElement>("[name=payment_method]")!.value = id;
  page.submit();
}

async function authenticate(page: HTMLFormElement, provider: Provider): Promise<void> {
  const asked = provider.confirmCardPayment(page.dataset.secret!);
  if (page.dataset.standIn !== undefined) dressWindow();
  const answer = await asked;
  // Without a code nobody was asked: try again. Else our server asks what came of it.
  if (answer.error && !answer.error.code) return tell(page, page.dataset.noAnswer);
  page.submit();
}

function load(page: HTMLFormElement): Promise<Provider | undefined> {
  const made = (): Provider | undefined => window.Stripe?.(page.dataset.key!);
  if (window.Stripe) return Promise.resolve(made());
  return new Promise((done) => {
    const script = document.createElement("script");
    script.onload = () => done(made());
    script.onerror = () => done(undefined);
    script.src = page.dataset.script!;
    document.head.append(script);
  });
}

function onSubmit(page: HTMLFormElement, act: () => Promise<void>): void {
  page.addEventListener("submit", (event) => {
    event.preventDefault();
    void act();
  });
}

async function busy(page: HTMLFormElement, act: () => Promise<void>): Promise<void> {
  const button = page.querySelector<HTMLButtonElement>("[data-card-pay]")!;
  button.disabled = true;
  tell(page);
  try {
    await act();
  } catch {
    tell(page, page.dataset.notRead);
  }
  button.disabled = false;
}

function tell(page: HTMLFormElement, message = ""): void {
  const place = page.querySelector<HTMLElement>("[data-card-error]")!;
  place.textContent = message;
  place.hidden = !message;
}

// Stripe's fields live in a frame: they are told how text looks here.
function look(place: HTMLElement): object {
  const style = getComputedStyle(place);
  const base = { color: plain(style.color), fontFamily: style.fontFamily, fontSize: "16px" };
  return { style: { base }, hidePostalCode: true };
}

function plain(colour: string): string {
  const brush = document.createElement("canvas").getContext("2d")!;
  brush.fillStyle = colour;
  brush.fillRect(0, 0, 1, 1);
  const [red, green, blue] = brush.getImageData(0, 0, 1, 1).data;
  return `rgb(${red}, ${green}, ${blue})`;
}

// The stand-in's fields are plain ones without labels, and its window knows no dark pages.
function nameFields(place: HTMLElement): void {
  const names = place.dataset.names?.split("|") ?? [];
  place.querySelectorAll("input").forEach((field, n) => {
    field.placeholder = names[n] ?? "";
    field.setAttribute("aria-label", field.placeholder);
    field.inputMode = "numeric";
    field.hidden = !field.placeholder;
  });
}

function dressWindow(): void {
  const box = document.body.lastElementChild as HTMLElement;
  box.style.background = "var(--color-base-100)";
  box.querySelectorAll("button").forEach((button) => (button.className = "btn btn-block mt-2"));
}

export {};
