import type { FormDocument } from "../wasm.js";
import { hidesMoreThan } from "./content/visible.ts";
import { Failure } from "./failure.ts";
import { fileName } from "./file-name.ts";
import type { Formats } from "./formats.ts";
import { owned } from "./owned-bytes.ts";
import { type CheckedRequests, LIMITS } from "./request.ts";

/** What is signed: the exact bytes, their digest, and what the person is shown, which is read from these bytes. */
export interface Content {
  readonly bytes: Uint8Array<ArrayBuffer>;
  readonly sha256: Uint8Array<ArrayBuffer>;
  /** The document's name, as the site calls it. */
  readonly name: string;
  /** The name of a copy of it on this PC. */
  readonly fileName: string;
  /** The same bytes as a file, for the PDF view and for copies: the bytes themselves move to the page in the end. */
  readonly file: Blob;
  readonly shown: Shown;
}

/** How the bytes are shown. Each kind has its view in `content/`. */
export type Shown =
  | { readonly kind: "form"; readonly form: FormDocument }
  | { readonly kind: "text" | "xml"; readonly text: string }
  | { readonly kind: "pdf" }
  /** By name, size and SHA-256, with a warning. */
  | { readonly kind: "unseen"; readonly reason: Unseen };

/** Why a document is not shown: such bytes cannot be, there are too many of them, or too many characters would be marks. */
export type Unseen = "binary" | "long" | "hidden";

/** A longer text is not shown: no window shows it smoothly, and a part of it must not stand for the whole. In bytes. */
const LONGEST_TEXT = 2 * 1024 * 1024;

/** Every hidden character becomes a mark, an element of its own. A text with more is not meant to be read, and would stop the window. */
const MOST_MARKS = 500;

/**
 * Makes the bytes to be signed and reads back from them what is shown. A form is composed here, with the browser's word for the
 * origin; a document is taken as it is. `content-malformed` where bytes are not of their kind.
 */
export async function contentOf(request: CheckedRequests["sign"], origin: string, formats: Formats): Promise<Content> {
  const { content } = request;
  if (content.kind === "form") {
    const { title, fields, notice } = content;
    const form = { title, fields: fields.map((field) => ({ ...field })), ...(notice === undefined ? {} : { notice }) };
    const bytes = owned(formats.composeForm(form, origin, request.nonce, request.expires));
    if (bytes.byteLength > LIMITS.form) throw new Failure("content-too-large", { limit: LIMITS.form });
    const shown = { kind: "form", form: formats.readForm(bytes) } as const;
    return { bytes, sha256: await digest(bytes), name: "application.json", fileName: "application.json", file: fileOf(bytes, "form"), shown };
  }
  const { bytes, name, kind } = content;
  const shown = shownOf(kind, bytes);
  return { bytes, sha256: await digest(bytes), name, fileName: fileName(name, ENDINGS[kind]), file: fileOf(bytes, kind), shown };
}

const MEDIA_TYPES = { form: "application/json", text: "text/plain;charset=utf-8", pdf: "application/pdf" } as const;

/** None of them is run when it is opened; XML with a style sheet would be. */
const ENDINGS = { text: ".txt", xml: ".txt", pdf: ".pdf", binary: ".bin" } as const;

/** Never a type that the browser would run, such as HTML or XML with a style sheet. */
function fileOf(bytes: Uint8Array<ArrayBuffer>, kind: "form" | "text" | "xml" | "pdf" | "binary"): Blob {
  return new Blob([bytes], { type: kind === "xml" || kind === "binary" ? "application/octet-stream" : MEDIA_TYPES[kind] });
}

function shownOf(kind: "text" | "xml" | "pdf" | "binary", bytes: Uint8Array<ArrayBuffer>): Shown {
  switch (kind) {
    case "binary":
      return { kind: "unseen", reason: "binary" };
    case "pdf":
      checkPdf(bytes);
      return { kind };
    case "text":
    case "xml": {
      if (bytes.byteLength > LONGEST_TEXT) return { kind: "unseen", reason: "long" };
      const text = decode(bytes);
      if (kind === "xml" && !/^\uFEFF?\s*</.test(text)) throw malformed("bytes", "XML begins with <");
      if (hidesMoreThan(MOST_MARKS, text)) return { kind: "unseen", reason: "hidden" };
      return { kind, text };
    }
  }
}

/** UTF-8 or nothing: a wrong guess at another encoding would show something else than what is signed. */
function decode(bytes: Uint8Array): string {
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    throw malformed("bytes", "not UTF-8");
  }
}

/** ISO 32000-1 §7.5.2, with the tolerance of every reader: the header stands in the first 1024 bytes. */
function checkPdf(bytes: Uint8Array): void {
  const head = String.fromCharCode(...bytes.subarray(0, 1024));
  if (!head.includes("%PDF-")) throw malformed("bytes", "no PDF header");
}

async function digest(bytes: Uint8Array<ArrayBuffer>): Promise<Uint8Array<ArrayBuffer>> {
  return new Uint8Array(await crypto.subtle.digest("SHA-256", bytes));
}

function malformed(field: string, reason: string): Failure {
  return new Failure("content-malformed", { position: 0, field, reason });
}
