/** The messages of `bridge/PROTOCOL.md` as the window uses them. Every shape is generated from the bridge's Rust types. */
import type { BridgeMessage, BridgeRequest as NumberedRequest } from "../generated/bridge-protocol.ts";

export { PROTOCOL } from "../generated/bridge-protocol.ts";
export type { Card, ChangePinRequest, DigestToSign, OpenRequest, Reader, ReaderStatus } from "../generated/bridge-protocol.ts";

/** What the window asks; the client adds the `id`. */
export type BridgeRequest = Unnumbered<NumberedRequest>;

type Unnumbered<R> = R extends unknown ? Omit<R, "id"> : never;

type Message<T extends BridgeMessage["type"]> = Extract<BridgeMessage, { type: T }>;

/** The answer to each request, by the request's type. */
export interface BridgeReplies {
  readonly status: Message<"status">;
  readonly certificates: Message<"certificates">;
  readonly open: Message<"opened">;
  readonly sign: Message<"signed">;
  readonly authenticate: Message<"authenticated">;
  readonly attributes: Message<"attributes">;
  readonly "change-pin": Message<"pin-changed">;
  readonly close: Message<"closed">;
}
