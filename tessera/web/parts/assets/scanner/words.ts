// What the server answers, and what this page says by itself.

export interface Verdict {
  answer: string;
  colour: string;
  title: string;
  detail: string;
  holder: string;
  about: string;
  /** The sign of the tariff, or "". */
  sign: string;
  /** What the holder answered that the door is to know: question and answer. */
  told: [string, string][];
  login?: boolean;
}

const words = document.querySelector<HTMLElement>("[data-words]")?.dataset ?? {};

/** What is shown when nobody could be asked: the code is kept, nobody was let in. */
export function unchecked(title?: string, detail?: string, login = false): Verdict {
  return {
    answer: "unchecked",
    colour: "grey",
    title: title ?? words.wordsTitle ?? "",
    detail: detail ?? words.wordsDetail ?? "",
    holder: "",
    about: "",
    sign: "",
    told: [],
    login,
  };
}

export const noCamera = words.wordsNoCamera ?? "";
export const denied = words.wordsDenied ?? "";
