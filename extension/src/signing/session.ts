import { type Action, MAY_STAY, type Results } from "../../api/src/messages.ts";
import { isSecureOrigin } from "../../api/src/secure-origin.ts";
import { authenticateAction } from "./actions/authenticate.ts";
import { readAttributesAction } from "./actions/read-attributes.ts";
import { setUpAction } from "./actions/set-up.ts";
import { signAction } from "./actions/sign.ts";
import { Bridge } from "./bridge.ts";
import { pause, until } from "./deferred.ts";
import { Failure } from "./failure.ts";
import type { Formats } from "./formats.ts";
import type { NativeHost } from "./native-channel.ts";
import type { Inquiry, Peer } from "./peer.ts";
import { checkExpiry, type CheckedRequests, checkRequest, contactOf } from "./request.ts";
import type { Agreement } from "./agreement.ts";
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
  readonly agreement: Agreement;
}

/** What an action may use. */
export interface ActionContext {
  readonly origin: string;
  /** Whom to ask, in the site's words, where it says so. */
  readonly contact: string | undefined;
  readonly steps: Steps;
  readonly formats: Formats;
  readonly now: () => Date;
  readonly agreement: Agreement;
  /** Aborted when the request ends, whoever ends it. */
  readonly ended: AbortSignal;
  /** The running bridge; started where there is none. Asks the person to try again where it does not start. */
  readonly bridge: () => Promise<Bridge>;
  /** The running bridge; one attempt to start it where there is none. Shows nothing. */
  readonly connect: () => Promise<Bridge>;
  /** Shows a failure. Returns where the person tries again, throws where they end or where again cannot help. */
  readonly retry: (failure: Failure) => Promise<void>;
}

/** What an action gives: the page's result, what is moved to the page, and what the person keeps of it, if anything. */
export interface ActionOutcome<A extends Action> {
  readonly result: Results[A];
  readonly transfer: Transferable[];
  readonly receipt?: Receipt;
}

/** The actions. A new one is a new file in `actions/` and a new row. */
const ACTIONS: {
  readonly [A in Action]: (request: CheckedRequests[A], context: ActionContext) => Promise<ActionOutcome<A>>;
} = { sign: signAction, authenticate: authenticateAction, "read-attributes": readAttributesAction, "set-up": setUpAction };

/** A window that was asked to stay waits this long for the page's next request. */
const STAYS_MS = 10 * 60 * 1000;

/** A bridge that is being installed sends no event: it is looked for again after this. */
const LOOK_AGAIN_MS = 2000;

/**
 * One session: one site, one request after the other with one answer each, one bridge process, and at most one card transaction
 * at a time. The window is the session; when either ends, so does the other.
 */
export class Session {
  readonly #parts: SessionParts;
  readonly #closing = new AbortController();
  #request: Current | undefined;
  #bridge: Bridge | undefined;
  #connecting: Promise<Bridge> | undefined;

  constructor(parts: SessionParts) {
    this.#parts = parts;
  }

  /** Does the page wait for an answer? */
  get open(): boolean {
    return this.#request !== undefined;
  }

  /** Goes through the whole session. Resolves when the window has nothing more to show. */
  async run(): Promise<void> {
    let inquiry: Inquiry | undefined = await this.#parts.peer.next();
    while (inquiry) {
      const done = await this.#serve(inquiry);
      inquiry = done && (await this.#between(done));
    }
  }

  /** The window is being closed, reloaded or led away: the page hears it, the bridge ends. */
  close(): void {
    const failure = this.#request?.displayed ?? new Failure("window-closed");
    this.#refuse(failure);
    this.#closing.abort(failure);
    this.#disconnect();
  }

  /** From one request to its answer. The action that was done, where the window stays for the next one. */
  async #serve(inquiry: Inquiry): Promise<Action | undefined> {
    const { peer, steps } = this.#parts;
    const current: Current = {
      inquiry,
      ended: AbortSignal.any([inquiry.withdrawn, this.#closing.signal]),
      contact: undefined,
      displayed: undefined,
      keepOpen: false,
    };
    this.#request = current;
    try {
      const { action, outcome } = await until(current.ended, this.#act(current));
      this.#disconnect();
      this.#request = undefined;
      inquiry.deliver(outcome.result, outcome.transfer);
      if (current.keepOpen) return action;
      await steps.done(action, outcome.receipt);
    } catch (thrown) {
      const failure = Failure.from(thrown);
      this.#disconnect();
      if (isTold(failure)) {
        this.#refuse(failure);
      } else if (failure.code === "site-blocked") {
        this.#refuse(failure);
        if ((await steps.blocked(peer.origin)) === "forget") this.#parts.sites.forget(peer.origin);
      } else if (failure.row.move === "person" && failure !== inquiry.withdrawn.reason) {
        await this.#show(current, failure, false);
        this.#refuse(failure);
      } else {
        // The site's or a developer's move: the page need not wait until the person has read it.
        this.#refuse(failure);
        await this.#show(current, failure, false);
      }
    }
    return undefined;
  }

  /** The page has its result and goes on: its next request, unless the person, the clock or the page itself ends the session. */
  async #between(done: Action): Promise<Inquiry | undefined> {
    const { peer, steps } = this.#parts;
    const over = new AbortController();
    const ended = AbortSignal.any([over.signal, peer.departed, this.#closing.signal]);
    const end = Promise.race([steps.between(done), pause(STAYS_MS, ended)]).then(() => undefined);
    try {
      return await until(ended, Promise.race([peer.next(), end]));
    } catch {
      return undefined;
    } finally {
      over.abort(new Failure("window-closed"));
      end.catch(() => undefined);
    }
  }

  async #act(current: Current): Promise<{ readonly action: Action; readonly outcome: ActionOutcome<Action> }> {
    const { peer, steps, now, agreement } = this.#parts;
    const formats = this.#parts.loadFormats();
    formats.catch(() => undefined);
    if (!isSecureOrigin(peer.origin)) throw new Failure("insecure-context");
    await this.#admit();
    this.#wait();
    const asked = await current.inquiry.asked;
    // Before the examination, which may refuse: whom to ask stands beside that too.
    current.contact = contactOf(asked.request);
    const request = checkRequest(asked.request);
    current.keepOpen = asked.keepOpen && MAY_STAY.includes(request.action);
    checkExpiry(request, now());
    steps.begin(request);
    const act = ACTIONS[request.action] as (request: CheckedRequests[Action], context: ActionContext) => Promise<ActionOutcome<Action>>;
    const outcome = await act(request, {
      origin: peer.origin,
      contact: current.contact,
      steps,
      formats: await formats,
      now,
      agreement,
      ended: current.ended,
      bridge: () => this.#connectedBridge(current),
      connect: () => this.#connect(current),
      retry: (failure) => this.#retry(current, failure),
    });
    return { action: request.action, outcome };
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

  async #connectedBridge(current: Current): Promise<Bridge> {
    for (;;) {
      if (this.#bridge && !this.#bridge.gone.aborted) return this.#bridge;
      current.ended.throwIfAborted();
      this.#wait();
      try {
        return await this.#connect(current);
      } catch (thrown) {
        await this.#retry(current, Failure.from(thrown));
      }
    }
  }

  /** One attempt; whoever asks meanwhile waits for the same one. */
  async #connect({ ended }: Current): Promise<Bridge> {
    if (this.#bridge && !this.#bridge.gone.aborted) return this.#bridge;
    this.#connecting ??= Bridge.connect(this.#parts.host).finally(() => {
      this.#connecting = undefined;
    });
    this.#bridge = await this.#connecting;
    if (ended.aborted) this.#disconnect();
    // Nobody waits for it any more: whoever went on would draw over what the window says at its end.
    ended.throwIfAborted();
    return this.#bridge;
  }

  #wait(): void {
    this.#parts.steps.waiting(() => {
      this.#closing.abort(new Failure("cancelled"));
    });
  }

  async #retry(current: Current, failure: Failure): Promise<void> {
    // What was under way when the session ended fails too; nobody needs to hear of it.
    current.ended.throwIfAborted();
    if (failure.code === "cancelled" || (await this.#show(current, failure, failure.row.again)) === "end") throw failure.asTold();
    current.displayed = undefined;
  }

  async #show(current: Current, failure: Failure, again: boolean): Promise<"again" | "end"> {
    current.displayed = failure;
    const goesOn = again && INSTALLABLE.includes(failure.code);
    const decided = new AbortController();
    const decision = this.#parts.steps.failed(failure, { again, contact: current.contact, goesOn });
    try {
      return await (goesOn ? Promise.race([decision, this.#bridgeAppears(current, decided.signal)]) : decision);
    } finally {
      decided.abort(failure);
    }
  }

  /** The person installs the bridge while the failure is on the screen: the same request goes on by itself. */
  async #bridgeAppears(current: Current, decided: AbortSignal): Promise<"again"> {
    const over = AbortSignal.any([decided, current.ended]);
    for (;;) {
      try {
        await pause(LOOK_AGAIN_MS, over);
        await this.#connect(current);
        return "again";
      } catch (thrown) {
        if (over.aborted) throw thrown;
      }
    }
  }

  #refuse(failure: Failure): void {
    this.#request?.inquiry.refuse(failure);
    this.#request = undefined;
  }

  #disconnect(): void {
    this.#bridge?.disconnect();
  }
}

/** The request that is being served. */
interface Current {
  readonly inquiry: Inquiry;
  /** Aborted when the page withdraws it or the window closes. */
  readonly ended: AbortSignal;
  contact: string | undefined;
  /** The failure on the screen. If the window is closed over it, that is what the page hears. */
  displayed: Failure | undefined;
  keepOpen: boolean;
}

/** What an installation removes, without an event. */
const INSTALLABLE: readonly string[] = ["bridge-missing", "bridge-outdated"];

/** Caused by a press of the person, or of the page for them. */
const OWN_PRESS: readonly string[] = ["cancelled", "consent-denied", "window-closed", "aborted"];

function isTold(failure: Failure): boolean {
  return failure.told || OWN_PRESS.includes(failure.code);
}
