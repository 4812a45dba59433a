import type { Results, Action } from "../../api/src/messages.ts";
import type { Failure } from "./failure.ts";

/**
 * The page that asks, as the window sees it: an origin that the browser vouches for, and one request after the other. The
 * window knows nothing else of the page. Chromium's is `peer/opener.ts`; Firefox needs another one, and nothing else.
 */
export interface Peer {
  /** The browser's word for who asks: `https://host[:port]`, or http on this computer. Never the page's word. */
  readonly origin: string;
  /** Aborted, with `page-gone` as its reason, when the page is gone. */
  readonly departed: AbortSignal;
  /** The next request, when the page has begun it. The first has begun already; there is never more than one at a time. */
  next(): Promise<Inquiry>;
}

/** One request of the page, and the one answer to it. */
export interface Inquiry {
  /** Pending while the page still prepares it. */
  readonly asked: Promise<Asked>;
  /** Aborted, with a `Failure` as its reason, when the page no longer waits: `aborted`, `page-gone`. */
  readonly withdrawn: AbortSignal;
  /** Gives the page its result. The first answer counts, every later one is ignored. `transfer` is moved, not copied. */
  deliver(result: Results[Action], transfer: Transferable[]): void;
  /** Gives the page an error instead. The first answer counts. */
  refuse(failure: Failure): void;
}

export interface Asked {
  /** What the page asks, not yet examined. */
  readonly request: unknown;
  /** The page wants the window to stay after the result. */
  readonly keepOpen: boolean;
}
