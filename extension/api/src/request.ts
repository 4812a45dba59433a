/** One labelled field of a form, in the order in which it is shown and signed. */
export interface FormField {
  /** The field's name for programs, unique in the form: 1 to 200 printable ASCII characters. */
  readonly name: string;
  /** What the person reads before the value: 1 to 200 characters. */
  readonly label: string;
  /** What the person has filled in; at most 20 000 characters. It may be empty. */
  readonly value: string;
}

/** A form: the window writes it as canonical JSON with the page's origin, the nonce and the expiry, shows it, and signs that. */
export interface FormContent {
  readonly kind: "form";
  /** 1 to 200 characters. */
  readonly title: string;
  /** 1 to 256 fields. */
  readonly fields: readonly FormField[];
  /** What else stands in the form and becomes part of what is signed; at most 20 000 characters, as a value. */
  readonly notice?: string;
}

/** A document: signed byte for byte. Text, XML and PDF are shown; `binary` only by name, size and SHA-256. */
export interface DocumentContent {
  readonly kind: "text" | "xml" | "pdf" | "binary";
  /** The document's file name: 1 to 200 characters. */
  readonly name: string;
  /** 1 byte to 256 MiB detached, to 64 MiB attached. */
  readonly bytes: ArrayBuffer | Uint8Array;
}

/** CMS SignedData without the content (`cms-detached`, the default) or with it (`cms-attached`). */
export type SignatureFormat = "cms-detached" | "cms-attached";

/** What every request about a card needs. */
export interface RequestOptions {
  /** The server's fresh random value: 16 to 255 printable ASCII characters. */
  readonly nonce: string;
  /** When the server stops accepting the result: RFC 3339 in UTC, such as `2026-04-01T09:30:00Z`. */
  readonly expires: string;
  /** What the procedure asks people to bear in mind; shown, as the site's words, before the password; at most 2000 characters. Not signed. */
  readonly notice?: string;
  /** Whom to ask about the procedure; shown beside every error of the request; at most 500 characters. Not signed. */
  readonly contact?: string;
}

/** What `sign` needs. */
export interface SignOptions extends RequestOptions {
  /** What is signed. */
  readonly content: FormContent | DocumentContent;
  readonly format?: SignatureFormat;
  /** Only where the site also needs them apart from the signature: it costs the person a second PIN, which they may skip. */
  readonly attributes?: AttributesAsked;
}

/** What was signed, and the signature; and the attributes, as far as they were asked for and given. */
export interface SignResult extends AttributesGiven {
  /** The exact bytes that were shown and signed. */
  readonly content: Uint8Array<ArrayBuffer>;
  /** DER of CMS SignedData (CAdES B-B). */
  readonly signature: Uint8Array<ArrayBuffer>;
  readonly format: SignatureFormat;
}

/** The four basic attributes (基本4情報) that the card can fill in. */
export type AttributeName = "name" | "address" | "birthDate" | "sex";

/** Which attributes a site asks for. The person sees each apart, and may refuse each. */
export interface AttributesAsked {
  /** At least one, none twice. */
  readonly fields: readonly AttributeName[];
  /** What for, in the site's words; at most 200 characters. */
  readonly purpose: string;
}

/** The attributes that the person gave; the others are absent. */
export interface Attributes {
  readonly name?: string;
  readonly address?: string;
  /** `YYYY-MM-DD` of the Gregorian calendar; null where the register does not know the whole date. */
  readonly birthDate?: string | null;
  readonly sex?: "male" | "female" | "unknown" | "not-applicable";
}

/** The attributes beside a signature or a login: absent where none were asked for, or the person gave none of them. */
export interface AttributesGiven {
  readonly attributes?: Attributes;
  /** As in `ReadAttributesResult`; there exactly where `attributes` is. */
  readonly digestMatches?: boolean | null;
}

/** What `readAttributes` needs. */
export interface ReadAttributesOptions extends RequestOptions, AttributesAsked {}

/** What the card holds, as far as the person gave it. It fills a form in; it proves nothing to a server. */
export interface ReadAttributesResult {
  readonly attributes: Attributes;
  /** Whether the digest that the card keeps of these values fits them; null where the card has none. */
  readonly digestMatches: boolean | null;
}

/** What `authenticate` needs. */
export interface AuthenticateOptions extends RequestOptions {
  /** Only where the login also fills something in: it costs the person a second PIN, which they may skip. */
  readonly attributes?: AttributesAsked;
}

/** The login, for the server to verify: the certificate, and the card's signature over origin, nonce and certificate. */
export interface AuthenticationToken {
  readonly format: "jitsuin-authentication-v1";
  /** DER, in base64. It holds no name, no address, no birth date and no sex. */
  readonly certificate: string;
  /** In base64. */
  readonly signature: string;
}

/** The login; and the attributes, as far as they were asked for and given. */
export interface AuthenticateResult extends AttributesGiven {
  readonly token: AuthenticationToken;
}
