/** The messages of `bridge/PROTOCOL.md` as the window uses them. Every shape is generated from the bridge's Rust types. */
import type { BridgeMessage, OpenRequest, SignRequest } from "../generated/bridge-protocol.ts";

export { PROTOCOL } from "../generated/bridge-protocol.ts";
export type { Card, DigestToSign, Reader, ReaderStatus } from "../generated/bridge-protocol.ts";

/** What the window asks; the client adds the `id`. */
export type BridgeRequest =
  | { readonly type: "status" }
  | Omit<OpenRequest, "id">
  | Omit<SignRequest, "id">
  | { readonly type: "close" };

type Message<T extends BridgeMessage["type"]> = Extract<BridgeMessage, { type: T }>;

/** The answer to each request, by the request's type. */
export interface BridgeReplies {
  readonly status: Message<"status">;
  readonly open: Message<"opened">;
  readonly sign: Message<"signed">;
  readonly close: Message<"closed">;
}
