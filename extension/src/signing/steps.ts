import type { Bridge } from "./bridge.ts";
import type { Content } from "./content.ts";
import type { Failure } from "./failure.ts";
import type { CheckedRequests } from "./request.ts";

/** What the person decided where they can also go back. */
export type Turn = "next" | "back";

/** What the person typed, ready for the card. */
export interface PinEntry {
  readonly reader: string;
  readonly pin: string;
  /** The person has confirmed, once more, to use the last try. */
  readonly lastTry: boolean;
}

/** What the person is shown, and keeps, when all is done. */
export interface Receipt {
  readonly origin: string;
  readonly content: Content;
  /** DER of CMS SignedData. */
  readonly signature: Blob;
  readonly signedAt: Date;
  readonly serialNumber: string;
}

/**
 * The steps that a person goes through. A session decides their order; each is a file in `steps/`. A step that the person
 * leaves by "cancel" rejects with `cancelled`; one that the session's end overtakes is never settled, and the screen is taken.
 */
export interface Steps {
  /** A site asks for the first time. */
  site(origin: string): Promise<"allow" | "block">;
  /** The page still prepares its request, or the bridge or the WASM module is being started. */
  waiting(onCancel: () => void): void;
  /** What is going to happen, step by step. */
  procedure(origin: string): Promise<Turn>;
  /** What is signed. */
  content(request: CheckedRequests["sign"], origin: string, content: Content): Promise<Turn>;
  /** What leaves the PC, and to whom. Rejects with `consent-denied` where the person refuses. */
  consent(request: CheckedRequests["sign"], origin: string, content: Content): Promise<Turn>;
  /** Reader, card, tries and password. `trouble` says why the password is asked again. */
  password(bridge: Bridge, trouble: Failure | undefined): Promise<PinEntry | "back">;
  /** The card works. Rejects with `cancelled`; never resolves. */
  working(bridge: Bridge): Promise<never>;
  /** The result is with the page. Resolves when the window may close. */
  done(receipt: Receipt): Promise<void>;
  /** Something failed. `again`: the person may try once more from here. */
  failed(failure: Failure, choice: { readonly again: boolean; readonly contact: string | undefined }): Promise<"again" | "end">;
  /** The person blocked this site earlier. */
  blocked(origin: string): Promise<"forget" | "end">;
}
