import type { ChangePinRequest, DigestToSign, OpenRequest, Reader, ReaderStatus } from "./bridge-protocol.ts";
import { PROTOCOL } from "./bridge-protocol.ts";
import { Departures } from "./departures.ts";
import { Failure } from "./failure.ts";
import { Channel, malformed, type NativeHost } from "./native-channel.ts";
import type { PinName } from "./pin.ts";

/** A PIN for one card. Without `pin`, the reader asks for it at its own keys. */
export interface CardEntry {
  readonly reader: string;
  readonly pin?: string;
  /** The person has confirmed, once more, to use the last try. */
  readonly lastTry: boolean;
}

/** A card that has been seen in a reader. */
export interface SeenCard {
  /** May another one be there by now? Once true, always true. */
  readonly mayBeAnother: () => boolean;
}

/** A running bridge that has said hello. It lives until `disconnect`, which ends its process and leaves the card locked. */
export class Bridge {
  /** The bridge's version, from its hello. */
  readonly version: string;
  /** Aborted, with a `Failure` as its reason, when the bridge is gone. */
  readonly gone: AbortSignal;
  /** Told of every `readers-changed`. One listener: the step that is on the screen. */
  onReaders: ((readers: readonly Reader[]) => void) | undefined;
  /** Told of every `progress`. */
  onProgress: ((done: number, total: number) => void) | undefined;

  readonly #channel: Channel;
  readonly #departures = new Departures();

  private constructor(channel: Channel, version: string) {
    this.#channel = channel;
    this.version = version;
    this.gone = channel.gone;
    channel.onEvent = (type, message) => {
      if (type === "readers-changed" && isReaderList(message["readers"])) {
        this.#departures.changed(message["readers"]);
        this.onReaders?.(message["readers"]);
      }
      const { done, total } = message;
      if (type === "progress" && typeof done === "number" && typeof total === "number") this.onProgress?.(done, total);
    };
  }

  /** Starts the bridge and waits for its hello. `bridge-missing`, `bridge-outdated`, `extension-outdated`, `bridge-failed`. */
  static async connect(host: NativeHost): Promise<Bridge> {
    const channel = new Channel(host);
    const { protocol, version } = await channel.hello();
    if (protocol !== PROTOCOL) {
      channel.end(new Failure("bridge-failed"));
      throw new Failure(protocol < PROTOCOL ? "bridge-outdated" : "extension-outdated", { protocol });
    }
    return new Bridge(channel, version);
  }

  /**
   * The card that is in this reader now. What is returned tells, at any later time, whether another one may be there: it has left,
   * or this bridge is gone, and nobody has seen what happened since.
   */
  cardIn(reader: string): SeenCard {
    const seen = this.#departures.of(reader);
    return { mayBeAnother: () => this.gone.aborted || this.#departures.of(reader) !== seen };
  }

  /** Which readers, which card, and how many tries of these PINs are left. Uses none. */
  async status(pins: readonly PinName[]): Promise<readonly ReaderStatus[]> {
    const { readers } = await this.#channel.request("status", { type: "status", pins: [...pins] });
    if (!isReaderList(readers)) throw malformed("readers");
    this.#departures.found(readers);
    return readers;
  }

  /** The authentication certificate, as far as the card gives it without a PIN. */
  async certificates(reader: string): Promise<{ readonly auth: Uint8Array<ArrayBuffer> | null }> {
    const { auth } = await this.#channel.request("certificates", { type: "certificates", reader });
    return { auth: auth === null ? null : fromBase64(auth) };
  }

  /** Verifies the key's PIN, once, and reads the certificate that it opens. The PIN is only passed on. */
  async open(key: OpenRequest["key"], { reader, pin, lastTry }: CardEntry): Promise<Uint8Array<ArrayBuffer>> {
    const { certificate } = await this.#channel.request("open", { type: "open", key, reader, ...pinOf(pin), lastTry });
    return fromBase64(certificate);
  }

  /** Signs the digests with the opened signing key. The bridge then locks the card. */
  async sign(digests: readonly { algorithm: "sha-256"; value: Uint8Array }[]): Promise<Uint8Array<ArrayBuffer>[]> {
    const encoded: DigestToSign[] = digests.map(({ algorithm, value }) => ({ algorithm, value: toBase64(value) }));
    const { signatures } = await this.#channel.request("sign", { type: "sign", digests: encoded });
    if (!Array.isArray(signatures) || signatures.length !== digests.length) throw malformed("signatures");
    return signatures.map(fromBase64);
  }

  /** Signs a login with the opened authentication key. The bridge itself composes what is signed; then it locks the card. */
  async authenticate(origin: string, nonce: string): Promise<Uint8Array<ArrayBuffer>> {
    const { signature } = await this.#channel.request("authenticate", { type: "authenticate", origin, nonce });
    return fromBase64(signature);
  }

  /** Verifies the attributes' PIN, once, and reads the four attributes and the card's digest of them, if it has one. */
  async attributes({ reader, pin, lastTry }: CardEntry): Promise<{ readonly file: Uint8Array<ArrayBuffer>; readonly digest: Uint8Array<ArrayBuffer> | null }> {
    const { file, digest } = await this.#channel.request("attributes", { type: "attributes", reader, ...pinOf(pin), lastTry });
    return { file: fromBase64(file), digest: digest === null ? null : fromBase64(digest) };
  }

  /** Gives the card another PIN in the place of the old one. */
  async changePin(change: Omit<ChangePinRequest, "id" | "type">): Promise<void> {
    await this.#channel.request("change-pin", { type: "change-pin", ...change });
  }

  /** Ends a transaction, if one is open, and locks the card. */
  async close(): Promise<void> {
    await this.#channel.request("close", { type: "close" });
  }

  /** Ends the bridge's process. */
  disconnect(): void {
    this.#channel.end(new Failure("bridge-failed"));
  }
}

function pinOf(pin: string | undefined): { readonly pin?: string } {
  return pin === undefined ? {} : { pin };
}

function isReaderList(value: unknown): value is readonly ReaderStatus[] {
  return (
    Array.isArray(value) &&
    value.every(
      (reader: Partial<ReaderStatus> | null) => typeof reader?.name === "string" && typeof reader.state === "string",
    )
  );
}

function toBase64(bytes: Uint8Array): string {
  return btoa(String.fromCharCode(...bytes));
}

function fromBase64(text: unknown): Uint8Array<ArrayBuffer> {
  if (typeof text !== "string" || !/^[A-Za-z0-9+/]*={0,2}$/.test(text)) throw malformed("base64");
  return Uint8Array.from(atob(text), (character) => character.charCodeAt(0));
}
