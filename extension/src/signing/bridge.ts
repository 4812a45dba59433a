import type { BridgeReplies, BridgeRequest, DigestToSign, Reader, ReaderStatus } from "./bridge-protocol.ts";
import { PROTOCOL } from "./bridge-protocol.ts";
import { deferred } from "./deferred.ts";
import { Failure, factsOf, isCode } from "./failure.ts";

/** The part of `chrome.runtime.Port` that this file uses; a test gives its own. */
export interface NativePort {
  postMessage(message: unknown): void;
  disconnect(): void;
  readonly onMessage: { addListener(listener: (message: unknown) => void): void };
  readonly onDisconnect: { addListener(listener: () => void): void };
}

/** How a bridge is started, and how the browser says why it could not be. */
export interface NativeHost {
  connect(): NativePort;
  /** `chrome.runtime.lastError`, readable inside `onDisconnect`. */
  lastError(): string | undefined;
}

/** How long each request may take before the bridge counts as failed. The card's own deadlines are shorter, in the bridge. */
const DEADLINE_MS: Readonly<Record<BridgeRequest["type"] | "hello", number>> = {
  hello: 10_000,
  status: 20_000,
  open: 45_000,
  sign: 90_000,
  close: 10_000,
};

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

  private constructor(channel: Channel, version: string) {
    this.#channel = channel;
    this.version = version;
    this.gone = channel.gone;
    channel.onEvent = (type, message) => {
      if (type === "readers-changed" && isReaderList(message["readers"])) this.onReaders?.(message["readers"]);
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

  /** Which readers, which card, how many tries. Uses none. */
  async status(): Promise<readonly ReaderStatus[]> {
    const { readers } = await this.#channel.request("status", { type: "status" });
    if (!isReaderList(readers)) throw malformed("readers");
    return readers;
  }

  /** Verifies the PIN, once, and reads the certificate that it opens. The PIN is only passed on. */
  async open(entry: { reader: string; pin: string; lastTry: boolean }): Promise<Uint8Array<ArrayBuffer>> {
    const { certificate } = await this.#channel.request("open", { type: "open", key: "sign", ...entry });
    return fromBase64(certificate);
  }

  /** Signs the digests with the opened key. The bridge then locks the card. */
  async sign(digests: readonly { algorithm: "sha-256"; value: Uint8Array }[]): Promise<Uint8Array<ArrayBuffer>[]> {
    const encoded: DigestToSign[] = digests.map(({ algorithm, value }) => ({ algorithm, value: toBase64(value) }));
    const { signatures } = await this.#channel.request("sign", { type: "sign", digests: encoded });
    if (!Array.isArray(signatures) || signatures.length !== digests.length) throw malformed("signatures");
    return signatures.map(fromBase64);
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

interface Pending {
  readonly expects: string;
  readonly resolve: (reply: never) => void;
  readonly reject: (failure: Failure) => void;
  readonly timer: ReturnType<typeof setTimeout>;
}

/** One native port: numbers the requests, matches the replies, keeps the deadlines, and ends once. */
class Channel {
  onEvent: ((type: string, message: Record<string, unknown>) => void) | undefined;
  readonly #port: NativePort;
  readonly #pending = new Map<number, Pending>();
  readonly #ending = new AbortController();
  readonly #hello = deferred<{ protocol: number; version: string }>();
  #greeted = false;
  #nextId = 1;

  constructor(host: NativeHost) {
    this.#port = host.connect();
    this.#port.onMessage.addListener((message) => {
      this.#receive(message);
    });
    this.#port.onDisconnect.addListener(() => {
      this.end(this.#greeted ? new Failure("bridge-failed") : failureOfStart(host.lastError()));
    });
  }

  get gone(): AbortSignal {
    return this.#ending.signal;
  }

  async hello(): Promise<{ protocol: number; version: string }> {
    const timer = setTimeout(() => {
      this.end(new Failure("bridge-failed"));
    }, DEADLINE_MS.hello);
    try {
      return await this.#hello.promise;
    } finally {
      clearTimeout(timer);
    }
  }

  request<T extends BridgeRequest["type"]>(type: T, request: BridgeRequest & { type: T }): Promise<BridgeReplies[T]> {
    return new Promise((resolve, reject) => {
      if (this.gone.aborted) {
        reject(this.gone.reason as Failure);
        return;
      }
      const id = this.#nextId++;
      const timer = setTimeout(() => {
        this.end(new Failure("bridge-failed"));
      }, DEADLINE_MS[type]);
      this.#pending.set(id, { expects: REPLY_TYPE[type], resolve, reject, timer });
      this.#port.postMessage({ ...request, id });
    });
  }

  /** Ends the port; everything that still waits fails with this reason. Only the first reason counts. */
  end(failure: Failure): void {
    if (this.gone.aborted) return;
    this.#ending.abort(failure);
    this.#hello.reject(failure);
    this.#hello.promise.catch(() => undefined);
    for (const { reject, timer } of this.#pending.values()) {
      clearTimeout(timer);
      reject(failure);
    }
    this.#pending.clear();
    this.#port.disconnect();
  }

  #receive(message: unknown): void {
    if (this.gone.aborted || typeof message !== "object" || message === null) return;
    const { type, id, ...rest } = message as Record<string, unknown>;
    if (typeof id === "number") {
      this.#settle(id, type, message as Record<string, unknown>);
    } else if (type === "error") {
      this.end(failureOfError(rest));
    } else if (type === "hello") {
      const { protocol, version } = rest;
      if (this.#greeted || !Number.isInteger(protocol) || typeof version !== "string") return;
      this.#greeted = true;
      this.#hello.resolve({ protocol: protocol as number, version });
    } else if (typeof type === "string") {
      this.onEvent?.(type, rest);
    }
  }

  #settle(id: number, type: unknown, message: Record<string, unknown>): void {
    const pending = this.#pending.get(id);
    if (!pending) return;
    this.#pending.delete(id);
    clearTimeout(pending.timer);
    if (type === pending.expects) pending.resolve(message as never);
    else if (type === "error") pending.reject(failureOfError(message));
    else pending.reject(malformed("type"));
  }
}

const REPLY_TYPE: Readonly<Record<BridgeRequest["type"], string>> = {
  status: "status",
  open: "opened",
  sign: "signed",
  close: "closed",
};

/** Chromium and Firefox say in words why a host did not start; the words are matched loosely. */
function failureOfStart(reason: string | undefined): Failure {
  if (reason === undefined) return new Failure("bridge-failed");
  if (/not found|no such native/i.test(reason)) return new Failure("bridge-missing");
  if (/forbidden/i.test(reason)) return new Failure("caller-refused");
  return new Failure("bridge-failed");
}

function failureOfError({ code, id: _, type: __, ...facts }: Record<string, unknown>): Failure {
  return isCode(code) ? new Failure(code, factsOf(facts)) : new Failure("bridge-failed", { reason: String(code).slice(0, 60) });
}

function malformed(field: string): Failure {
  return new Failure("protocol-error", { reason: `the reply's ${field} is not of the documented form` });
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
