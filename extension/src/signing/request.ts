import type { Action, Requests } from "../../api/src/messages.ts";
import type { AttributeName, AttributesAsked, DocumentContent, FormContent, FormField } from "../../api/src/request.ts";
import { Failure } from "./failure.ts";
import { owned } from "./owned-bytes.ts";

/** A request that has been examined. Bytes are a `Uint8Array` that nobody else holds. */
export type CheckedRequest = CheckedRequests[Action];

/** By action. */
export interface CheckedRequests {
  readonly sign: Omit<Requests["sign"], "content" | "format"> & {
    readonly content: FormContent | CheckedDocument;
    readonly format: NonNullable<Requests["sign"]["format"]>;
  };
  readonly authenticate: Requests["authenticate"];
  readonly "read-attributes": Requests["read-attributes"];
  readonly "set-up": Requests["set-up"];
}

/** The requests that use a card. */
export type CardRequest = CheckedRequests["sign" | "authenticate" | "read-attributes"];

/** What each of them has. */
type Framed = Pick<CheckedRequests["sign"], "nonce" | "expires" | "notice" | "contact">;

export type CheckedDocument = Omit<DocumentContent, "bytes"> & { readonly bytes: Uint8Array<ArrayBuffer> };

/** The bounds of a request. Sizes in bytes, lengths in characters. */
export const LIMITS = {
  attached: 64 * 1024 * 1024,
  detached: 256 * 1024 * 1024,
  form: 1024 * 1024,
  fields: 256,
  title: 200,
  label: 200,
  name: 200,
  value: 20_000,
  purpose: 200,
  /** Of a request: the site's words beside what is signed. A form's own notice is signed, and bounded as a value is. */
  notice: 2000,
  contact: 500,
} as const;

/**
 * Reads what the page sent. Everything is checked and unknown fields are refused, so that a spelling mistake does not silently
 * change what is asked. `invalid-request` names the field; `content-too-large` the limit.
 */
export function checkRequest(posted: unknown): CheckedRequest {
  const request = object(posted, "request");
  const action = oneOf(request["action"], Object.keys(CHECKS) as Action[], "action");
  return CHECKS[action](request);
}

/** Has the server's deadline passed, by this PC's clock? */
export function checkExpiry(request: CheckedRequest | { readonly expires: string }, now: Date): void {
  if ("expires" in request && Date.parse(request.expires) <= now.getTime()) throw new Failure("request-expired");
}

/** Whom to ask, where the site says so: also of a request that is refused, because the person is told whom to ask then. */
export function contactOf(posted: unknown): string | undefined {
  if (typeof posted !== "object" || posted === null || !("contact" in posted)) return undefined;
  try {
    return text(posted.contact, "contact", 1, LIMITS.contact);
  } catch {
    return undefined;
  }
}

const CHECKS: { readonly [A in Action]: (request: Readonly<Record<string, unknown>>) => CheckedRequests[A] } = {
  sign: (request) => {
    only(request, [...FRAME, "content", "format", "attributes"], "request");
    const format = request["format"] === undefined ? "cms-detached" : oneOf(request["format"], FORMATS, "format");
    return {
      action: "sign",
      ...frame(request),
      content: contentOf(request["content"], format === "cms-attached" ? LIMITS.attached : LIMITS.detached),
      format,
      ...besides(request),
    };
  },
  authenticate: (request) => {
    only(request, [...FRAME, "attributes"], "request");
    return { action: "authenticate", ...frame(request), ...besides(request) };
  },
  "read-attributes": (request) => {
    only(request, [...FRAME, "fields", "purpose"], "request");
    return { action: "read-attributes", ...frame(request), ...attributesAsked(request, "") };
  },
  "set-up": (request) => {
    only(request, ["action"], "request");
    return { action: "set-up" };
  },
};

const FRAME = ["action", "nonce", "expires", "notice", "contact"] as const;

function frame(request: Readonly<Record<string, unknown>>): Framed {
  return {
    nonce: nonce(request["nonce"]),
    expires: instant(request["expires"]),
    ...optional(request, "notice", LIMITS.notice),
    ...optional(request, "contact", LIMITS.contact),
  };
}

/** The four basic attributes, in the order in which they are shown. */
export const ATTRIBUTES = ["name", "address", "birthDate", "sex"] as const satisfies readonly AttributeName[];

function attributesAsked(from: Readonly<Record<string, unknown>>, path: string): AttributesAsked {
  const fields = from["fields"];
  if (!Array.isArray(fields)) throw invalid(`${path}fields`, "not a list");
  if (fields.length === 0 || fields.length > ATTRIBUTES.length) throw invalid(`${path}fields`, `not 1 to ${ATTRIBUTES.length} names`);
  // Not `map` of the list itself: it leaves out what a sparse list has no entry for.
  const asked = Array.from<unknown, AttributeName>(fields, (name, index) => oneOf(name, ATTRIBUTES, `${path}fields[${index}]`));
  if (new Set(asked).size !== asked.length) throw invalid(`${path}fields`, "one of them twice");
  return { fields: ATTRIBUTES.filter((name) => asked.includes(name)), purpose: text(from["purpose"], `${path}purpose`, 1, LIMITS.purpose) };
}

/** The attributes that a signature or a login asks for beside it. */
function besides(request: Readonly<Record<string, unknown>>): { readonly attributes?: AttributesAsked } {
  if (request["attributes"] === undefined) return {};
  const asked = object(request["attributes"], "attributes");
  only(asked, ["fields", "purpose"], "attributes");
  return { attributes: attributesAsked(asked, "attributes.") };
}

const FORMATS = ["cms-detached", "cms-attached"] as const;

function contentOf(posted: unknown, limit: number): FormContent | CheckedDocument {
  const content = object(posted, "content");
  const kind = oneOf(content["kind"], ["form", "text", "xml", "pdf", "binary"] as const, "content.kind");
  if (kind !== "form") {
    only(content, ["kind", "name", "bytes"], "content");
    return { kind, name: text(content["name"], "content.name", 1, LIMITS.name), bytes: bytesOf(content["bytes"], limit) };
  }
  only(content, ["kind", "title", "fields", "notice"], "content");
  const fields = content["fields"];
  if (!Array.isArray(fields)) throw invalid("content.fields", "not a list");
  if (fields.length === 0 || fields.length > LIMITS.fields) throw invalid("content.fields", `not 1 to ${LIMITS.fields}`);
  return {
    kind,
    title: text(content["title"], "content.title", 1, LIMITS.title),
    fields: Array.from<unknown, FormField>(fields, field),
    ...optional(content, "notice", LIMITS.value, "content."),
  };
}

function field(posted: unknown, index: number): FormField {
  const path = `content.fields[${index}]`;
  const entry = object(posted, path);
  only(entry, ["name", "label", "value"], path);
  return {
    name: text(entry["name"], `${path}.name`, 1, LIMITS.name),
    label: text(entry["label"], `${path}.label`, 1, LIMITS.label),
    value: text(entry["value"], `${path}.value`, 0, LIMITS.value),
  };
}

function bytesOf(posted: unknown, limit: number): Uint8Array<ArrayBuffer> {
  // The message's clone belongs to this window.
  const bytes = posted instanceof ArrayBuffer ? new Uint8Array(posted) : posted;
  if (!(bytes instanceof Uint8Array) || !(bytes.buffer instanceof ArrayBuffer)) {
    throw invalid("content.bytes", "neither an ArrayBuffer nor a Uint8Array");
  }
  if (bytes.byteLength > limit) throw new Failure("content-too-large", { limit });
  if (bytes.byteLength === 0) throw invalid("content.bytes", "empty");
  return owned(bytes);
}

function nonce(posted: unknown): string {
  if (typeof posted !== "string" || !/^[\x20-\x7E]{16,255}$/.test(posted)) {
    throw invalid("nonce", "not 16 to 255 printable ASCII characters");
  }
  return posted;
}

function instant(posted: unknown): string {
  // UTC only, and a day that exists: Date.parse would take 31 February for 3 March.
  if (typeof posted === "string" && /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,3})?Z$/.test(posted)) {
    const at = new Date(posted);
    if (!Number.isNaN(at.getTime()) && at.toISOString().slice(0, 19) === posted.slice(0, 19)) return posted;
  }
  throw invalid("expires", "not an RFC 3339 time in UTC");
}

function text(posted: unknown, path: string, least: number, most: number): string {
  if (typeof posted !== "string") throw invalid(path, "not a text");
  if (posted.length < least) throw invalid(path, "empty");
  if (posted.length > most * 2 || Array.from(posted).length > most) throw invalid(path, `longer than ${most} characters`);
  if (!posted.isWellFormed()) throw invalid(path, "a half of a surrogate pair");
  return posted;
}

function optional<Name extends "notice" | "contact">(
  from: Readonly<Record<string, unknown>>,
  name: Name,
  most: number,
  path = "",
): Readonly<Partial<Record<Name, string>>> {
  const value = from[name];
  return (value === undefined ? {} : { [name]: text(value, `${path}${name}`, 1, most) }) as Readonly<Partial<Record<Name, string>>>;
}

function object(posted: unknown, path: string): Readonly<Record<string, unknown>> {
  if (typeof posted !== "object" || posted === null || Array.isArray(posted)) throw invalid(path, "not an object");
  return posted as Readonly<Record<string, unknown>>;
}

function only(from: Readonly<Record<string, unknown>>, known: readonly string[], path: string): void {
  for (const name of Object.keys(from)) {
    if (!known.includes(name)) throw invalid(`${path}.${name.slice(0, 60)}`, "unknown");
  }
}

function oneOf<Name extends string>(posted: unknown, names: readonly Name[], path: string): Name {
  const name = names.find((known) => known === posted);
  if (name === undefined) throw invalid(path, `not one of ${names.join(", ")}`);
  return name;
}

function invalid(field: string, reason: string): Failure {
  return new Failure("invalid-request", { field, reason });
}
