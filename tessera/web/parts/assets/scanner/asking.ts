// Asks the server about a code. A scan has its own id: asking again is harmless.
import { unchecked, type Verdict } from "./words";

const PATIENCE = 6000;

export interface Scan {
  id: string;
  code: string;
}

export function newScan(code: string): Scan {
  return { id: newId(), code };
}

/** Names this device, so that the organiser can tell two telephones apart. */
function device(): string {
  const kept = localStorage.getItem("scanner-device");
  if (kept) return kept;
  const made = newId();
  localStorage.setItem("scanner-device", made);
  return made;
}

/** A random UUID; crypto.randomUUID is missing where the page has no TLS. */
function newId(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = (bytes[6]! & 0x0f) | 0x40;
  bytes[8] = (bytes[8]! & 0x3f) | 0x80;
  const hex = Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
}

export async function ask(url: string, scan: Scan): Promise<Verdict> {
  try {
    const response = await fetch(url, {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify({ scan_id: scan.id, code: scan.code, device: device() }),
      signal: AbortSignal.timeout(PATIENCE),
    });
    const said = await response.json();
    if (response.ok) return said as Verdict;
    return unchecked(said.title, said.detail, response.status === 401);
  } catch {
    return unchecked();
  }
}

export interface Entries {
  entered: number;
  expected: number;
}

/** How many went in; nothing when nobody answers. */
export async function entries(url: string): Promise<Entries | null> {
  try {
    const response = await fetch(url, { signal: AbortSignal.timeout(PATIENCE) });
    return response.ok ? ((await response.json()) as Entries) : null;
  } catch {
    return null;
  }
}
