import { Bridge } from "../signing/bridge.ts";
import type { ReaderStatus } from "../signing/bridge-protocol.ts";
import { type CardAtHand, cardsIn, type Found, type Obstacle, watchReaders } from "../signing/card-watch.ts";
import { Failure } from "../signing/failure.ts";
import type { Formats } from "../signing/formats.ts";
import type { NativeHost } from "../signing/native-channel.ts";
import type { PinName } from "../signing/pin.ts";
import type { CertificateSummary } from "../wasm.js";
import { PINS } from "./pins.ts";

/** What the page knows of the card at the moment. */
export type DeskView =
  | { readonly state: "looking" }
  | Extract<Found<CardAtHand>, { state: "obstacle" }>
  /** The bridge does not run. */
  | { readonly state: "failed"; readonly failure: Failure }
  | { readonly state: "ready"; readonly cards: readonly CardAtHand[]; readonly chosen: CardAtHand };

/** One of the two certificates. */
export type CertificateView =
  | { readonly state: "unread" }
  | { readonly state: "absent" }
  | { readonly state: "failed"; readonly failure: Failure }
  | { readonly state: "read"; readonly der: Uint8Array<ArrayBuffer>; readonly pem: string; readonly summary: CertificateSummary };

/** The same object each time: what has not changed is not shown anew. */
const UNREAD: CertificateView = { state: "unread" };
const ABSENT: CertificateView = { state: "absent" };

/**
 * One card, for as long as it is thought to be the same: while nothing says that it has left its reader, and while it gives the
 * same authentication certificate. Compared by identity; what is typed or read belongs to it.
 */
export type CardOnDesk = Readonly<KnownCard>;

interface KnownCard {
  readonly reader: string;
  /** Null where the card gives none without a PIN; undefined until it was asked. */
  authDer: Uint8Array<ArrayBuffer> | null | undefined;
  auth: CertificateView;
  sign: CertificateView;
}

/** One look: the readers, and the authentication certificate of the card that is meant, which tells it from another. */
interface Sight {
  readonly readers: readonly ReaderStatus[];
  readonly view: Extract<DeskView, { state: "obstacle" | "ready" }>;
  readonly authDer: Uint8Array<ArrayBuffer> | null;
  readonly auth: CertificateView;
}

/** The card may still be where it was, behind what stands in the way. */
const STILL_THERE: ReadonlySet<Obstacle> = new Set(["card-busy", "card-refused", "card-garbled", "pcsc-unavailable"]);

/** The card is there, and this one file of it cannot be had. */
const ABOUT_THE_FILE: ReadonlySet<string> = new Set(["card-refused", "card-garbled"]);

/** What was asked may have been done: the answer did not come, or is none. */
const LOST: ReadonlySet<string> = new Set(["bridge-failed", "protocol-error", "internal"]);

/** The card on the desk: one bridge, one watch, and the verbs of this page. PINs are only passed on. */
export class Desk {
  readonly #host: NativeHost;
  readonly #loadFormats: () => Promise<Formats>;
  readonly #listeners = new Set<() => void>();
  #bridge: Bridge | undefined;
  #watch: AbortController | undefined;
  #view: DeskView = { state: "looking" };
  #readers: readonly ReaderStatus[] = [];
  #card: KnownCard | undefined;
  /** The card has just answered us: the next look sees the same one, also where it has nothing to be told by. */
  #justUsed = false;
  /** This reader's card is meant, where several have one. */
  #preferred: string | undefined;
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

  /** The card that is there, or that was there when the desk last could see; nothing where it surely is not. */
  get card(): CardOnDesk | undefined {
    return this.#card;
  }

  certificate(which: "sign" | "auth"): CertificateView {
    return this.#card?.[which] ?? UNREAD;
  }

  /** Is there a card now that surely is another one than this? Two that give no certificate cannot be told apart. */
  hasOtherThan({ authDer }: CardOnDesk): boolean {
    const now = this.#card?.authDer;
    return now !== undefined && now !== null && authDer !== undefined && authDer !== null && !same(now, authDer);
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
    if (this.#view.state !== "ready" || this.#working) return;
    const chosen = this.#view.cards.find((each) => each.reader === reader);
    if (!chosen || chosen.reader === this.#view.chosen.reader) return;
    this.#preferred = reader;
    this.#view = { ...this.#view, chosen };
    this.#lay(chosen, undefined, UNREAD);
    this.#tell();
    this.#watch?.abort();
    void this.#resume();
  }

  /** Reads the signing certificate with its password; `undefined` where the reader's own keys are used. */
  async readSignCertificate(card: CardOnDesk, pin: string | undefined, lastTry: boolean): Promise<void> {
    await this.#apart(card, async (bridge, known) => {
      const der = await bridge.open("sign", { reader: known.reader, ...(pin === undefined ? {} : { pin }), lastTry });
      await bridge.close();
      known.sign = await this.#read(der);
    });
  }

  /** Changes a PIN. VERIFY is sent once. After `pin-change-unclear` the old or the new PIN holds, after every other failure the old one. */
  async changePin(card: CardOnDesk, which: PinName, old: string, next: string, lastTry: boolean): Promise<void> {
    await this.#apart(card, async (bridge, { reader }) => {
      try {
        await bridge.changePin({ which, reader, old, new: next, lastTry });
      } catch (thrown) {
        throw LOST.has(Failure.from(thrown).code) ? new Failure("pin-change-unclear") : thrown;
      }
    });
  }

  /** Verifies a PIN once, to learn whether it is the card's, and locks the card again. */
  async tryPin(card: CardOnDesk, which: PinName, pin: string, lastTry: boolean): Promise<void> {
    await this.#apart(card, async (bridge, { reader }) => {
      if (which === "attributes") {
        await bridge.attributes({ reader, pin, lastTry });
      } else {
        await bridge.open(which, { reader, pin, lastTry });
        await bridge.close();
      }
    });
  }

  /**
   * One piece of work with the card that a PIN was typed for, without the watch beside it. `card-removed` where another one is there:
   * nothing was sent then.
   */
  async #apart(card: CardOnDesk, work: (bridge: Bridge, known: KnownCard) => Promise<void>): Promise<void> {
    const bridge = this.#bridge;
    const known = this.#card;
    if (this.#view.state === "obstacle") throw new Failure(this.#view.code);
    if (this.#view.state === "failed") throw this.#view.failure;
    if (this.#view.state !== "ready" || !bridge || !known || known !== card) throw new Failure("card-removed");
    this.#watch?.abort();
    this.#working = true;
    this.#tell();
    try {
      // The change of cards may not have been told yet. A PIN would cost the other card a try.
      if (known.authDer && !same((await bridge.certificates(known.reader)).auth, known.authDer)) throw new Failure("card-removed");
      await work(bridge, known);
      this.#justUsed = true;
    } catch (thrown) {
      const failure = Failure.from(thrown);
      this.#justUsed = failure.row.layer === "card";
      throw failure;
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
    watchReaders(bridge, () => this.#look(bridge), watch.signal, (sight) => this.#seen(sight), onFailure);
    // The page may have been left while the bridge started.
    if (!this.#isAttended()) watch.abort();
  }

  #isAttended(): boolean {
    return this.#attended;
  }

  #fail(failure: Failure): void {
    this.#view = { state: "failed", failure };
    this.#tell();
  }

  async #look(bridge: Bridge): Promise<Sight> {
    const readers = await bridge.status(PINS);
    const found = cardsIn(readers);
    if (found.state === "obstacle") return { readers, view: found, authDer: null, auth: UNREAD };
    // The card that is meant stays the one that is meant, also when another comes to a reader before it.
    const chosen = found.cards.find(({ reader }) => reader === this.#preferred) ?? found.cards[0];
    return { readers, view: { ...found, chosen }, ...(await this.#readAuth(bridge, chosen)) };
  }

  async #readAuth(bridge: Bridge, { reader, card }: CardAtHand): Promise<Pick<Sight, "authDer" | "auth">> {
    if (!card.certificates.auth) return { authDer: null, auth: ABSENT };
    try {
      const { auth: authDer } = await bridge.certificates(reader);
      if (!authDer) return { authDer, auth: UNREAD };
      const known = this.#card;
      return { authDer, auth: known?.authDer && same(known.authDer, authDer) ? known.auth : await this.#read(authDer) };
    } catch (thrown) {
      const failure = Failure.from(thrown);
      if (!ABOUT_THE_FILE.has(failure.code)) throw failure;
      return { authDer: null, auth: { state: "failed", failure } };
    }
  }

  #seen(sight: Sight | Obstacle): Obstacle | undefined {
    this.#readers = typeof sight === "string" ? [] : sight.readers;
    this.#view = typeof sight === "string" ? { state: "obstacle", code: sight } : sight.view;
    if (this.#view.state === "ready" && typeof sight !== "string") this.#lay(this.#view.chosen, sight.authDer, sight.auth);
    else if (this.#view.state === "obstacle" && !STILL_THERE.has(this.#view.code)) this.#card = undefined;
    this.#justUsed = false;
    this.#tell();
    return this.#view.state === "obstacle" ? this.#view.code : undefined;
  }

  /** This card is on the desk: the one that was there before, or another. */
  #lay({ reader, card }: CardAtHand, authDer: KnownCard["authDer"], auth: CertificateView): void {
    const known = this.#card;
    this.#preferred = reader;
    if (known?.reader === reader && (known.authDer === undefined || (authDer ? same(authDer, known.authDer) : known.authDer === null && this.#justUsed))) {
      known.authDer = authDer;
      known.auth = auth;
    } else {
      this.#card = { reader, authDer, auth, sign: card.certificates.sign ? UNREAD : ABSENT };
    }
  }

  async #read(der: Uint8Array<ArrayBuffer>): Promise<CertificateView> {
    try {
      const formats = await this.#loadFormats();
      return { state: "read", der, pem: formats.certificatePem(der), summary: formats.readCertificate(der) };
    } catch (thrown) {
      return { state: "failed", failure: Failure.from(thrown) };
    }
  }

  #tell(): void {
    for (const listener of this.#listeners) listener();
  }
}

function same(one: Uint8Array | null, other: Uint8Array | null): boolean {
  return one !== null && other !== null && one.length === other.length && one.every((byte, index) => byte === other[index]);
}
