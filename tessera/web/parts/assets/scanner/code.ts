// An access code that came with a QR code: behind the "#", so that no server log ever sees it.

export function readCode(): void {
  const form = document.querySelector<HTMLFormElement>("form[data-access-code]");
  const letters = location.hash.slice(1);
  if (!form || !/^[A-Z0-9-]{8,20}$/.test(letters)) return;
  history.replaceState(null, "", location.pathname);
  const input = form.querySelector<HTMLInputElement>("input[name=code]");
  if (!input) return;
  input.value = letters;
  form.requestSubmit();
}
