// Questions that depend on answers, and blocks that are copied: without it every question is
// shown, and copying is a page.

document.querySelectorAll<HTMLElement>("[data-without-scripts]").forEach((each) => (each.hidden = true));
document.querySelectorAll<HTMLElement>("[data-asking]").forEach(showWhatIsAsked);
document.querySelectorAll<HTMLFormElement>("[data-asked-form]").forEach(copyInPlace);
document.querySelectorAll<HTMLDetailsElement>("[data-asked-ticket]").forEach(sayWhose);
window.addEventListener("hashchange", unfold);
document.addEventListener("click", (event) => {
  const link = event.target instanceof Element && event.target.closest<HTMLAnchorElement>("a[href^='#']");
  if (link) unfoldAround(link.hash);
});
unfold();

/** A question with a condition is there while the one it stands on is there and answered so. */
export function showWhatIsAsked(block: HTMLElement): void {
  const conditional = [...block.querySelectorAll<HTMLElement>("[data-asked-if]")];
  if (!conditional.length) return;
  const refresh = (): void => {
    for (const each of conditional) {
      const wanted: { name: string; is: string[] } = JSON.parse(each.dataset.askedIf ?? "{}");
      const said = answersTo(block, wanted.name);
      each.hidden = !(wanted.is.length ? wanted.is.some((one) => said.has(one)) : said.size);
    }
  };
  block.addEventListener("change", refresh);
  block.addEventListener("tessera:copied", refresh);
  refresh();
}

/** What is chosen there now; nothing while the question itself is hidden. */
function answersTo(block: HTMLElement, name: string): Set<string> {
  const fields = [...block.querySelectorAll<HTMLInputElement | HTMLSelectElement>(`[name="${CSS.escape(name)}"]`)];
  const said = new Set<string>();
  for (const field of fields) {
    if (field.closest("[data-asked-if][hidden]")) continue;
    if (field instanceof HTMLInputElement && field.type === "checkbox" && fields.length === 1 && !field.hasAttribute("value")) {
      if (field.checked) said.add("yes");
    } else if (field instanceof HTMLInputElement && /checkbox|radio/.test(field.type)) {
      if (field.checked) said.add(field.value);
    } else if (field.value) {
      said.add(field.value);
    }
  }
  return said;
}

function copyInPlace(form: HTMLFormElement): void {
  form.querySelectorAll<HTMLButtonElement>("button[data-copy]").forEach((button) => {
    button.type = "button";
    button.addEventListener("click", () => {
      const [what, key] = button.value.split(":");
      if (what === "buyer") fill(form, key!, (name) => (name.startsWith("r-") ? name.slice(2) : ""));
      if (what === "first") fill(form, key!, (name) => `${button.dataset.copyFrom}-${name}`);
      if (what === "all") {
        const others = form.querySelectorAll<HTMLButtonElement>(`button[data-copy-from="${key}"]`);
        others.forEach((other) => fill(form, other.value.split(":")[1]!, (name) => `${key}-${name}`));
      }
      button.classList.add("btn-success");
      window.setTimeout(() => button.classList.remove("btn-success"), 1200);
    });
  });
}

/** Every field of the block takes what the field of the other name has. */
function fill(form: HTMLFormElement, key: string, source: (name: string) => string): void {
  const block = form.querySelector<HTMLElement>(`[data-asked-ticket="${key}"]`);
  if (!block) return;
  block.querySelectorAll<HTMLInputElement | HTMLSelectElement | HTMLTextAreaElement>("[name]").forEach((field) => {
    const from = source(field.name.slice(key.length + 1));
    if (!from || field instanceof HTMLButtonElement) return;
    const others = [...form.querySelectorAll<HTMLInputElement>(`[name="${CSS.escape(from)}"]`)];
    if (!others.length) return;
    if (field instanceof HTMLInputElement && field.type === "file") {
      field.files = others[0]!.files;
    } else if (field instanceof HTMLInputElement && /checkbox|radio/.test(field.type)) {
      field.checked = others.some((other) => other.checked && other.value === field.value);
    } else {
      field.value = others[0]!.value;
    }
  });
  block.querySelectorAll("[data-asking]").forEach((each) => each.dispatchEvent(new Event("tessera:copied")));
  block.dispatchEvent(new Event("tessera:copied"));
}

/** A folded ticket says in whose name it is. */
function sayWhose(block: HTMLDetailsElement): void {
  const place = block.querySelector<HTMLElement>("[data-asked-name]");
  const names = ["first_name", "last_name"].flatMap((name) => [
    ...block.querySelectorAll<HTMLInputElement>(`[name="${block.dataset.askedTicket}-r-${name}"]`),
  ]);
  if (!place || !names.length) return;
  const say = (): void => {
    const name = names.map((field) => field.value.trim()).filter(Boolean).join(" ");
    place.textContent = name && `· ${name}`;
  };
  block.addEventListener("input", say);
  block.addEventListener("tessera:copied", say);
}

/** Who follows a link to a field finds it unfolded. */
function unfold(): void {
  if (location.hash) unfoldAround(location.hash);
}

function unfoldAround(hash: string): void {
  const wanted = document.getElementById(hash.slice(1));
  for (let at = wanted?.parentElement; at; at = at.parentElement) {
    if (at instanceof HTMLDetailsElement) at.open = true;
  }
  wanted?.focus();
}
