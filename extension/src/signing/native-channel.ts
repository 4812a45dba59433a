import type { BridgeReplies, BridgeRequest } from "./bridge-protocol.ts";
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
  certificates: 20_000,
  open: 45_000,
  sign: 90_000,
  authenticate: 45_000,
  attributes: 45_000,
  "change-pin": 45_000,
  close: 10_000,
};

interface Pending {
  readonly expects: string;
  readonly resolve: (reply: never) => void;
  readonly reject: (failure: Failure) => void;
  readonly timer: ReturnType<typeof setTimeout>;
}

/** One native port: numbers the requests, matches the replies, keeps the deadlines, and ends once. */
export class Channel {
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
      }, deadlineOf(request));
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
  certificates: "certificates",
  open: "opened",
  sign: "signed",
  authenticate: "authenticated",
  attributes: "attributes",
  "change-pin": "pin-changed",
  close: "closed",
};

/** At a reader's own keys a person types; the reader gives up long before this. */
const PIN_PAD_MS = 120_000;

function deadlineOf(request: BridgeRequest): number {
  const atReader = (request.type === "open" || request.type === "attributes") && request.pin === undefined;
  return DEADLINE_MS[request.type] + (atReader ? PIN_PAD_MS : 0);
}

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

export function malformed(field: string): Failure {
  return new Failure("protocol-error", { reason: `the reply's ${field} is not of the documented form` });
}
