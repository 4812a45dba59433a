import type { Results, Action } from "../../api/src/messages.ts";
import type { Failure } from "./failure.ts";

/**
 * The page that asks, as the window sees it: an origin that the browser vouches for, one request in, one answer out. The
 * window knows nothing else of the page. Chromium's is `peer/opener.ts`; Firefox needs another one, and nothing else.
 */
export interface Peer {
  /** The browser's word for who asks: `https://host[:port]`, or http on this computer. Never the page's word. */
  readonly origin: string;
  /** What the page asks, not yet examined. Pending while the page still prepares it. */
  readonly request: Promise<unknown>;
  /** Aborted, with a `Failure` as its reason, when the page no longer waits: `aborted`, `page-gone`. */
  readonly departed: AbortSignal;
  /** Gives the page its result. The first answer counts, every later one is ignored. `transfer` is moved, not copied. */
  deliver(result: Results[Action], transfer: Transferable[]): void;
  /** Gives the page an error instead. The first answer counts. */
  refuse(failure: Failure): void;
}
