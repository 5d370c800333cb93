// Reads QR codes from the camera: by the browser itself, or by a small library of ours.

interface Detector {
  detect(source: HTMLVideoElement): Promise<{ rawValue: string }[]>;
}

interface DetectorClass {
  new (options: { formats: string[] }): Detector;
  getSupportedFormats(): Promise<string[]>;
}

declare global {
  interface Window {
    BarcodeDetector?: DetectorClass;
    OwnBarcodeDetector?: (wasm: string) => DetectorClass;
  }
}

export type Opened = "open" | "denied" | "none";

const PAUSE = 60;

export class Camera {
  private track: MediaStreamTrack | undefined;

  constructor(
    private readonly video: HTMLVideoElement,
    private readonly library: { script: string; wasm: string },
  ) {}

  /** Opens the camera at the back and calls `seen` with every code, again and again. */
  async open(seen: (code: string) => void): Promise<Opened> {
    try {
      const stream = await navigator.mediaDevices.getUserMedia({
        video: { facingMode: "environment", width: { ideal: 1280 }, height: { ideal: 720 } },
      });
      this.track = stream.getVideoTracks()[0];
      this.video.srcObject = stream;
      await this.video.play();
    } catch (problem) {
      return problem instanceof DOMException && problem.name === "NotAllowedError"
        ? "denied"
        : "none";
    }
    void this.watch(await this.detector(), seen);
    return "open";
  }

  get hasFlash(): boolean {
    return Boolean((this.track?.getCapabilities?.() as { torch?: boolean } | undefined)?.torch);
  }

  async flash(on: boolean): Promise<void> {
    await this.track?.applyConstraints({ advanced: [{ torch: on } as MediaTrackConstraintSet] });
  }

  private async watch(detector: Detector, seen: (code: string) => void): Promise<void> {
    while (this.track?.readyState === "live") {
      if (!document.hidden && this.video.readyState >= 2) {
        const found = await detector.detect(this.video).catch(() => []);
        const code = found[0]?.rawValue;
        if (code) seen(code);
      }
      await new Promise((wake) => setTimeout(wake, PAUSE));
    }
  }

  private async detector(): Promise<Detector> {
    const native = window.BarcodeDetector;
    if (native && (await native.getSupportedFormats()).includes("qr_code")) {
      return new native({ formats: ["qr_code"] });
    }
    await load(this.library.script);
    const Own = window.OwnBarcodeDetector!(new URL(this.library.wasm, location.href).href);
    return new Own({ formats: ["qr_code"] });
  }
}

function load(script: string): Promise<void> {
  return new Promise((done, failed) => {
    const element = document.createElement("script");
    element.src = script;
    element.onload = () => done();
    element.onerror = () => failed(new Error(script));
    document.head.append(element);
  });
}
