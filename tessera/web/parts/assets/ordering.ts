// Rows of a list are dragged by their handle. Without it the buttons beside it do the same.

let carried: HTMLElement | undefined;

const row = (target: EventTarget | null): HTMLElement | undefined =>
  target instanceof Element ? (target.closest<HTMLElement>("[data-order-item]") ?? undefined) : undefined;

const siblings = (item: HTMLElement): HTMLElement[] =>
  [...(item.parentElement?.children ?? [])].filter(
    (each): each is HTMLElement => each instanceof HTMLElement && each.dataset.orderItem !== undefined,
  );

/** The row of the same list that a place on the screen belongs to. */
function under(y: number, item: HTMLElement): HTMLElement | undefined {
  return siblings(item).find((each) => {
    const box = each.getBoundingClientRect();
    return y >= box.top && y <= box.bottom;
  });
}

/** Sends the row's own form with the place where it was dropped. */
function send(item: HTMLElement, place: number): void {
  const form = item.querySelector<HTMLFormElement>("[data-order-form]");
  if (!form) return;
  const to = document.createElement("input");
  to.type = "hidden";
  to.name = "to";
  to.value = String(place);
  form.append(to);
  form.requestSubmit();
}

function lift(event: PointerEvent): void {
  const target = event.target instanceof Element ? event.target : null;
  const handle = target?.closest<HTMLElement>("[data-order-handle]");
  const item = handle ? row(handle) : undefined;
  if (!handle || !item || event.button !== 0) return;
  event.preventDefault();
  carried = item;
  const before = siblings(item).indexOf(item);
  item.classList.add("is-carried");
  handle.setPointerCapture(event.pointerId);

  const move = (moving: PointerEvent): void => {
    const over = under(moving.clientY, item);
    if (!over || over === item) return;
    // The others make room: a row that leaves the page would let go of the pointer.
    const all = siblings(item);
    const [from, to] = [all.indexOf(item), all.indexOf(over)];
    if (to > from) item.before(...all.slice(from + 1, to + 1));
    else item.after(...all.slice(to, from));
  };
  const drop = (): void => {
    handle.removeEventListener("pointermove", move);
    item.classList.remove("is-carried");
    carried = undefined;
    const now = siblings(item).indexOf(item);
    if (now !== before) send(item, now);
  };
  handle.addEventListener("pointermove", move);
  handle.addEventListener("pointerup", drop, { once: true });
  handle.addEventListener("pointercancel", drop, { once: true });
}

document.addEventListener("pointerdown", (event) => {
  if (!carried) lift(event);
});

/** Handles are for who has a script and something to point with. */
document.documentElement.classList.add("has-order");
