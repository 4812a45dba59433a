import type { Action } from "../../api/src/messages.ts";
import type { AttributeName, AttributesAsked } from "../../api/src/request.ts";
import type { AttributesReading } from "../wasm.js";
import type { Bridge, CardEntry } from "./bridge.ts";
import type { CheckUp } from "./check-up.ts";
import type { Content } from "./content.ts";
import type { Failure } from "./failure.ts";
import type { PinName } from "./pin.ts";
import type { CardRequest, CheckedRequest, CheckedRequests } from "./request.ts";

/** What the person decided where they can also go back. */
export type Turn = "next" | "back";

/** Which PIN is asked, and why. */
export interface PinQuestion {
  readonly pin: PinName;
  /** Why it is asked again. */
  readonly trouble?: Failure | undefined;
  /** Only the card in this reader: another PIN of it has been entered. */
  readonly reader?: string | undefined;
  /** The reader whose card was chosen when this PIN was asked before. */
  readonly meant?: string | undefined;
  /** Whom to ask, in the site's words: shown while something stands in the way. */
  readonly contact?: string | undefined;
  /** The person may go on without it. */
  readonly skippable?: boolean;
  /** One more PIN is asked after this one, before the card works. */
  readonly another?: boolean;
}

/** What goes to the site if the person permits it. */
export interface Offer {
  /** The card signs when the person has decided: it has been agreed to before. */
  readonly signs?: true;
  /** A login: the serial number by which the site will know the person again. */
  readonly login?: { readonly serialNumber: string };
  /** What was read, and which of it the site asks for. */
  readonly reading?: AttributesReading;
  readonly asked?: AttributesAsked;
}

/** What the person is shown, and keeps, when all is done. */
export interface Receipt {
  readonly origin: string;
  readonly content: Content;
  /** DER of CMS SignedData. */
  readonly signature: Blob;
  readonly signedAt: Date;
  readonly serialNumber: string;
  /** The attributes that went along. */
  readonly given: readonly AttributeName[];
}

/**
 * The steps that a person goes through. A session decides their order; each is a file in `steps/`. A step that the person
 * leaves by "cancel" rejects with `cancelled`; one that the session's end overtakes is never settled, and the screen is taken.
 */
export interface Steps {
  /** A request of this kind begins: the numbered steps at the top are those of its action. */
  begin(request: CheckedRequest): void;
  /** A site asks for the first time. */
  site(origin: string): Promise<"allow" | "block">;
  /** The page still prepares its request, or the bridge or the WASM module is being started. */
  waiting(onCancel: () => void): void;
  /** What is going to happen, step by step, and what exactly will be read. */
  procedure(request: CardRequest): Promise<Turn>;
  /** What is signed. */
  content(request: CheckedRequests["sign"], origin: string, content: Content): Promise<Turn>;
  /** What leaves the PC, and to whom. Rejects with `consent-denied` where the person refuses. */
  consent(request: CheckedRequests["sign"], origin: string, content: Content): Promise<Turn>;
  /** What was read from the card leaves the PC only here: each attribute apart. Rejects with `consent-denied`. */
  grant(origin: string, offer: Offer): Promise<readonly AttributeName[]>;
  /** Reader, card, tries and a PIN. */
  password(bridge: Bridge, question: PinQuestion): Promise<CardEntry | "back" | "skip">;
  /** The card works. Rejects with `cancelled`; never resolves. */
  working(bridge: Bridge, task: { readonly pin: PinName; readonly atReader: boolean }): Promise<never>;
  /** The result is with the page. Resolves when the window may close. */
  done(action: Action, receipt: Receipt | undefined): Promise<void>;
  /** The page has its result and will ask again. Resolves when the person ends. */
  between(action: Action): Promise<void>;
  /** Set-up: what will happen; what to agree to, where that has not been done; what to have at hand. */
  welcome(): Promise<Turn>;
  terms(): Promise<Turn>;
  prepare(): Promise<Turn>;
  /** Set-up: what is there and what is missing, live. Rejects with the code of what is missing where the person ends early. */
  checkUp(watch: (signal: AbortSignal, onView: (view: CheckUp) => void) => void): Promise<Turn>;
  /** Something failed. `again`: the person may try once more from here. `goesOn`: it goes on by itself when the cause is gone. */
  failed(
    failure: Failure,
    choice: { readonly again: boolean; readonly contact: string | undefined; readonly goesOn: boolean },
  ): Promise<"again" | "end">;
  /** The person blocked this site earlier. */
  blocked(origin: string): Promise<"forget" | "end">;
}
