import assert from "node:assert/strict";
import { setImmediate } from "node:timers/promises";
import { test } from "node:test";
import { Failure } from "../failure.ts";
import type { Peer } from "../peer.ts";
import { type ListeningWindow, type OpenerWindow, waitForOpener } from "./opener.ts";

const ID = "11111111-1111-4111-8111-111111111111";
const connect = { jitsuin: 1, type: "connect", id: ID };

class FakeWindow implements ListeningWindow {
  #listeners = new Set<(event: MessageEvent) => void>();
  addEventListener(_: "message", listener: (event: MessageEvent) => void): void {
    this.#listeners.add(listener);
  }
  removeEventListener(_: "message", listener: (event: MessageEvent) => void): void {
    this.#listeners.delete(listener);
  }
  post(source: unknown, data: unknown, ports: readonly MessagePort[], origin = "https://city.example.jp"): void {
    for (const listener of this.#listeners) listener({ source, data, ports, origin } as unknown as MessageEvent);
  }
  get listening(): boolean {
    return this.#listeners.size > 0;
  }
}

function opened(): { self: FakeWindow; opener: { closed: boolean } & OpenerWindow; posted: unknown[]; peer: Promise<Peer>; page: MessagePort; port: MessagePort; close: () => void } {
  const posted: unknown[] = [];
  const opener = { closed: false, postMessage: (message: unknown) => void posted.push(message) };
  const self = new FakeWindow();
  const { port1: page, port2: port } = new MessageChannel();
  return { self, opener, posted, peer: waitForOpener(self, opener), page, port, close: () => { page.close(); port.close(); } };
}

const nextMessage = (port: MessagePort): Promise<unknown> =>
  new Promise((resolve) => {
    port.onmessage = ({ data }: MessageEvent<unknown>) => {
      resolve(data);
    };
  });

function listen(page: MessagePort): unknown[] {
  const answers: unknown[] = [];
  page.onmessage = ({ data }: MessageEvent<unknown>) => answers.push(data);
  return answers;
}

/** Two turns of a channel: what was posted before has arrived, and so has an answer to it. */
async function settled(page: MessagePort, answers: readonly unknown[], count: number): Promise<void> {
  while (answers.length < count) await setImmediate();
  page.postMessage(null);
  for (let turn = 0; turn < 5; turn += 1) await setImmediate();
}

test("the window says that it listens, and nothing more", () => {
  const { posted, close } = opened();
  assert.deepEqual(posted, [{ jitsuin: 1, type: "ready" }]);
  close();
});

test("only the opener's one connect with one port counts; its origin is the browser's", async () => {
  const { self, opener, peer, port, close } = opened();
  const other = new MessageChannel();
  const garbage: readonly (readonly [source: unknown, data: unknown, ports: readonly MessagePort[]])[] = [
    [{}, connect, [other.port1]],
    [null, connect, [other.port1]],
    [opener, "connect", [other.port1]],
    [opener, null, [other.port1]],
    [opener, { ...connect, jitsuin: 2 }, [other.port1]],
    [opener, { ...connect, type: "request" }, [other.port1]],
    [opener, { ...connect, id: 1 }, [other.port1]],
    [opener, { ...connect, id: "x".repeat(65) }, [other.port1]],
    [opener, connect, []],
    [opener, connect, [other.port1, other.port2]],
  ];
  for (const [source, data, ports] of garbage) self.post(source, data, ports, "https://evil.example");
  assert.equal(self.listening, true);
  self.post(opener, connect, [port]);
  assert.equal((await peer).origin, "https://city.example.jp");
  assert.equal(self.listening, false);
  other.port1.close();
  close();
});

test("one request is taken, and one answer given", async () => {
  const { self, opener, peer, page, port, close } = opened();
  self.post(opener, connect, [port]);
  const answers = listen(page);
  page.postMessage({ type: "request", id: "other", request: { bad: 1 } });
  page.postMessage({ type: "request", id: ID, request: { good: 1 }, keepOpen: false });
  page.postMessage({ type: "request", id: ID, request: { bad: 2 }, keepOpen: true });
  const inquiry = await (await peer).next();
  assert.deepEqual(await inquiry.asked, { request: { good: 1 }, keepOpen: false });
  inquiry.refuse(new Failure("pin-wrong", { triesLeft: 4 }));
  inquiry.refuse(new Failure("cancelled"));
  inquiry.deliver({ content: new Uint8Array(1), signature: new Uint8Array(1), format: "cms-detached" }, []);
  await settled(page, answers, 1);
  assert.deepEqual(answers, [{ type: "error", id: ID, error: { code: "pin-wrong", triesLeft: 4 } }]);
  close();
});

test("a result moves to the page", async () => {
  const { self, opener, peer, page, port, close } = opened();
  self.post(opener, connect, [port]);
  const answer = nextMessage(page);
  const content = Uint8Array.of(1, 2);
  (await (await peer).next()).deliver({ content, signature: Uint8Array.of(3), format: "cms-detached" }, [content.buffer]);
  assert.deepEqual(await answer, { type: "result", id: ID, result: { content: Uint8Array.of(1, 2), signature: Uint8Array.of(3), format: "cms-detached" } });
  assert.equal(content.byteLength, 0);
  close();
});

test("one request after the other goes through the same port, each with its own id; never two at a time", async () => {
  const { self, opener, peer, page, port, close } = opened();
  self.post(opener, connect, [port]);
  const answers = listen(page);
  page.postMessage({ type: "begin", id: "too early" });
  page.postMessage({ type: "request", id: ID, request: 1, keepOpen: true });
  const first = await (await peer).next();
  assert.deepEqual(await first.asked, { request: 1, keepOpen: true });
  first.deliver({}, []);
  page.postMessage({ type: "begin", id: 7 });
  page.postMessage({ type: "begin", id: "second" });
  page.postMessage({ type: "abort", id: ID });
  page.postMessage({ type: "request", id: "second", request: 2 });
  const second = await (await peer).next();
  assert.deepEqual(await second.asked, { request: 2, keepOpen: false });
  first.refuse(new Failure("cancelled"));
  second.refuse(new Failure("consent-denied"));
  await settled(page, answers, 2);
  assert.equal(second.withdrawn.aborted, false);
  assert.deepEqual(answers, [{ type: "result", id: ID, result: {} }, { type: "error", id: "second", error: { code: "consent-denied" } }]);
  close();
});

test("a request that the page aborts, abandons, leaves or closes is withdrawn", async () => {
  for (const [type, code] of [["abort", "aborted"], ["abandon", "aborted"], ["leave", "page-gone"], ["close the tab", "page-gone"], ["close the port", "page-gone"]] as const) {
    const { self, opener, peer, page, port, close } = opened();
    self.post(opener, connect, [port]);
    const asking = await peer;
    const { departed } = asking;
    const { withdrawn } = await asking.next();
    if (type === "close the tab") opener.closed = true;
    else if (type === "close the port") page.close();
    else page.postMessage({ type, id: ID });
    await new Promise((resolve) => { withdrawn.addEventListener("abort", resolve); });
    assert.equal((withdrawn.reason as Failure).code, code, type);
    assert.equal(departed.aborted, code === "page-gone", type);
    close();
  }
});
