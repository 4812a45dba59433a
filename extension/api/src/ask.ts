import { JitsuinError } from "./error.ts";
import { EXTENSION_ID } from "./extension-id.ts";
import { isInstalled } from "./is-installed.ts";
import { isSecureOrigin } from "./secure-origin.ts";
import { MAY_STAY } from "./messages.ts";
import type { Action, Connect, PageToWindow, Ready, Requests, Results, WindowToPage } from "./messages.ts";

/** What any request may be given beside its options. */
export interface Settings {
  /** Ends the request; the window closes. */
  signal?: AbortSignal;
  /** Another build of the extension. */
  extensionId?: string;
}

/** What a request may be given that another one follows in the same page. */
export interface KeepSettings extends Settings {
  /** The window stays after the result, at most ten minutes, and the page's next call goes on in it. */
  keepOpen?: boolean;
}

/** A window that is `closed` this soon after it was opened, before it spoke, was cut off by the page's own COOP header. */
const SEVERED_WITHIN_MS = 5_000;
const POLL_MS = 200;

let pending = false;

/** The window that stayed open after the last request. */
let kept: { opened: Window; extension: string; port: MessagePort } | undefined;

/** Opens the signing window, or takes the one that stayed, hands it one request, and settles with its one answer. */
export function ask<A extends Action>(
  action: A,
  options: Omit<Requests[A], "action"> | PromiseLike<Omit<Requests[A], "action">>,
  { signal, extensionId = EXTENSION_ID, keepOpen = false }: KeepSettings = {},
): Promise<Results[A]> {
  const stays = keepOpen && MAY_STAY.includes(action);
  const prepared = Promise.resolve(options);
  // Whoever gave the promise hears of its rejection from us; it is not also an unhandled one when we reject earlier.
  prepared.catch(() => undefined);
  if (pending) return Promise.reject(new JitsuinError("request-pending"));
  if (!isSecureContext || !isSecureOrigin(origin)) return Promise.reject(new JitsuinError("insecure-context"));
  if (signal?.aborted) return Promise.reject(new JitsuinError("aborted"));

  // Every browser that the extension runs in has it.
  const { userActivation } = navigator as { readonly userActivation?: UserActivation };
  if (!userActivation) return Promise.reject(new JitsuinError("extension-missing"));
  // Also where the browser would let the window open without a click: nobody is asked to sign who has not asked for it.
  if (!userActivation.isActive) return Promise.reject(new JitsuinError("gesture-required"));

  const extension = `chrome-extension://${extensionId}`;
  const stayed = kept?.extension === extension && !kept.opened.closed ? kept : undefined;
  kept = undefined;
  const opened =
    stayed?.opened ??
    open(
      `${extension}/signing.html`,
      "_blank",
      `popup,width=${Math.min(760, screen.availWidth)},height=${Math.min(940, screen.availHeight)}`,
    );
  if (!opened) return Promise.reject(new JitsuinError("gesture-required"));
  pending = true;

  return new Promise((resolve, reject) => {
    const id = crypto.randomUUID();
    const openedAt = performance.now();
    let port: MessagePort | undefined;
    let installed = false;
    let seenClosed = false;
    let settled = false;

    const settle = (answer: () => void): void => {
      if (settled) return;
      settled = true;
      pending = false;
      clearInterval(poll);
      removeEventListener("message", onMessage);
      signal?.removeEventListener("abort", onAbort);
      // A window that stays still hears when the page leaves.
      if (!kept) {
        removeEventListener("pagehide", onLeave);
        port?.close();
      }
      answer();
    };
    const fail = (error: unknown): void => {
      settle(() => {
        // eslint-disable-next-line @typescript-eslint/prefer-promise-reject-errors -- the caller's own reason is given back as it is
        reject(error);
      });
    };
    const post = (message: PageToWindow): void => {
      port?.postMessage(message);
    };

    /** The window listens on this port: everything else goes through it. */
    const converse = (through: MessagePort): void => {
      port = through;
      port.onmessage = ({ data: answer }: MessageEvent<WindowToPage>) => {
        if (answer.id !== id) return;
        if (answer.type === "result") {
          if (stays) kept = { opened, extension, port: through };
          settle(() => {
            resolve(answer.result as Results[A]);
          });
        } else {
          const { code, ...facts } = answer.error;
          fail(new JitsuinError(code, facts));
        }
      };
      const abandon = (reason: unknown): void => {
        post({ type: "abandon", id });
        fail(reason);
      };
      prepared.then((request) => {
        try {
          post({ type: "request", id, request: { ...request, action } as unknown as Requests[Action], keepOpen: stays });
        } catch {
          abandon(new JitsuinError("invalid-request", { field: "", reason: "something in the request cannot be copied to the window" }));
        }
      }, abandon);
    };
    const onMessage = ({ source, origin: from, data }: MessageEvent<Ready | null>): void => {
      if (port || source !== opened || from !== extension || data?.type !== "ready") return;
      const channel = new MessageChannel();
      const connect: Connect = { jitsuin: 1, type: "connect", id };
      opened.postMessage(connect, extension, [channel.port2]);
      converse(channel.port1);
    };
    const onLeave = (): void => {
      post({ type: "leave", id });
    };
    const onAbort = (): void => {
      post({ type: "abort", id });
      // Before the window has spoken there is nobody to tell.
      if (!port) opened.close();
      fail(new JitsuinError("aborted"));
    };
    const poll = setInterval(() => {
      if (!opened.closed) return;
      if (port) {
        // The window's last message may still be on its way: believe the second look.
        if (seenClosed) fail(new JitsuinError("window-closed"));
        seenClosed = true;
      } else if (installed) {
        fail(new JitsuinError(performance.now() - openedAt < SEVERED_WITHIN_MS ? "opener-severed" : "window-closed"));
      }
    }, POLL_MS);

    addEventListener("pagehide", onLeave);
    signal?.addEventListener("abort", onAbort);
    if (stayed) {
      opened.focus();
      converse(stayed.port);
      post({ type: "begin", id });
      return;
    }
    addEventListener("message", onMessage);
    void isInstalled({ extensionId }).then((present) => {
      installed = present;
      if (present || port || settled) return;
      opened.close();
      fail(new JitsuinError("extension-missing"));
    });
  });
}
