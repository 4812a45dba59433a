import type { PageToWindow, Ready, WindowToPage } from "../../../api/src/messages.ts";
import { deferred } from "../deferred.ts";
import { Failure } from "../failure.ts";
import type { Peer } from "../peer.ts";

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

/** May a page of this origin ask? https, or http on this computer. An opaque origin is the text "null". */
export function isSecureOrigin(origin: string): boolean {
  if (!URL.canParse(origin)) return false;
  const { protocol, hostname } = new URL(origin);
  return protocol === "https:" || (protocol === "http:" && (hostname === "localhost" || hostname === "127.0.0.1"));
}

function conversation(origin: string, id: string, port: MessagePort, opener: OpenerWindow): Peer {
  const departure = new AbortController();
  let answered = false;
  let asked = false;
  const { promise: request, resolve: onRequest } = deferred<unknown>();

  const leave = (failure: Failure): void => {
    if (answered || departure.signal.aborted) return;
    clearInterval(poll);
    departure.abort(failure);
  };
  const answer = (message: WindowToPage, transfer: Transferable[]): void => {
    if (answered) return;
    answered = true;
    clearInterval(poll);
    port.postMessage(message, transfer);
  };

  port.addEventListener("message", ({ data }: MessageEvent<Partial<PageToWindow> | null>) => {
    if (data?.id !== id) return;
    if (data.type === "request" && !asked) {
      asked = true;
      onRequest(data.request);
    } else if (data.type === "abort" || data.type === "abandon") {
      leave(new Failure("aborted"));
    } else if (data.type === "leave") {
      leave(new Failure("page-gone"));
    }
  });
  // In the standard, not yet in Chromium 156: the other end of the channel is gone, for instance because its page crashed.
  port.addEventListener("close", () => {
    leave(new Failure("page-gone"));
  });
  const poll = setInterval(() => {
    if (opener.closed) leave(new Failure("page-gone"));
  }, CLOSED_POLL_MS);
  port.start();

  return {
    origin,
    request,
    departed: departure.signal,
    deliver: (result, transfer) => {
      answer({ type: "result", id, result }, transfer);
    },
    refuse: (failure) => {
      answer({ type: "error", id, error: failure.toWire() }, []);
    },
  };
}

function connectId(message: unknown): string | undefined {
  if (typeof message !== "object" || message === null) return undefined;
  const { jitsuin, type, id } = message as Record<string, unknown>;
  return jitsuin === 1 && type === "connect" && typeof id === "string" && id.length <= 64 ? id : undefined;
}
