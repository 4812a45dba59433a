import type { ErrorCode } from "../../api/src/error-code.ts";
import type { Bridge } from "./bridge.ts";
import type { Card, ReaderStatus } from "./bridge-protocol.ts";
import { Failure, isCode } from "./failure.ts";
import type { PinName } from "./pin.ts";

/** A card that serves, in its reader. */
export interface ReadyCard {
  readonly reader: string;
  readonly kind: CardKind;
  /** Null where the card does not tell. Never 0. */
  readonly triesLeft: number | null;
  /** The reader has its own keys: the PIN is typed there and never enters the PC. */
  readonly pinPad: boolean;
}

/** A card with the JPKI application: what it holds. */
export type JpkiCard = Extract<Card, { readonly triesLeft: unknown }>;

/** The cards that hold certificates. */
export type CardKind = JpkiCard["kind"];

/** A card with the JPKI application, whatever it can do, in its reader. */
export interface CardAtHand {
  readonly reader: string;
  readonly pinPad: boolean;
  readonly card: JpkiCard;
}

/** What the readers hold, as far as the use of one PIN needs to know. */
export type CardView = { readonly state: "looking" } | Found<ReadyCard>;

/** The cards that serve, or what stands in the way of one. */
export type Found<Serving> =
  | { readonly state: "ready"; readonly cards: readonly [Serving, ...Serving[]] }
  /** Something stands in the way; the code's words say what to do. `kind`: of the card that is in the way. */
  | { readonly state: "obstacle"; readonly code: Obstacle; readonly reader?: string; readonly kind?: Card["kind"] };

/** The obstacles that a look at the readers can find. */
export type Obstacle = Extract<
  ErrorCode,
  | "no-reader"
  | "no-card"
  | "card-unresponsive"
  | "card-busy"
  | "card-unsupported"
  | "certificate-missing"
  | "pin-blocked"
  | "pcsc-unavailable"
  | "card-refused"
  | "card-garbled"
  | "card-removed"
>;

/** An obstacle that may go away without an event from the bridge is looked at again after this. */
const LOOK_AGAIN_MS = 3000;
const FLEETING: ReadonlySet<ErrorCode> = new Set(["card-busy", "pcsc-unavailable", "card-refused", "card-garbled", "card-removed"]);

/**
 * Looks at the readers, and again whenever the bridge reports a change, until the signal ends. Each look reads the tries of the
 * one PIN and uses none. `only`: one reader, by its name. A bridge that fails ends the watch with `onFailure`.
 */
export function watchCards(
  bridge: Pick<Bridge, "status" | "onReaders" | "gone">,
  { pin, only }: { readonly pin: PinName; readonly only?: string | undefined },
  signal: AbortSignal,
  onView: (view: CardView) => void,
  onFailure: (failure: Failure) => void,
): void {
  onView({ state: "looking" });
  watchReaders(
    bridge,
    () => bridge.status([pin]),
    signal,
    (look) => {
      const view: CardView =
        typeof look === "string" ? { state: "obstacle", code: look } : viewOf(only === undefined ? look : look.filter(({ name }) => name === only), pin);
      onView(view);
      return view.state === "obstacle" ? view.code : undefined;
    },
    onFailure,
  );
}

/** What a look found: the readers, or why it could not look. */
export type Look = readonly ReaderStatus[] | Obstacle;

/**
 * The loop of every watch: `status` looks, `onLook` hears what was found and names the obstacle that it sees in it, if any; one
 * that may go away without an event is looked at again.
 */
export function watchReaders<Sight extends object>(
  bridge: Pick<Bridge, "onReaders" | "gone">,
  status: () => Promise<Sight>,
  signal: AbortSignal,
  onLook: (look: Sight | Obstacle) => Obstacle | undefined,
  onFailure: (failure: Failure) => void,
): void {
  let looking = false;
  let changed = false;
  let timer: ReturnType<typeof setTimeout> | undefined;

  const look = async (): Promise<void> => {
    clearTimeout(timer);
    if (looking) {
      changed = true;
      return;
    }
    looking = true;
    changed = false;
    const found = await lookOnce();
    looking = false;
    if (isOver() || found === undefined) return;
    if (hasChanged()) {
      void look();
      return;
    }
    const obstacle = onLook(found);
    if (obstacle && FLEETING.has(obstacle)) timer = setTimeout(() => void look(), LOOK_AGAIN_MS);
  };
  // What may change while a look is awaited; as functions, because the type checker does not expect it.
  const isOver = (): boolean => signal.aborted;
  const hasChanged = (): boolean => changed;

  const lookOnce = async (): Promise<Sight | Obstacle | undefined> => {
    try {
      return await status();
    } catch (thrown) {
      const failure = Failure.from(thrown);
      if (isObstacle(failure.code)) return failure.code;
      if (!signal.aborted) onFailure(failure);
      return undefined;
    }
  };

  const onGone = (): void => {
    onFailure(Failure.from(bridge.gone.reason));
  };
  // Every event is worth a look, also one that names the same states: another card may be in the reader.
  bridge.onReaders = () => void look();
  bridge.gone.addEventListener("abort", onGone, { once: true, signal });
  signal.addEventListener("abort", () => {
    clearTimeout(timer);
    bridge.onReaders = undefined;
  });
  void look();
}

/** What the readers mean for the use of a PIN. */
export function viewOf(readers: readonly ReaderStatus[], pin: PinName): Found<ReadyCard> {
  return found(readers, (reader) => {
    const at = cardIn(reader);
    return typeof at === "string" ? at : readyFor(at, pin);
  });
}

/** The cards with the JPKI application, whatever they can do. */
export function cardsIn(readers: readonly ReaderStatus[]): Found<CardAtHand> {
  return found(readers, cardIn);
}

/** A card that serves wins; otherwise the obstacle that is nearest to one. */
function found<Serving extends object>(readers: readonly ReaderStatus[], judge: (reader: ReaderStatus) => Serving | Obstacle): Found<Serving> {
  if (readers.length === 0) return { state: "obstacle", code: "no-reader" };
  const judged = readers.map(judge);
  const [first, ...others] = judged.filter((each) => typeof each !== "string");
  if (first) return { state: "ready", cards: [first, ...others] };
  const code = NEAREST_FIRST.find((nearest) => judged.includes(nearest)) ?? "no-card";
  const reader = readers[judged.indexOf(code)];
  return { state: "obstacle", code, ...(reader ? { reader: reader.name } : {}), ...(reader?.card ? { kind: reader.card.kind } : {}) };
}

function cardIn({ name, state, card, pinPad }: ReaderStatus): CardAtHand | Obstacle {
  if (state === "empty") return "no-card";
  if (state === "unresponsive" || !card) return "card-unresponsive";
  switch (card.kind) {
    case "my-number-card":
    case "phone":
      return { reader: name, pinPad, card };
    case "busy":
      return "card-busy";
    case "unreadable":
      return isObstacle(card.code) ? card.code : "card-unresponsive";
    default:
      return "card-unsupported";
  }
}

function readyFor({ reader, pinPad, card }: CardAtHand, pin: PinName): ReadyCard | Obstacle {
  // A telephone has no application that fills forms in.
  if (pin === "attributes" ? card.kind === "phone" : !card.certificates[pin]) return pin === "attributes" ? "card-unsupported" : "certificate-missing";
  const triesLeft = card.triesLeft[pin] ?? null;
  return triesLeft === 0 ? "pin-blocked" : { reader, kind: card.kind, triesLeft, pinPad };
}

const NEAREST_FIRST: readonly Obstacle[] = [
  "pin-blocked",
  "certificate-missing",
  "card-busy",
  "card-removed",
  "card-refused",
  "card-garbled",
  "card-unresponsive",
  "card-unsupported",
  "no-card",
  "pcsc-unavailable",
  "no-reader",
];

/** Is this a code that a look at the readers can find? */
export function isObstacle(code: unknown): code is Obstacle {
  return isCode(code) && (NEAREST_FIRST as readonly ErrorCode[]).includes(code);
}
