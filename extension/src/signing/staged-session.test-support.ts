import { setImmediate } from "node:timers/promises";
import type { Action, Results } from "../../api/src/messages.ts";
import type { AttributesReading, CertificateSummary } from "../wasm.js";
import { Agreement } from "./agreement.ts";
import type { CardEntry } from "./bridge.ts";
import { deferred } from "./deferred.ts";
import { Failure } from "./failure.ts";
import { FakeHost } from "./fake-host.test-support.ts";
import type { Formats } from "./formats.ts";
import type { Inquiry, Peer } from "./peer.ts";
import { Session } from "./session.ts";
import { type Decision, Sites } from "./sites.ts";
import type { Steps } from "./steps.ts";

export const NOW = new Date("2026-04-01T00:00:00Z");
export const ORIGIN = "https://city.example.jp";
export const FRAME = { nonce: "0123456789abcdef", expires: "2026-04-01T00:10:00Z" };
export const REQUEST = {
  action: "sign",
  ...FRAME,
  content: { kind: "form", title: "申請", fields: [{ name: "n", label: "氏名", value: "番号 花子" }] },
};
export const ENTRY = { reader: "R", pin: "ABC123", lastTry: false } as const satisfies CardEntry;
export const CERTIFICATE: CertificateSummary = {
  kind: "sign",
  serialNumber: "01",
  issuer: "",
  subject: "",
  notBefore: "2026-01-01T00:00:00Z",
  notAfter: "2030-01-01T00:00:00Z",
  publicKey: { algorithm: "rsa-2048", bits: 2048, sha256: "" },
  sha256: "",
  keyUsage: [],
  policies: [],
  test: true,
};
export const READING: AttributesReading = {
  attributes: { name: "番号　花子", address: "東京都千代田区１－１", birthDate: "1980-01-02", birthDateRaw: "19800102", sex: "female" },
  digestMatches: true,
};

/** What a person does at each step; a step without a plan waits for ever. */
export type Plan = Partial<{ [S in keyof Steps]: (...given: Parameters<Steps[S]>) => unknown }>;

export interface Staged {
  readonly log: string[];
  readonly answers: unknown[];
  readonly host: FakeHost;
  readonly session: Session;
  readonly ended: Promise<void>;
  readonly departure: AbortController;
  readonly sites: Sites;
  readonly agreement: Agreement;
  /** The page begins another request. */
  begin(request: unknown, keepOpen?: boolean): void;
}

export interface Circumstances {
  request?: unknown;
  keepOpen?: boolean;
  origin?: string;
  /** The bridge's replies by request, where they are not the usual ones; null: none ever. */
  replies?: Record<string, object | null>;
  certificate?: CertificateSummary;
  reading?: AttributesReading;
  /** What the person decided about the site earlier; null: nothing. */
  decided?: Decision | null;
  /** The person has agreed to the conditions earlier. */
  agreed?: boolean;
  now?: () => Date;
  /** Replaces how the bridge starts. */
  start?: (host: FakeHost) => void;
}

/** Runs a session against a bridge that works, with steps that write down their names. */
export function stage(plan: Plan, circumstances: Circumstances = {}): Staged {
  const { request = REQUEST, keepOpen = false, origin = ORIGIN, replies = {}, certificate = CERTIFICATE, reading = READING, decided = "allowed", now = () => NOW } = circumstances;
  const start = circumstances.start ?? ((greeting: FakeHost) => { greeting.say({ type: "hello", protocol: 1, version: "0.1.0" }); });
  const log: string[] = [];
  const answers: unknown[] = [];
  const departure = new AbortController();
  const host = new FakeHost();
  const connect = host.connect.bind(host);
  host.connect = () => {
    log.push("bridge:start");
    queueMicrotask(() => { start(host); });
    return connect();
  };
  const standard: Record<string, object> = {
    status: { type: "status", readers: [] },
    open: { type: "opened", certificate: "MAA=" },
    sign: { type: "signed", signatures: ["AA=="] },
    authenticate: { type: "authenticated", signature: "AA==" },
    attributes: { type: "attributes", file: "AQ==", digest: "Ag==" },
    close: { type: "closed" },
  };
  host.onSent = (message) => {
    const type = String(message["type"]);
    log.push(`bridge:${type}`);
    const reply = replies[type] === undefined ? standard[type] : replies[type];
    if (reply) queueMicrotask(() => { host.say({ ...reply, id: message["id"] }); });
  };
  const steps = new Proxy({} as Steps, {
    get: (_, name: keyof Steps) => (...given: unknown[]) => {
      if (name === "begin") return undefined;
      log.push(name);
      if (name === "waiting") {
        (plan.waiting as ((...given: unknown[]) => void) | undefined)?.(...given);
        return undefined;
      }
      const act = plan[name] as ((...given: unknown[]) => unknown) | undefined;
      return act ? new Promise((resolve) => { resolve(act(...given)); }) : new Promise(() => undefined);
    },
  });
  const formats = {
    composeForm: (content: object, from: string, nonce: string, expires: string) => new TextEncoder().encode(JSON.stringify({ ...content, origin: from, nonce, expires })),
    readForm: (bytes: Uint8Array) => JSON.parse(new TextDecoder().decode(bytes)) as unknown,
    readCertificate: () => certificate,
    prepareDetached: () => ({ digests: () => [{ algorithm: "sha-256", value: new Uint8Array(32) }], complete: () => Uint8Array.of(0x30, 0) }),
    authenticationToken: (_: Uint8Array, __: Uint8Array, from: string, nonce: string) => ({ format: "jitsuin-authentication-v1", certificate: "MAA=", signature: `${from} ${nonce}` }),
    readAttributes: () => reading,
  } as unknown as Formats;
  const kept = new Map<string, string>();
  const storage = { getItem: (key: string) => kept.get(key) ?? null, setItem: (key: string, value: string) => void kept.set(key, value) };
  const sites = new Sites(storage);
  const agreement = new Agreement(storage);
  if (circumstances.agreed) agreement.give(NOW);
  if (decided) sites.decide(origin, decided, NOW);
  const answerOnce = (answer: unknown): void => {
    log.push("answer");
    answers.push(answer);
  };
  const inquiryOf = (asked: unknown, stay: boolean): Inquiry => ({
    asked: Promise.resolve(asked).then((posted) => ({ request: posted, keepOpen: stay })),
    withdrawn: departure.signal,
    deliver: (result: Results[Action]) => { answerOnce(result); },
    refuse: (failure) => { answerOnce(failure.code); },
  });
  let upcoming = deferred<Inquiry>();
  upcoming.resolve(inquiryOf(request, keepOpen));
  const peer: Peer = {
    origin,
    departed: departure.signal,
    next: async () => {
      const inquiry = await upcoming.promise;
      upcoming = deferred();
      return inquiry;
    },
  };
  const session = new Session({ peer, steps, sites, host, loadFormats: () => Promise.resolve(formats), now, agreement });
  const begin = (asked: unknown, stay = false): void => { upcoming.resolve(inquiryOf(asked, stay)); };
  return { log, answers, host, session, ended: session.run(), departure, sites, agreement, begin };
}

/** Waits until the session has come to this step, so many times. */
export async function reached(log: readonly string[], name: string, times = 1): Promise<void> {
  while (log.filter((entry) => entry === name).length < times) await setImmediate();
}

/** What happened, without the screens between. */
export function course(log: readonly string[]): string[] {
  return log.filter((name) => name !== "waiting");
}

export const next = (): string => "next";
export const cancel = (): never => { throw new Failure("cancelled"); };
export const GOOD: Plan = { procedure: next, content: next, consent: next, password: () => ENTRY, done: () => undefined };
