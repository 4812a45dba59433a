import type { ErrorCode, Facts } from "./error-code.ts";
import type { AuthenticateOptions, AuthenticateResult, ReadAttributesOptions, ReadAttributesResult, SignOptions, SignResult } from "./request.ts";

/**
 * The messages between a page and the signing window: the one source, for both sides. `Ready` and `Connect` are posted
 * from window to window; after that everything goes through the MessagePort of `Connect`.
 */

/** A request of each action. A new action is a new row here, in `Results`, and in the window's `actions/`. */
export interface Requests {
  readonly sign: SignOptions & { readonly action: "sign" };
  readonly authenticate: AuthenticateOptions & { readonly action: "authenticate" };
  readonly "read-attributes": ReadAttributesOptions & { readonly action: "read-attributes" };
  readonly "set-up": { readonly action: "set-up" };
}

/** The result of each action. */
export interface Results {
  readonly sign: SignResult;
  readonly authenticate: AuthenticateResult;
  readonly "read-attributes": ReadAttributesResult;
  readonly "set-up": Readonly<Record<string, never>>;
}

export type Action = keyof Requests;

/** After these the window may stay for the page's next request. After a signature it does not: the person keeps a receipt there. */
export const MAY_STAY: readonly Action[] = ["authenticate", "read-attributes"];

/** Window to its opener: the window listens now. */
export interface Ready {
  readonly jitsuin: 1;
  readonly type: "ready";
}

/** Page to window, once, with one MessagePort. The window takes the origin of this message's event as the site's. */
export interface Connect {
  readonly jitsuin: 1;
  readonly type: "connect";
  /** A UUID: the first request's. Every message about it carries it. */
  readonly id: string;
}

export type PageToWindow =
  /** Another request is being prepared, in a window that stayed open; its UUID. (`Connect` says so of the first.) */
  | { readonly type: "begin"; readonly id: string }
  /** `keepOpen`: the window stays after this request's result, for the next one. */
  | { readonly type: "request"; readonly id: string; readonly request: Requests[Action]; readonly keepOpen: boolean }
  /** The page's options could not be had: its promise was rejected. */
  | { readonly type: "abandon"; readonly id: string }
  /** The page is closed, reloaded or left. (Chromium tells nobody when the other end of a MessagePort is gone.) */
  | { readonly type: "leave"; readonly id: string }
  /** The page's AbortSignal fired. */
  | { readonly type: "abort"; readonly id: string };

/** Exactly one of the two, once a request. */
export type WindowToPage =
  | { readonly type: "result"; readonly id: string; readonly result: Results[Action] }
  | { readonly type: "error"; readonly id: string; readonly error: WireError };

/** An error on its way to the page: the code, and its facts beside it. */
export type WireError = Facts & { readonly code: ErrorCode };
