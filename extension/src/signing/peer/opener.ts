import type { Action, PageToWindow, Ready, Results, WindowToPage } from "../../../api/src/messages.ts";
import { deferred } from "../deferred.ts";
import { Failure } from "../failure.ts";
import type { Asked, Inquiry, Peer } from "../peer.ts";

/** What this file uses of a `Window`; a test gives its own. */
export interface ListeningWindow {
  addEventListener(type: "message", listener: (event: MessageEvent) => void): void;
  removeEventListener(type: "message", listener: (event: MessageEvent) => void): void;
}

/** What this file uses of the opener. */
export interface OpenerWindow {
  readonly closed: boolean;
  postMessage(message: unknown, targetOrigin: string): void;
}

const CLOSED_POLL_MS = 500;

/** A UUID has 36 characters. */
const LONGEST_ID = 64;

/**
 * Tells the opener that the window listens, and waits for the one valid `connect`: from the opener itself, with exactly one
 * port. Everything else that is posted here, before or after, is ignored. The origin is the browser's word.
 */
export function waitForOpener(self: ListeningWindow, opener: OpenerWindow): Promise<Peer> {
  return new Promise((resolve) => {
    const onMessage = (event: MessageEvent): void => {
      const id = connectId(event.data);
      const port = event.ports[0];
      if (event.source !== (opener as unknown) || id === undefined || !port || event.ports.length !== 1) return;
      self.removeEventListener("message", onMessage);
      resolve(conversation(event.origin, id, port, opener));
    };
    self.addEventListener("message", onMessage);
    const ready: Ready = { jitsuin: 1, type: "ready" };
    // Who the opener is, is not known yet; the message says nothing but "here".
    opener.postMessage(ready, "*");
  });
}

function conversation(origin: string, firstId: string, port: MessagePort, opener: OpenerWindow): Peer {
  const departure = new AbortController();
  const depart = (): void => {
    clearInterval(poll);
    departure.abort(new Failure("page-gone"));
  };
  const poll = setInterval(() => {
    if (opener.closed) depart();
  }, CLOSED_POLL_MS);

  let current = new Exchange(firstId, port, departure.signal);
  let upcoming = deferred<Inquiry>();
  upcoming.resolve(current);
  port.addEventListener("message", ({ data }: MessageEvent<Partial<PageToWindow> | null>) => {
    if (data?.type === "leave") depart();
    if (typeof data?.id !== "string" || data.id.length > LONGEST_ID) return;
    if (data.id === current.id) current.hear(data);
    else if (data.type === "begin" && current.answered) {
      current = new Exchange(data.id, port, departure.signal);
      upcoming.resolve(current);
    }
  });
  // In the standard, not yet in Chromium 156: the other end of the channel is gone, for instance because its page crashed.
  port.addEventListener("close", depart);
  port.start();

  return {
    origin,
    departed: departure.signal,
    next: async () => {
      const inquiry = await upcoming.promise;
      upcoming = deferred();
      return inquiry;
    },
  };
}

/** One request and its answer, by its id. */
class Exchange implements Inquiry {
  readonly id: string;
  answered = false;
  readonly asked: Promise<Asked>;
  readonly withdrawn: AbortSignal;
  readonly #onAsked: (asked: Asked) => void;
  readonly #withdrawal = new AbortController();
  readonly #port: MessagePort;
  #posted = false;

  constructor(id: string, port: MessagePort, departed: AbortSignal) {
    this.id = id;
    this.#port = port;
    ({ promise: this.asked, resolve: this.#onAsked } = deferred<Asked>());
    this.withdrawn = AbortSignal.any([this.#withdrawal.signal, departed]);
  }

  hear(message: Partial<PageToWindow>): void {
    if (message.type === "request" && !this.#posted) {
      this.#posted = true;
      this.#onAsked({ request: message.request, keepOpen: message.keepOpen === true });
    } else if ((message.type === "abort" || message.type === "abandon") && !this.answered) {
      this.#withdrawal.abort(new Failure("aborted"));
    }
  }

  deliver(result: Results[Action], transfer: Transferable[]): void {
    this.#answer({ type: "result", id: this.id, result }, transfer);
  }

  refuse(failure: Failure): void {
    this.#answer({ type: "error", id: this.id, error: failure.toWire() }, []);
  }

  #answer(message: WindowToPage, transfer: Transferable[]): void {
    if (this.answered) return;
    this.answered = true;
    this.#port.postMessage(message, transfer);
  }
}

function connectId(message: unknown): string | undefined {
  if (typeof message !== "object" || message === null) return undefined;
  const { jitsuin, type, id } = message as Record<string, unknown>;
  return jitsuin === 1 && type === "connect" && typeof id === "string" && id.length <= LONGEST_ID ? id : undefined;
}
