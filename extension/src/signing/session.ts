import type { Results, Action } from "../../api/src/messages.ts";
import { signAction } from "./actions/sign.ts";
import { Bridge, type NativeHost } from "./bridge.ts";
import { until } from "./deferred.ts";
import { Failure } from "./failure.ts";
import type { Formats } from "./formats.ts";
import type { Peer } from "./peer.ts";
import { isSecureOrigin } from "./peer/opener.ts";
import { checkExpiry, type CheckedRequests, checkRequest } from "./request.ts";
import type { Sites } from "./sites.ts";
import type { Receipt, Steps } from "./steps.ts";

/** What a session is made of. */
export interface SessionParts {
  readonly peer: Peer;
  readonly steps: Steps;
  readonly sites: Sites;
  readonly host: NativeHost;
  readonly loadFormats: () => Promise<Formats>;
  readonly now: () => Date;
}

/** What an action may use. */
export interface ActionContext {
  readonly origin: string;
  readonly steps: Steps;
  readonly formats: Formats;
  readonly now: () => Date;
  /** The running bridge; started where there is none. Asks the person to try again where it does not start. */
  bridge(): Promise<Bridge>;
  /** Shows a failure. Returns where the person tries again, throws where they end or where again cannot help. */
  retry(failure: Failure): Promise<void>;
}

/** What an action gives: the page's result, what is moved to the page, and what the person keeps. */
export interface ActionOutcome<A extends Action> {
  readonly result: Results[A];
  readonly transfer: Transferable[];
  readonly receipt: Receipt;
}

/** The actions. A new one is a new file in `actions/` and a new row. */
const ACTIONS: {
  readonly [A in Action]: (request: CheckedRequests[A], context: ActionContext) => Promise<ActionOutcome<A>>;
} = { sign: signAction };

/**
 * One session: one site, one request, one answer, one bridge process, and at most one card transaction at a time. The window
 * is the session; when either ends, so does the other.
 */
export class Session {
  readonly #parts: SessionParts;
  readonly #closing = new AbortController();
  readonly #ended: AbortSignal;
  #bridge: Bridge | undefined;
  #contact: string | undefined;
  /** The failure on the screen. If the window is closed over it, that is what the page hears. */
  #displayed: Failure | undefined;
  #answered = false;

  constructor(parts: SessionParts) {
    this.#parts = parts;
    this.#ended = AbortSignal.any([parts.peer.departed, this.#closing.signal]);
  }

  /** Does the page still wait for its answer? */
  get open(): boolean {
    return !this.#answered;
  }

  /** Goes through the whole session. Resolves when the window has nothing more to show. */
  async run(): Promise<void> {
    const { peer, steps } = this.#parts;
    try {
      const { result, transfer, receipt } = await until(this.#ended, this.#act());
      this.#disconnect();
      this.#answered = true;
      peer.deliver(result, transfer);
      await steps.done(receipt);
    } catch (thrown) {
      const failure = Failure.from(thrown);
      this.#disconnect();
      if (isTold(failure)) {
        this.#refuse(failure);
      } else if (failure.code === "site-blocked") {
        this.#refuse(failure);
        if ((await steps.blocked(peer.origin)) === "forget") this.#parts.sites.forget(peer.origin);
      } else if (failure.row.move === "person" && failure !== peer.departed.reason) {
        await this.#show(failure, false);
        this.#refuse(failure);
      } else {
        // The site's or a developer's move: the page need not wait until the person has read it.
        this.#refuse(failure);
        await this.#show(failure, false);
      }
    }
  }

  /** The window is being closed, reloaded or led away: the page hears it, the bridge ends. */
  close(): void {
    const failure = this.#displayed ?? new Failure("window-closed");
    this.#refuse(failure);
    this.#closing.abort(failure);
    this.#disconnect();
  }

  async #act(): Promise<ActionOutcome<Action>> {
    const { peer, steps, now } = this.#parts;
    const formats = this.#parts.loadFormats();
    formats.catch(() => undefined);
    if (!isSecureOrigin(peer.origin)) throw new Failure("insecure-context");
    await this.#admit();
    this.#wait();
    const request = checkRequest(await peer.request);
    this.#contact = request.contact;
    checkExpiry(request, now());
    return ACTIONS[request.action](request, {
      origin: peer.origin,
      steps,
      formats: await formats,
      now,
      bridge: () => this.#connectedBridge(),
      retry: (failure) => this.#retry(failure),
    });
  }

  async #admit(): Promise<void> {
    const { peer, steps, sites, now } = this.#parts;
    const decision = sites.decisionFor(peer.origin);
    if (decision === "blocked") throw new Failure("site-blocked");
    if (decision === "allowed") return;
    if ((await steps.site(peer.origin)) === "allow") {
      sites.decide(peer.origin, "allowed", now());
    } else {
      sites.decide(peer.origin, "blocked", now());
      throw new Failure("site-blocked").asTold();
    }
  }

  async #connectedBridge(): Promise<Bridge> {
    while (!this.#bridge || this.#bridge.gone.aborted) {
      this.#ended.throwIfAborted();
      this.#wait();
      try {
        this.#bridge = await Bridge.connect(this.#parts.host);
        if (this.#ended.aborted) this.#disconnect();
      } catch (thrown) {
        await this.#retry(Failure.from(thrown));
      }
    }
    return this.#bridge;
  }

  #wait(): void {
    this.#parts.steps.waiting(() => {
      this.#closing.abort(new Failure("cancelled"));
    });
  }

  async #retry(failure: Failure): Promise<void> {
    // What was under way when the session ended fails too; nobody needs to hear of it.
    this.#ended.throwIfAborted();
    if (failure.code === "cancelled" || (await this.#show(failure, failure.row.again)) === "end") throw failure.asTold();
    this.#displayed = undefined;
  }

  #show(failure: Failure, again: boolean): Promise<"again" | "end"> {
    this.#displayed = failure;
    return this.#parts.steps.failed(failure, { again, contact: this.#contact });
  }

  #refuse(failure: Failure): void {
    if (this.#answered) return;
    this.#answered = true;
    this.#parts.peer.refuse(failure);
  }

  #disconnect(): void {
    this.#bridge?.disconnect();
  }
}

/** Caused by a press of the person, or of the page for them. */
const OWN_PRESS: readonly string[] = ["cancelled", "consent-denied", "window-closed", "aborted"];

function isTold(failure: Failure): boolean {
  return failure.told || OWN_PRESS.includes(failure.code);
}
