/** One labelled field of a form, in the order in which it is shown and signed. */
export interface FormField {
  /** The field's name for programs, unique in the form. */
  readonly name: string;
  /** What the person reads before the value; at most 200 characters. */
  readonly label: string;
  /** What the person has filled in; at most 20 000 characters. */
  readonly value: string;
}

/** A form: the window writes it as canonical JSON with the page's origin, the nonce and the expiry, shows it, and signs that. */
export interface FormContent {
  readonly kind: "form";
  /** At most 200 characters. */
  readonly title: string;
  /** At most 256 fields. */
  readonly fields: readonly FormField[];
  /** A sentence that becomes part of what is signed. */
  readonly notice?: string;
}

/** A document: signed byte for byte. Text, XML and PDF are shown; `binary` only by name, size and SHA-256. */
export interface DocumentContent {
  readonly kind: "text" | "xml" | "pdf" | "binary";
  /** The document's file name; at most 200 characters. */
  readonly name: string;
  /** At most 256 MiB detached, 64 MiB attached. */
  readonly bytes: ArrayBuffer | Uint8Array;
}

/** CMS SignedData without the content (`cms-detached`, the default) or with it (`cms-attached`). */
export type SignatureFormat = "cms-detached" | "cms-attached";

/** What `sign` needs. */
export interface SignOptions {
  /** The server's fresh random value: 16 to 255 printable ASCII characters. */
  readonly nonce: string;
  /** When the server stops accepting the signature: RFC 3339 in UTC, such as `2026-04-01T09:30:00Z`. */
  readonly expires: string;
  /** What is signed. */
  readonly content: FormContent | DocumentContent;
  readonly format?: SignatureFormat;
  /** What the procedure asks people to bear in mind; shown, as the site's words, before the password. Not signed. */
  readonly notice?: string;
  /** Whom to ask about the procedure; shown beside every error. Not signed. */
  readonly contact?: string;
}

/** What was signed, and the signature. */
export interface SignResult {
  /** The exact bytes that were shown and signed. */
  readonly content: Uint8Array<ArrayBuffer>;
  /** DER of CMS SignedData (CAdES B-B). */
  readonly signature: Uint8Array<ArrayBuffer>;
  readonly format: SignatureFormat;
}
