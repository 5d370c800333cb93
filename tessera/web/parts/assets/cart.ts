// The cart changes in place, by htmx; without it every change is a page.
import htmx from "htmx.org";

htmx.config.allowEval = false;
htmx.config.includeIndicatorStyles = false;
htmx.config.responseHandling = [{ code: "...", swap: true }];

const hide = (): void => {
  document.querySelectorAll<HTMLElement>("[data-nojs]").forEach((button) => (button.hidden = true));
};
hide();
document.body.addEventListener("htmx:afterSwap", () => {
  hide();
  window.dispatchEvent(new Event("tessera:cart"));
});
