// The scan page: one code at a time, one verdict on the whole screen.
import { ask, entries, newScan, type Scan } from "./asking";
import { Camera } from "./camera";
import { onHandScanner } from "./keyboard";
import { signal, unlock } from "./signals";
import { keepShell, stayAwake } from "./staying";
import { denied, noCamera, type Verdict } from "./words";

const SAME_CODE = 1500;
const GREEN_STAYS = 3500;
const COUNT_EVERY = 10_000;

export class Door {
  private asking = false;
  private scan: Scan | undefined;
  private seenAt = 0;
  private entered = 0;
  private fading: number | undefined;
  private readonly body = document.body;
  private readonly facts = document.body.dataset;
  private readonly typing = part<HTMLDialogElement>("typing");
  private readonly camera = new Camera(part<HTMLVideoElement>("video"), {
    script: document.body.dataset.detector!,
    wasm: document.body.dataset.wasm!,
  });

  begin(): void {
    this.entered = Number(part("entered").textContent);
    part("start").addEventListener("click", () => void this.start());
    part("type").addEventListener("click", () => this.openTyping());
    part("retry").addEventListener("click", () => void this.check());
    part("flash").addEventListener("click", () => void this.toggleFlash());
    part("verdict").addEventListener("click", (event) => this.dismiss(event));
    this.typing.addEventListener("close", () => this.typed());
    onHandScanner((code) => this.typedCode(code));
    for (const event of ["online", "offline"]) addEventListener(event, () => void this.count());
    setInterval(() => void this.count(), COUNT_EVERY);
    void this.count();
    const library = [this.facts.detector!, this.facts.wasm!];
    void keepShell(this.facts.worker!, library);
  }

  private async start(): Promise<void> {
    unlock();
    this.show("ready");
    void stayAwake();
    const opened = await this.camera.open((code) => this.seen(code));
    this.body.dataset.camera = opened;
    if (opened !== "open") part("hint").textContent = opened === "denied" ? denied : noCamera;
    part("flash").hidden = !this.camera.hasFlash;
  }

  /** The camera sees a code many times a second: it counts once until it has left the picture. */
  private seen(code: string): void {
    if (this.asking || this.typing.open) return;
    const now = performance.now();
    const isSame = code === this.scan?.code && now - this.seenAt < SAME_CODE;
    this.seenAt = now;
    if (!isSame) void this.check(newScan(code));
  }

  private typedCode(code: string): void {
    unlock();
    this.seenAt = performance.now();
    if (!this.asking) void this.check(newScan(code));
  }

  private async check(scan: Scan | undefined = this.scan): Promise<void> {
    if (!scan || this.asking) return;
    this.asking = true;
    this.scan = scan;
    this.show("checking");
    const verdict = await ask(this.facts.scans!, scan);
    this.asking = false;
    this.seenAt = performance.now();
    this.tell(verdict);
  }

  private tell(verdict: Verdict): void {
    this.body.dataset.answer = verdict.answer;
    this.body.dataset.colour = verdict.colour;
    for (const name of ["title", "holder", "about", "detail"] as const) {
      part(name).textContent = verdict[name];
    }
    this.showSign(verdict.sign);
    this.showTold(verdict.told ?? []);
    part("retry").hidden = verdict.answer !== "unchecked" || Boolean(verdict.login);
    part("login").hidden = !verdict.login;
    this.show("verdict");
    signal(verdict.colour);
    if (verdict.answer === "welcome") this.countTo(this.entered + 1);
    if (verdict.answer === "unchecked") void this.count();
    else this.body.dataset.network = "online";
  }

  /** What the organiser chose for the tariff: seen from afar, read out with the tariff's name. */
  private showSign(name: string): void {
    const sign = document.querySelector<SVGElement>("[data-tariff-sign]")!;
    sign.toggleAttribute("hidden", !name);
    sign.querySelector("use")?.setAttribute("href", `#sign-${name}`);
  }

  private showTold(told: [string, string][]): void {
    const rows = told.flatMap(([question, answer]) => {
      const [name, value] = [document.createElement("dt"), document.createElement("dd")];
      name.textContent = question;
      value.textContent = answer;
      return [name, value];
    });
    part("told").replaceChildren(...rows);
    part("told").hidden = !told.length;
  }

  private show(screen: string): void {
    clearTimeout(this.fading);
    this.body.dataset.screen = screen;
    if (screen === "verdict" && this.facts.colour === "green") {
      this.fading = window.setTimeout(() => this.show("ready"), GREEN_STAYS);
    }
  }

  private dismiss(event: Event): void {
    if (!(event.target as Element).closest("button, a")) this.show("ready");
  }

  private openTyping(): void {
    unlock();
    this.typing.returnValue = "";
    this.typing.querySelector("form")?.reset();
    this.typing.showModal();
  }

  private typed(): void {
    const code = this.typing.querySelector("input")?.value.trim();
    if (this.typing.returnValue === "check" && code) this.typedCode(code);
  }

  private async toggleFlash(): Promise<void> {
    const button = part("flash");
    const on = button.getAttribute("aria-pressed") !== "true";
    await this.camera.flash(on);
    button.setAttribute("aria-pressed", String(on));
  }

  private async count(): Promise<void> {
    const found = await entries(this.facts.state!);
    this.body.dataset.network = found ? "online" : "offline";
    if (!found) return;
    this.countTo(found.entered);
    part("expected").textContent = String(found.expected);
  }

  private countTo(entered: number): void {
    this.entered = entered;
    part("entered").textContent = String(entered);
  }
}

function part<Kind extends HTMLElement = HTMLElement>(name: string): Kind {
  return document.querySelector<Kind>(`[data-${name}]`)!;
}
