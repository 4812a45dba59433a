import type { ErrorCode } from "../../api/src/error-code.ts";
import type { Bridge } from "./bridge.ts";
import type { Card } from "./bridge-protocol.ts";
import { cardsIn, type JpkiCard, type Look, watchReaders } from "./card-watch.ts";
import { pause } from "./deferred.ts";
import { Failure } from "./failure.ts";

/** The parts that a PC needs, in the order in which they are found. The extension is there: it is what looks. */
export type Part = "bridge" | "service" | "reader" | "card" | "certificates";

export const PARTS: readonly Part[] = ["bridge", "service", "reader", "card", "certificates"];

/** What a look at this PC has found. */
export interface CheckUp {
  /** The first part that is not there, and why; nothing where everything is. */
  readonly missing?: { readonly part: Part; readonly code: ErrorCode; readonly kind?: Card["kind"] };
  /** The part that is being looked at. */
  readonly looking?: Part;
  /** The bridge's version. */
  readonly bridge?: string;
  /** The readers, by their names. */
  readonly readers?: readonly string[];
  readonly card?: JpkiCard;
}

/** A bridge that is being installed sends no event: it is looked for again after this. */
const LOOK_AGAIN_MS = 2000;

/**
 * Looks for the bridge until it is there, then at service, readers and card whenever something changes, until the signal ends. A
 * bridge that goes is looked for again.
 */
export function watchCheckUp(connect: () => Promise<Bridge>, signal: AbortSignal, onView: (view: CheckUp) => void): void {
  const run = async (): Promise<void> => {
    onView({ looking: "bridge" });
    for (;;) {
      try {
        const bridge = await connect();
        signal.throwIfAborted();
        onView({ bridge: bridge.version, looking: "service" });
        onView({ bridge: bridge.version, ...missing("bridge", await watchBridge(bridge, signal, onView)) });
      } catch (thrown) {
        if (signal.aborted) return;
        onView(missing("bridge", Failure.from(thrown)));
      }
      await pause(LOOK_AGAIN_MS, signal);
    }
  };
  run().catch(() => undefined);
}

/** Resolves with the reason when the bridge cannot go on. */
function watchBridge(bridge: Bridge, signal: AbortSignal, onView: (view: CheckUp) => void): Promise<Failure> {
  const ended = new AbortController();
  return new Promise<Failure>((resolve) => {
    watchReaders(
      bridge,
      () => bridge.status(["sign", "auth", "attributes"]),
      AbortSignal.any([signal, ended.signal]),
      (look) => {
        const view = checkUpOf(look);
        onView({ bridge: bridge.version, ...view });
        return obstacleOf(look);
      },
      resolve,
    );
  }).finally(() => {
    ended.abort();
  });
}

/** The obstacle of a look that may pass without an event. */
function obstacleOf(look: Look): Extract<Look, string> | undefined {
  if (typeof look === "string") return look;
  const found = cardsIn(look);
  return found.state === "obstacle" ? found.code : undefined;
}

/** What a look at the readers says about this PC. */
export function checkUpOf(look: Look): CheckUp {
  if (look === "pcsc-unavailable") return { missing: { part: "service", code: look } };
  if (typeof look === "string") return { missing: { part: look === "no-reader" ? "reader" : "card", code: look } };
  const readers = look.map(({ name }) => name);
  if (readers.length === 0) return { missing: { part: "reader", code: "no-reader" } };
  const found = cardsIn(look);
  if (found.state === "obstacle") return { readers, missing: { part: "card", code: found.code, ...(found.kind === undefined ? {} : { kind: found.kind }) } };
  const [{ card }] = found.cards;
  const { sign, auth } = card.certificates;
  return { readers, card, ...(sign || auth ? {} : { missing: { part: "certificates", code: "certificate-missing" } }) };
}

function missing(part: Part, { code }: Failure): CheckUp {
  return { missing: { part, code } };
}
