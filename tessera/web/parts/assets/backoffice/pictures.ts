// A picture is seen as soon as it is chosen, before anything is sent; a logo in the preview too.

const shown = new WeakMap<HTMLInputElement, string>();
let logo = "";

/** The chosen file as a small picture below its field; another choice takes its place. */
function show(input: HTMLInputElement): void {
  const before = shown.get(input);
  if (before) URL.revokeObjectURL(before);
  shown.delete(input);
  const place = input.closest("div") ?? input;
  const old = place.querySelector<HTMLImageElement>("img[data-chosen]");
  const file = input.files?.[0];
  if (!file?.type.startsWith("image/")) {
    old?.remove();
    if (input.name === "logo") logo = "";
    return;
  }
  const url = URL.createObjectURL(file);
  shown.set(input, url);
  const picture = old ?? document.createElement("img");
  picture.dataset.chosen = "";
  picture.alt = "";
  picture.className = "mt-2 max-h-28 max-w-full rounded-field border border-base-300";
  picture.src = url;
  place.append(picture);
  if (input.name === "logo") logo = url;
  showLogo();
}

/** The preview is drawn anew with each colour: the chosen logo goes back into it. */
function showLogo(): void {
  if (!logo) return;
  for (const image of document.querySelectorAll("#preview [data-logo]")) {
    image.setAttribute("href", logo);
    image.removeAttribute("hidden");
  }
  for (const name of document.querySelectorAll("#preview [data-without-logo]")) name.setAttribute("hidden", "");
}

document.addEventListener("change", (event) => {
  const input = event.target;
  if (input instanceof HTMLInputElement && input.type === "file") show(input);
});
document.addEventListener("htmx:load", showLogo);
