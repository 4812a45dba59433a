import assert from "node:assert/strict";
import { setImmediate } from "node:timers/promises";
import { afterEach, beforeEach, test } from "node:test";
import { authenticate, EXTENSION_ID, isInstalled, JitsuinError, readAttributes, type ReadAttributesOptions, type Settings, setUp, sign, type SignOptions } from "./index.ts";
import type { Connect, PageToWindow } from "./messages.ts";

const EXTENSION = `chrome-extension://${EXTENSION_ID}`;
const OPTIONS: SignOptions = { nonce: "0123456789abcdef", expires: "2030-01-01T00:00:00Z", content: { kind: "form", title: "t", fields: [] } };

/** The browser around the package: a page, and the window that it opens. */
class Browser extends EventTarget {
  isSecureContext = true;
  origin = "https://city.example.jp";
  screen = { availWidth: 1920, availHeight: 1080 };
  activated = true;
  popups = true;
  installed = true;
  opened: SigningWindow[] = [];

  open = (url: string, target: string, features: string): SigningWindow | null => {
    if (!this.popups) return null;
    assert.equal(target, "_blank");
    assert.match(features, /^popup,/);
    this.opened.push(new SigningWindow(this, url));
    return this.opened.at(-1) ?? null;
  };

  fetch = (url: string): Promise<{ ok: boolean }> => {
    assert.equal(url, `${EXTENSION}/hello.json`);
    return this.installed ? Promise.resolve({ ok: true }) : Promise.reject(new TypeError("Failed to fetch"));
  };
}

class SigningWindow {
  closed = false;
  focused = 0;
  connects: Connect[] = [];
  received: PageToWindow[] = [];
  port: MessagePort | undefined;
  readonly browser: Browser;
  readonly url: string;

  constructor(browser: Browser, url: string) {
    this.browser = browser;
    this.url = url;
  }

  close(): void {
    this.closed = true;
  }

  focus(): void {
    this.focused += 1;
  }

  postMessage(message: Connect, target: string, [port]: MessagePort[]): void {
    assert.equal(target, EXTENSION);
    this.connects.push(message);
    this.port = port;
    if (port) port.onmessage = ({ data }: MessageEvent<PageToWindow>) => void this.received.push(data);
  }

  /** Waits until the page has said so many things. */
  async heard(count: number): Promise<void> {
    while (this.received.length < count) await setImmediate();
  }

  /** A message event at the page. */
  speak(data: unknown = { jitsuin: 1, type: "ready" }, source: unknown = this, origin = EXTENSION): void {
    this.browser.dispatchEvent(Object.assign(new Event("message"), { data, source, origin }));
  }

  /** Answers the latest request. */
  answer(message: { type: "result"; result: unknown } | { type: "error"; error: unknown }): void {
    this.port?.postMessage({ ...message, id: this.received.at(-1)?.id ?? this.connects[0]?.id });
  }
}

let browser: Browser;
beforeEach(() => {
  browser = new Browser();
  const { open, fetch } = browser;
  const globals = { isSecureContext: true, origin: browser.origin, screen: browser.screen, open, fetch };
  for (const [name, value] of Object.entries(globals)) Object.defineProperty(globalThis, name, { value, configurable: true, writable: true });
  Object.defineProperty(globalThis, "navigator", { value: { userActivation: { get isActive() { return browser.activated; } } }, configurable: true });
  globalThis.addEventListener = browser.addEventListener.bind(browser) as typeof globalThis.addEventListener;
  globalThis.removeEventListener = browser.removeEventListener.bind(browser) as typeof globalThis.removeEventListener;
});
afterEach(() => {
  // In Node, an open port keeps the process.
  for (const { port } of browser.opened) port?.close();
});

const first = (): SigningWindow => browser.opened[0] ?? assert.fail("no window was opened");
const code = (expected: string) => (error: unknown): boolean => error instanceof JitsuinError && error.code === expected;

test("the window opens in the call itself, before anything is awaited", async () => {
  const signing = sign(new Promise<SignOptions>(() => undefined));
  assert.equal(first().url, `${EXTENSION}/signing.html`);
  first().closed = true;
  await assert.rejects(signing, code("opener-severed"));
});

test("a request goes to the window that is ready, and its result comes back", async () => {
  const signing = sign(Promise.resolve(OPTIONS));
  first().speak();
  first().speak();
  await first().heard(1);
  assert.equal(first().connects.length, 1);
  const [message] = first().received;
  assert.ok(message?.type === "request");
  assert.deepEqual(message.request, { ...OPTIONS, action: "sign" });
  assert.equal(message.id, first().connects[0]?.id);
  first().answer({ type: "result", result: { format: "cms-detached" } });
  assert.deepEqual(await signing, { format: "cms-detached" });
});

test("nobody else can say that they are ready", async () => {
  const signing = sign(OPTIONS);
  first().speak(undefined, {});
  first().speak(undefined, first(), "https://evil.example");
  first().speak(null);
  first().speak({ type: "connect" });
  assert.equal(first().connects.length, 0);
  first().closed = true;
  await assert.rejects(signing);
});

test("an error keeps its code, its facts, and whether again can help", async () => {
  const signing = sign(OPTIONS);
  first().speak();
  first().answer({ type: "error", error: { code: "content-too-large", limit: 5 } });
  await assert.rejects(signing, (error: unknown) => {
    assert.ok(error instanceof JitsuinError);
    assert.deepEqual({ code: error.code, facts: error.facts, again: error.again, name: error.name }, { code: "content-too-large", facts: { limit: 5 }, again: false, name: "JitsuinError" });
    return true;
  });
});

test("without a click, a secure page or a pop-up nothing is opened", async () => {
  browser.activated = false;
  await assert.rejects(sign(OPTIONS), code("gesture-required"));
  browser.activated = true;
  browser.popups = false;
  await assert.rejects(sign(OPTIONS), code("gesture-required"));
  browser.popups = true;
  for (const value of ["null", "http://[::1]:8080", "http://app.localhost"]) {
    Object.defineProperty(globalThis, "origin", { value, configurable: true });
    await assert.rejects(sign(OPTIONS), code("insecure-context"), value);
  }
  Object.defineProperty(globalThis, "isSecureContext", { value: false, configurable: true });
  await assert.rejects(sign(OPTIONS), code("insecure-context"));
  assert.equal(browser.opened.length, 0);
});

test("a browser that does not tell of clicks cannot have the extension", async () => {
  Object.defineProperty(globalThis, "navigator", { value: {}, configurable: true });
  await assert.rejects(sign(OPTIONS), code("extension-missing"));
  assert.equal(browser.opened.length, 0);
});

test("a missing extension is noticed at once, and the empty window is closed", async () => {
  browser.installed = false;
  const began = performance.now();
  await assert.rejects(sign(OPTIONS), code("extension-missing"));
  assert.ok(performance.now() - began < 200);
  assert.equal(first().closed, true);
  assert.equal(await isInstalled(), false);
  browser.installed = true;
  assert.equal(await isInstalled(), true);
});

test("a second request waits for nobody", async () => {
  const signing = sign(OPTIONS);
  await assert.rejects(sign(OPTIONS), code("request-pending"));
  assert.equal(browser.opened.length, 1);
  first().speak();
  first().answer({ type: "error", error: { code: "cancelled" } });
  await assert.rejects(signing, code("cancelled"));
  const again = sign(OPTIONS);
  assert.equal(browser.opened.length, 2);
  browser.opened[1]?.close();
  await assert.rejects(again);
});

test("options that cannot be had reject with their own reason, and the window is told", async () => {
  const reason = new Error("the server is down");
  const signing = sign(Promise.reject(reason));
  first().speak();
  await assert.rejects(signing, reason);
  await first().heard(1);
  assert.deepEqual(first().received.map(({ type }) => type), ["abandon"]);
});

test("an AbortSignal ends it, before and after the window is ready", async () => {
  await assert.rejects(sign(OPTIONS, { signal: AbortSignal.abort() }), code("aborted"));
  assert.equal(browser.opened.length, 0);
  const early = new AbortController();
  const beforeReady = sign(OPTIONS, { signal: early.signal });
  early.abort();
  await assert.rejects(beforeReady, code("aborted"));
  assert.equal(first().closed, true);
  const late = new AbortController();
  const afterReady = sign(new Promise<SignOptions>(() => undefined), { signal: late.signal });
  browser.opened[1]?.speak();
  late.abort();
  await assert.rejects(afterReady, code("aborted"));
  await browser.opened[1]?.heard(1);
  assert.deepEqual(browser.opened[1]?.received.map(({ type }) => type), ["abort"]);
});

test("a window that was closed is noticed, and a last word on its way is still heard", async (context) => {
  const signing = sign(OPTIONS);
  first().speak();
  first().closed = true;
  await assert.rejects(signing, code("window-closed"));
  context.mock.timers.enable({ apis: ["setInterval"] });
  const another = sign(OPTIONS);
  const [, second] = browser.opened;
  second?.speak();
  second?.close();
  // The page looks once, and sees it closed.
  context.mock.timers.tick(200);
  second?.answer({ type: "result", result: { format: "cms-attached" } });
  assert.deepEqual(await another, { format: "cms-attached" });
});

test("a page that leaves says so", async () => {
  const signing = sign(new Promise<SignOptions>(() => undefined));
  first().speak();
  browser.dispatchEvent(new Event("pagehide"));
  await first().heard(1);
  assert.deepEqual(first().received.map(({ type }) => type), ["leave"]);
  first().closed = true;
  await assert.rejects(signing, code("window-closed"));
});

const READ: ReadAttributesOptions = { nonce: OPTIONS.nonce, expires: OPTIONS.expires, fields: ["name"], purpose: "p" };

test("each action goes out under its name, and brings its own result", async () => {
  const cases = [
    [() => authenticate({ nonce: OPTIONS.nonce, expires: OPTIONS.expires }), { action: "authenticate", nonce: OPTIONS.nonce, expires: OPTIONS.expires }],
    [() => readAttributes(Promise.resolve(READ)), { action: "read-attributes", ...READ }],
    [() => setUp(), { action: "set-up" }],
  ] as const;
  for (const [index, [call, request]] of cases.entries()) {
    const calling: Promise<unknown> = call();
    const opened = browser.opened[index] ?? assert.fail("no window was opened");
    opened.speak();
    await opened.heard(1);
    assert.deepEqual(opened.received.map((message) => message.type === "request" && message.request), [request]);
    opened.answer({ type: "result", result: { for: index } });
    assert.deepEqual(await calling, index === 2 ? undefined : { for: index });
  }
});

test("a window that was asked to stay takes the next call of the page, through the same port; the one after opens its own", async () => {
  const reading = readAttributes(READ, { keepOpen: true });
  first().speak();
  await first().heard(1);
  first().answer({ type: "result", result: { attributes: {} } });
  await reading;
  const signing = sign(OPTIONS);
  await first().heard(3);
  assert.equal(browser.opened.length, 1);
  assert.equal(first().focused, 1);
  const [read, begin, asked] = first().received;
  assert.ok(read?.type === "request" && begin?.type === "begin" && asked?.type === "request");
  assert.deepEqual([read.keepOpen, asked.keepOpen], [true, false]);
  assert.ok(begin.id === asked.id && asked.id !== read.id);
  first().answer({ type: "result", result: { format: "cms-detached" } });
  assert.deepEqual(await signing, { format: "cms-detached" });
  const third = sign(OPTIONS);
  assert.equal(browser.opened.length, 2);
  browser.opened[1]?.close();
  await assert.rejects(third);
});

test("a signature's window is not asked to stay, whatever the caller says", async () => {
  const signing = sign(OPTIONS, { keepOpen: true } as Settings);
  first().speak();
  await first().heard(1);
  const [message] = first().received;
  assert.ok(message?.type === "request");
  assert.equal(message.keepOpen, false);
  first().answer({ type: "result", result: {} });
  await signing;
  const next = readAttributes(READ);
  assert.equal(browser.opened.length, 2);
  browser.opened[1]?.speak();
  await browser.opened[1]?.heard(1);
  browser.opened[1]?.answer({ type: "result", result: {} });
  await next;
});

test("a window that stayed and was closed since is not waited for; one that stays hears that the page leaves", async () => {
  const reading = readAttributes(READ, { keepOpen: true });
  first().speak();
  await first().heard(1);
  first().answer({ type: "result", result: {} });
  await reading;
  browser.dispatchEvent(new Event("pagehide"));
  await first().heard(2);
  assert.equal(first().received.at(-1)?.type, "leave");
  first().closed = true;
  const signing = sign(OPTIONS);
  assert.equal(browser.opened.length, 2);
  browser.opened[1]?.close();
  await assert.rejects(signing);
});

test("a refusal in a window that was asked to stay leaves nothing behind", async () => {
  const reading = readAttributes(READ, { keepOpen: true });
  first().speak();
  await first().heard(1);
  first().answer({ type: "error", error: { code: "consent-denied" } });
  await assert.rejects(reading, code("consent-denied"));
  const signing = sign(OPTIONS);
  assert.equal(browser.opened.length, 2);
  browser.opened[1]?.close();
  await assert.rejects(signing);
});
