import { Bridge } from "../signing/bridge.ts";
import type { Card, ReaderStatus } from "../signing/bridge-protocol.ts";
import { isObstacle, type Look, type Obstacle, watchReaders } from "../signing/card-watch.ts";
import { Failure } from "../signing/failure.ts";
import type { Formats } from "../signing/formats.ts";
import type { NativeHost } from "../signing/native-channel.ts";
import type { PinName } from "../signing/pin.ts";
import type { CertificateSummary } from "../wasm.js";
import { PINS } from "./pins.ts";

/** A card with the JPKI application, in its reader. */
export interface CardAtHand {
  readonly reader: string;
  readonly pinPad: boolean;
  readonly card: Extract<Card, { kind: "my-number-card" | "phone" }>;
}

/** What the page knows of the card at the moment. */
export type DeskView =
  | { readonly state: "looking" }
  | { readonly state: "obstacle"; readonly code: Obstacle; readonly reader?: string }
  /** The bridge does not run. */
  | { readonly state: "failed"; readonly failure: Failure }
  | { readonly state: "ready"; readonly cards: readonly CardAtHand[]; readonly chosen: CardAtHand };

/** One of the two certificates. */
export type CertificateView =
  | { readonly state: "unread" }
  | { readonly state: "absent" }
  | { readonly state: "failed"; readonly failure: Failure }
  | { readonly state: "read"; readonly der: Uint8Array<ArrayBuffer>; readonly pem: string; readonly summary: CertificateSummary };

/**
 * The card on the desk: one bridge, one watch, and the verbs of this page. What was read of a card is forgotten when another
 * one may be there. PINs are only passed on.
 */
export class Desk {
  readonly #host: NativeHost;
  readonly #loadFormats: () => Promise<Formats>;
  readonly #listeners = new Set<() => void>();
  #bridge: Bridge | undefined;
  #watch: AbortController | undefined;
  #view: DeskView = { state: "looking" };
  #readers: readonly ReaderStatus[] = [];
  #preferred: string | undefined;
  #auth: CertificateView = { state: "unread" };
  #sign: CertificateView = { state: "unread" };
  /** The authentication certificate tells one card from another without a PIN. */
  #identity: string | undefined;
  /** Counts the looks; what an older look asked for is no longer wanted. */
  #look = 0;
  #working = false;
  #attended = false;
  #connecting = false;

  constructor(host: NativeHost, loadFormats: () => Promise<Formats>) {
    this.#host = host;
    this.#loadFormats = loadFormats;
  }

  get view(): DeskView {
    return this.#view;
  }

  get readers(): readonly ReaderStatus[] {
    return this.#readers;
  }

  get bridgeVersion(): string | undefined {
    return this.#bridge?.version;
  }

  /** The card does something that must not be interrupted. */
  get working(): boolean {
    return this.#working;
  }

  certificate(which: "sign" | "auth"): CertificateView {
    return which === "sign" ? this.#sign : this.#auth;
  }

  /** Calls the listener now and after every change, until the signal ends. */
  follow(signal: AbortSignal, listener: () => void): void {
    this.#listeners.add(listener);
    signal.addEventListener("abort", () => this.#listeners.delete(listener));
    listener();
  }

  /** Someone looks at the page: the readers are watched. */
  attend(): void {
    this.#attended = true;
    void this.#resume();
  }

  /** Nobody looks. */
  rest(): void {
    this.#attended = false;
    this.#watch?.abort();
  }

  /** Starts the bridge again after it failed. */
  restart(): void {
    this.#view = { state: "looking" };
    this.#tell();
    void this.#resume();
  }

  /** The card in this reader is the one that is meant. */
  choose(reader: string): void {
    this.#preferred = reader;
    this.#seen(this.#readers);
  }

  /** Reads the signing certificate with its password; `undefined` where the reader's own keys are used. */
  async readSignCertificate(pin: string | undefined, lastTry: boolean): Promise<void> {
    await this.#apart(async (bridge, { reader }) => {
      const der = await bridge.open("sign", { reader, ...(pin === undefined ? {} : { pin }), lastTry });
      await bridge.close();
      this.#sign = await this.#read(der);
    });
  }

  /** The signing certificate is shown no longer. */
  forgetSignCertificate(): void {
    this.#sign = { state: "unread" };
    this.#tell();
  }

  /** Changes a PIN. VERIFY is sent once; what fails before CHANGE leaves the old PIN. */
  async changePin(which: PinName, old: string, next: string, lastTry: boolean): Promise<void> {
    await this.#apart((bridge, { reader }) => bridge.changePin({ which, reader, old, new: next, lastTry }));
  }

  /** Verifies a PIN once, to learn whether it is the card's, and locks the card again. */
  async tryPin(which: PinName, pin: string, lastTry: boolean): Promise<void> {
    await this.#apart(async (bridge, { reader }) => {
      if (which === "attributes") {
        await bridge.attributes({ reader, pin, lastTry });
      } else {
        await bridge.open(which, { reader, pin, lastTry });
        await bridge.close();
      }
    });
  }

  /** One piece of work with the card, without the watch beside it. */
  async #apart(work: (bridge: Bridge, at: CardAtHand) => Promise<void>): Promise<void> {
    const bridge = this.#bridge;
    if (this.#view.state !== "ready" || !bridge) throw new Failure("no-card");
    this.#watch?.abort();
    this.#working = true;
    this.#look += 1;
    this.#tell();
    try {
      await work(bridge, this.#view.chosen);
    } finally {
      this.#working = false;
      void this.#resume();
      this.#tell();
    }
  }

  /** Sees to it that there is a bridge and that it watches. */
  async #resume(): Promise<void> {
    if (!this.#attended || this.#working || this.#connecting || (this.#watch && !this.#watch.signal.aborted)) return;
    if (!this.#bridge || this.#bridge.gone.aborted) {
      this.#connecting = true;
      try {
        this.#bridge = await Bridge.connect(this.#host);
      } catch (thrown) {
        this.#fail(Failure.from(thrown));
        return;
      } finally {
        this.#connecting = false;
      }
    }
    const bridge = this.#bridge;
    const watch = new AbortController();
    this.#watch = watch;
    const onFailure = (failure: Failure): void => {
      watch.abort();
      this.#fail(failure);
    };
    watchReaders(bridge, () => bridge.status(PINS), watch.signal, (look) => this.#seen(look), onFailure);
    // The page may have been left while the bridge started.
    if (!this.#isAttended()) watch.abort();
  }

  #isAttended(): boolean {
    return this.#attended;
  }

  #fail(failure: Failure): void {
    this.#view = { state: "failed", failure };
    this.#forget();
    this.#tell();
  }

  #seen(look: Look): Obstacle | undefined {
    this.#look += 1;
    this.#readers = typeof look === "string" ? [] : look;
    this.#view = typeof look === "string" ? { state: "obstacle", code: look } : deskViewOf(look, this.#preferred);
    if (this.#view.state === "ready") void this.#readAuthCertificate(this.#view.chosen, this.#look);
    else this.#forget();
    this.#tell();
    return this.#view.state === "obstacle" ? this.#view.code : undefined;
  }

  async #readAuthCertificate({ reader, card }: CardAtHand, look: number): Promise<void> {
    const bridge = this.#bridge;
    if (!bridge) return;
    try {
      const der = card.certificates.auth ? (await bridge.certificates(reader)).auth : null;
      const identity = `${reader}\n${String(der)}`;
      const auth: CertificateView = der ? await this.#read(der) : { state: card.certificates.auth ? "unread" : "absent" };
      if (look !== this.#look) return;
      if (identity !== this.#identity || !der) this.#sign = { state: card.certificates.sign ? "unread" : "absent" };
      this.#identity = identity;
      this.#auth = auth;
    } catch (thrown) {
      if (look !== this.#look) return;
      this.#forget();
      this.#auth = { state: "failed", failure: Failure.from(thrown) };
    }
    this.#tell();
  }

  async #read(der: Uint8Array<ArrayBuffer>): Promise<CertificateView> {
    try {
      const formats = await this.#loadFormats();
      return { state: "read", der, pem: formats.certificatePem(der), summary: formats.readCertificate(der) };
    } catch (thrown) {
      return { state: "failed", failure: Failure.from(thrown) };
    }
  }

  #forget(): void {
    this.#identity = undefined;
    this.#auth = { state: "unread" };
    this.#sign = { state: "unread" };
  }

  #tell(): void {
    for (const listener of this.#listeners) listener();
  }
}

/** Which card is meant, or what stands in the way of one; the nearest obstacle is named. */
export function deskViewOf(readers: readonly ReaderStatus[], preferred: string | undefined): DeskView {
  const cards = readers.flatMap(({ name, card, pinPad }) =>
    card?.kind === "my-number-card" || card?.kind === "phone" ? [{ reader: name, card, pinPad }] : [],
  );
  const chosen = cards.find(({ reader }) => reader === preferred) ?? cards[0];
  if (chosen) return { state: "ready", cards, chosen };
  const obstacles = readers.map((reader) => ({ reader: reader.name, code: obstacleOf(reader) }));
  const nearest = obstacles.find(({ code }) => code !== "no-card") ?? obstacles[0];
  return nearest ? { state: "obstacle", ...nearest } : { state: "obstacle", code: "no-reader" };
}

function obstacleOf({ state, card }: ReaderStatus): Obstacle {
  if (state === "empty") return "no-card";
  if (state === "unresponsive" || !card) return "card-unresponsive";
  if (card.kind === "busy") return "card-busy";
  if (card.kind === "unreadable") return isObstacle(card.code) ? card.code : "card-unresponsive";
  return "card-unsupported";
}
