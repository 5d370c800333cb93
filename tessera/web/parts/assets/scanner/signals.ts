// What a verdict sounds and feels like: nobody has to look at the screen.

interface Tone {
  notes: [hertz: number, seconds: number][];
  shape: OscillatorType;
  shake: number[];
}

const TONES: Record<string, Tone> = {
  green: { notes: [[660, 0.09], [990, 0.16]], shape: "sine", shake: [80] },
  orange: { notes: [[440, 0.16], [440, 0.16]], shape: "triangle", shake: [120, 80, 120] },
  red: { notes: [[196, 0.22], [147, 0.4]], shape: "sawtooth", shake: [400] },
  grey: { notes: [[330, 0.1], [262, 0.1], [330, 0.1]], shape: "triangle", shake: [60, 60, 60, 60, 60] },
};

let context: AudioContext | undefined;

/** Browsers let a page sound only after somebody touched it. */
export function unlock(): void {
  context ??= new AudioContext();
  void context.resume();
}

export function signal(colour: string): void {
  const tone = TONES[colour];
  if (!tone) return;
  navigator.vibrate?.(tone.shake);
  if (context?.state === "running") play(context, tone);
}

function play(audio: AudioContext, tone: Tone): void {
  let at = audio.currentTime;
  for (const [hertz, seconds] of tone.notes) {
    const voice = audio.createOscillator();
    const loudness = audio.createGain();
    voice.type = tone.shape;
    voice.frequency.value = hertz;
    loudness.gain.setValueAtTime(0.35, at);
    loudness.gain.exponentialRampToValueAtTime(0.001, at + seconds);
    voice.connect(loudness).connect(audio.destination);
    voice.start(at);
    voice.stop(at + seconds);
    at += seconds + 0.03;
  }
}
