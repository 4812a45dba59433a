import type { NativeHost, NativePort } from "./native-channel.ts";

/** A native host whose words a test speaks. It answers nothing by itself. */
export class FakeHost implements NativeHost {
  sent: Record<string, unknown>[] = [];
  disconnected = false;
  /** Told of every message that the window sends. */
  onSent: ((message: Record<string, unknown>) => void) | undefined;
  #reason: string | undefined;
  #onMessage: (message: unknown) => void = () => undefined;
  #onDisconnect: () => void = () => undefined;

  connect(): NativePort {
    this.disconnected = false;
    return {
      postMessage: (message) => {
        this.sent.push(message as Record<string, unknown>);
        this.onSent?.(message as Record<string, unknown>);
      },
      disconnect: () => {
        this.disconnected = true;
      },
      onMessage: { addListener: (listener) => (this.#onMessage = listener) },
      onDisconnect: { addListener: (listener) => (this.#onDisconnect = listener) },
    };
  }

  lastError(): string | undefined {
    return this.#reason;
  }

  /** The bridge says this. */
  say(message: unknown): void {
    this.#onMessage(message);
  }

  /** The bridge ends. */
  drop(reason: string | undefined): void {
    this.#reason = reason;
    this.#onDisconnect();
  }
}
