// Generated from the Rust types of core by `cargo xtask types`; a test holds this file to them.

/** What a site asks a person to sign. */
export type FormContent = {
    /** The form's name, 1 to 200 characters on one line. */
    title: string,
    /** The fields in the order in which they are shown, 1 to 256. */
    fields: Array<FormField>,
    /** What the site wants to be read before signing, at most 20 000 characters. */
    notice?: string,
};

/** One field of a form. */
export type FormField = {
    /** The site's name for it, unique in the form, 1 to 200 printable ASCII characters. */
    name: string,
    /** What the person sees it called, 1 to 200 characters on one line. */
    label: string,
    /** What was filled in, at most 20 000 characters. */
    value: string,
};

/** The JSON object of a form document. */
export type FormDocument = {
    type: DocumentType,
    version: 1,
    title: string,
    /** The site that asked, as the browser vouches for it. */
    origin: string,
    /** The server's nonce, 16 to 255 printable ASCII characters. */
    nonce: string,
    /** RFC 3339 in UTC. */
    expires: string,
    fields: Array<FormField>,
    notice?: string,
};

export type DocumentType = "jitsuin-form";

/** A certificate for people and for JSON. Names are RFC 4514 texts, times RFC 3339, fingerprints SHA-256 in hexadecimal. */
export type CertificateSummary = {
    /** What it is for. */
    kind: Kind,
    /** 氏名, 生年月日, 性別, 住所; only in a signing certificate. */
    holder?: Holder,
    /** 発行者 */
    issuer: string,
    /** The identifier of the issuer's key (RFC 5280 §4.2.1.1), hexadecimal: what tells generations of a CA apart, which have one name. */
    issuerKey?: string,
    /** The subject's name; it is opaque (CARD.md §4.2) and names no one. */
    subject: string,
    /** 発行年月日, the first moment of 有効期間. */
    notBefore: string,
    /** The last second of 有効期間. */
    notAfter: string,
    /** 発行番号, hexadecimal. */
    serialNumber: string,
    /** 署名用公開鍵 */
    publicKey: PublicKeySummary,
    /** SHA-256 of the whole certificate. */
    sha256: string,
    /** Names of RFC 5280 §4.2.1.3, in their order. */
    keyUsage: Array<string>,
    /** Certificate policies, OIDs in dots. */
    policies: Array<string>,
    /** Issued by a test CA: it proves nothing about anyone. */
    test: boolean,
};

/** What a certificate is for. */
export type Kind = "sign" | "auth" | "other";

/** 基本4情報: the four basic attributes of the person, and where characters were replaced. */
export type Holder = {
    /** 氏名, usually with an ideographic space between family name and given name. */
    name: string,
    /** 住所, digits in full width. */
    address: string,
    /** 生年月日 */
    birthDate: BirthDate,
    /** 性別 */
    sex: Sex,
    /** Which characters of the name (counted from 0) stand for one that the certificate cannot write (外字). */
    nameSubstituted: Array<number>,
    /** The same of the address. */
    addressSubstituted: Array<number>,
};

/** A date of birth. Unknown parts are zeros in the certificate and `None` here. */
export type BirthDate = {
    /** 元号 under which the date is registered. */
    era: Era,
    /** Year of the Gregorian calendar, not of the era. */
    year: number | null,
    /** 1 to 12. */
    month: number | null,
    /** 1 to 31. */
    day: number | null,
    /** The nine digits as they stand in the certificate. */
    raw: string,
};

/** 元号 */
export type Era = "meiji" | "taisho" | "showa" | "heisei" | "reiwa" | "unknown";

/** 性別, as ISO 5218 and the certificate profile know it. */
export type Sex = "male" | "female" | "unknown" | "not-applicable";

/** A public key as people are shown it. */
export type PublicKeySummary = {
    /** `rsa-2048`, `ecdsa-secp384r1`, or an OID in dots. */
    algorithm: string,
    /** Bits of the modulus or of the curve's field; 0 where it is not known. */
    bits: number,
    /** SHA-256 of the `SubjectPublicKeyInfo`, hexadecimal. */
    sha256: string,
};

/** What was read from the card, and whether the card's own digest agrees. */
export type AttributesReading = {
    /** 基本4情報 */
    attributes: Attributes,
    /** Is the digest that the card keeps beside them (EF 0003, DF32) theirs? `None`: there was none. It guards against damage, not against forgery: the card's signature over it is not checked here. */
    digestMatches: boolean | null,
};

/** 基本4情報: what the municipality wrote into the card. */
export type Attributes = {
    /** 氏名, usually with an ideographic space between family name and given name. */
    name: string,
    /** 住所, digits in full width. */
    address: string,
    /** 生年月日, `YYYY-MM-DD` of the Gregorian calendar. `None`: not all of it is registered. */
    birthDate: string | null,
    /** 生年月日, the eight digits of the card; what is not registered is zeros. */
    birthDateRaw: string,
    /** 性別 */
    sex: Sex,
};

/** The JSON object of a token. */
export type Token = {
    format: TokenFormat,
    /** 利用者証明用電子証明書, DER in base64. */
    certificate: string,
    /** RSASSA-PKCS1-v1_5 with SHA-256 over format, origin, nonce and certificate, in base64. */
    signature: string,
};

export type TokenFormat = "jitsuin-authentication-v1";

/** The whole outcome. Without `signer` and `signing_time` the signature could not be read that far. */
export type Report = {
    /** The worst that any finding leads to. */
    indication: Indication,
    /** Of the finding that led to the indication. */
    subIndication?: SubIndication,
    /** One for each of [`Check::ALL`], of [`Check::LOGIN`] or of [`Check::CERTIFICATE`], in their order. */
    findings: Array<Finding>,
    /** The certificate that the signature names. Believe it only as far as the findings go. That of a login has no holder. */
    signer?: CertificateSummary,
    /** When the signer says to have signed. */
    signingTime?: string,
    /** What was signed, as far as it was there. */
    content?: ContentSummary,
    /** Signed attributes on which no check looks, OIDs in dots: what they say is the signer's word, and nobody's judgement. */
    unjudgedAttributes?: Array<string>,
    /** Whether the certificate has been revoked, and who said so. */
    revocation: Revocation,
    /** The time for which the verdict holds. */
    at: string,
};

/** EN 319 102-1 §5.1.3. */
export type Indication = "TOTAL-PASSED" | "INDETERMINATE" | "TOTAL-FAILED";

/** Why the indication is not TOTAL-PASSED. */
export type SubIndication = "FORMAT_FAILURE" | "HASH_FAILURE" | "SIG_CRYPTO_FAILURE" | "NOT_YET_VALID" | "SIG_CONSTRAINTS_FAILURE" | "CHAIN_CONSTRAINTS_FAILURE" | "CERTIFICATE_CHAIN_GENERAL_FAILURE" | "CRYPTO_CONSTRAINTS_FAILURE_NO_POE" | "NO_SIGNING_CERTIFICATE_FOUND" | "NO_CERTIFICATE_CHAIN_FOUND" | "OUT_OF_BOUNDS_NO_POE" | "REVOKED" | "REVOKED_NO_POE" | "TRY_LATER" | "SIGNED_DATA_NOT_FOUND" | "SIGNATURE_POLICY_NOT_AVAILABLE" | "CUSTOM";

/** One check and what came of it. */
export type Finding = {
    /** What was asked. */
    check: Check,
    /** What came of it. */
    outcome: Outcome,
    /** What EN 319 102-1 calls it, unless it passed or was not reached. */
    subIndication?: SubIndication,
    /** The reason as a sentence for a person. */
    sentences: Sentences,
} & Reason;

/** What was asked of the signature. The order is the order of the findings. */
export type Check = "format" | "integrity" | "signature" | "signing-certificate" | "certificate-kind" | "path" | "policy" | "validity" | "revocation";

/** What came of one check. */
export type Outcome = "passed" | "indeterminate" | "failed";

/** Why a finding is as it is. */
export type Reason = {
    "reason": "format-supported"
} | {
    "reason": "token-supported"
} | {
    "reason": "content-matches"
} | {
    "reason": "digest-matches"
} | {
    "reason": "signature-matches",
    "facts": {
        /** Key type. */
        algorithm: string,
    }
} | {
    "reason": "login-matches",
    "facts": {
        /** Key type. */
        algorithm: string,
    }
} | {
    "reason": "signing-certificate-matches"
} | {
    "reason": "certificate-for-signatures"
} | {
    "reason": "certificate-for-login"
} | {
    "reason": "path-to-anchor",
    "facts": {
        /** Subject of the anchor. */
        anchor: string,
        /** SHA-256 of the anchor's certificate. */
        sha256: string,
        /** Whose it is: J-LIS's, a test CA's or one that only the operator vouches for. */
        origin: AnchorOrigin,
        /** J-LIS's file of that generation, such as `signca02`. */
        generation?: string,
    }
} | {
    "reason": "policy-listed",
    "facts": {
        /** The policy, an OID in dots. */
        policy: string,
        /** The policy of test certificates: they prove nothing about anyone. */
        test: boolean,
    }
} | {
    "reason": "within-validity",
    "facts": {
        /** First moment. */
        notBefore: string,
        /** Last second. */
        notAfter: string,
    }
} | {
    "reason": "not-revoked",
    "facts": {
        /** What kind of source said so. */
        kind: RevocationSourceKind,
        /** Its name. */
        source: string,
        /** From when its knowledge is. */
        thisUpdate: string,
    }
} | {
    "reason": "revoked-later",
    "facts": {
        /** What kind of source said so. */
        kind: RevocationSourceKind,
        /** Its name. */
        source: string,
        /** Since when it is. */
        revokedAt: string,
        /** From when on the source says that it is not to be trusted (RFC 5280 §5.3.2). */
        invalidityDate?: string,
        /** RFC 5280 §5.3.1; without one, the source gave none. */
        reasonCode?: ReasonCode,
        /** The time for which the verdict holds. */
        at: string,
    }
} | {
    "reason": "not-reached"
} | {
    "reason": "algorithm-unsupported",
    "facts": {
        /** Its name, or its OID. */
        algorithm: string,
    }
} | {
    "reason": "malformed",
    "facts": {
        /** Byte offset. */
        position?: number,
        /** The field. */
        field: string,
        /** What is wrong. */
        explanation: string,
    }
} | {
    "reason": "ber-encoded",
    "facts": {
        /** Byte offset of the first place that is not DER. */
        position?: number,
        /** The field. */
        field: string,
    }
} | {
    "reason": "signature-policy-unavailable",
    "facts": {
        /** Its OID in dots; none where the content is said to name it. */
        policy?: string,
    }
} | {
    "reason": "commitment-of-other-kind",
    "facts": {
        /** The commitment type, an OID in dots (EN 319 122-1 §5.2.3). */
        commitment: string,
    }
} | {
    "reason": "attribute-missing",
    "facts": {
        /** Its name. */
        attribute: string,
    }
} | {
    "reason": "attribute-repeated",
    "facts": {
        /** Its name. */
        attribute: string,
    }
} | {
    "reason": "attributes-missing"
} | {
    "reason": "content-type-mismatch",
    "facts": {
        /** OID of eContentType. */
        content: string,
        /** OID in the attribute. */
        attribute: string,
    }
} | {
    "reason": "signer-count",
    "facts": {
        /** How many. */
        count: number,
    }
} | {
    "reason": "too-many-certificates"
} | {
    "reason": "too-large"
} | {
    "reason": "token-malformed",
    "facts": {
        /** The member. */
        field: string,
        /** What is wrong. */
        explanation: string,
    }
} | {
    "reason": "login-request-unfit",
    "facts": {
        /** `origin` or `nonce`. */
        field: string,
        /** What is wrong. */
        explanation: string,
    }
} | {
    "reason": "digest-weak",
    "facts": {
        /** Its name. */
        algorithm: string,
    }
} | {
    "reason": "key-weak",
    "facts": {
        /** Its type. */
        key: string,
    }
} | {
    "reason": "content-missing"
} | {
    "reason": "content-differs"
} | {
    "reason": "message-digest-mismatch"
} | {
    "reason": "signer-certificate-missing"
} | {
    "reason": "signer-certificate-malformed",
    "facts": {
        /** Byte offset in the signature. */
        position?: number,
        /** The field. */
        field: string,
        /** What is wrong. */
        explanation: string,
    }
} | {
    "reason": "signature-algorithm-mismatch",
    "facts": {
        /** What `signatureAlgorithm` says. */
        algorithm: string,
        /** The certificate's key type. */
        key: string,
    }
} | {
    "reason": "signature-mismatch"
} | {
    "reason": "signature-raw-hash"
} | {
    "reason": "login-mismatch"
} | {
    "reason": "signing-certificate-mismatch"
} | {
    "reason": "authentication-certificate"
} | {
    "reason": "holder-missing"
} | {
    "reason": "not-for-signatures",
    "facts": {
        /** Its key usage. */
        keyUsage: Array<string>,
    }
} | {
    "reason": "signature-certificate"
} | {
    "reason": "not-for-login",
    "facts": {
        /** Its key usage. */
        keyUsage: Array<string>,
    }
} | {
    "reason": "anchor-missing",
    "facts": {
        /** The issuer's name. */
        issuer: string,
    }
} | {
    "reason": "issuer-signature-mismatch",
    "facts": {
        /** The issuer's name. */
        issuer: string,
    }
} | {
    "reason": "issuer-not-ca"
} | {
    "reason": "anchor-of-other-kind",
    "facts": {
        /** Subject of the anchor. */
        anchor: string,
    }
} | {
    "reason": "name-constraints-unsupported"
} | {
    "reason": "critical-extension-unknown",
    "facts": {
        /** The extension. */
        oid: string,
    }
} | {
    "reason": "policy-of-other-kind",
    "facts": {
        /** The policy, an OID in dots. */
        policy: string,
    }
} | {
    "reason": "policy-of-tests-only",
    "facts": {
        /** The policy, an OID in dots. */
        policy: string,
    }
} | {
    "reason": "policy-unknown",
    "facts": {
        /** The policies, OIDs in dots. */
        policies: Array<string>,
    }
} | {
    "reason": "policy-missing"
} | {
    "reason": "not-yet-valid",
    "facts": {
        /** First moment. */
        notBefore: string,
    }
} | {
    "reason": "expired",
    "facts": {
        /** Last second. */
        notAfter: string,
    }
} | {
    "reason": "issuer-outside-validity",
    "facts": {
        /** First moment. */
        notBefore: string,
        /** Last second. */
        notAfter: string,
    }
} | {
    "reason": "signing-time-outside-validity",
    "facts": {
        /** The claim. */
        signingTime: string,
    }
} | {
    "reason": "signing-time-in-future",
    "facts": {
        /** The claim. */
        signingTime: string,
    }
} | {
    "reason": "revocation-not-checked"
} | {
    "reason": "revoked",
    "facts": {
        /** What kind of source said so. */
        kind: RevocationSourceKind,
        /** Its name. */
        source: string,
        /** Since when. */
        revokedAt: string,
        /** From when on the source says that it is not to be trusted (RFC 5280 §5.3.2). */
        invalidityDate?: string,
        /** RFC 5280 §5.3.1; without one, the source gave none. */
        reasonCode?: ReasonCode,
        /** Which certificate. */
        certificate: Kind,
        /** Was it used after that? */
        signedAfter: SignedAfter,
    }
} | {
    "reason": "certificate-never-issued",
    "facts": {
        /** What kind of source said so. */
        kind: RevocationSourceKind,
        /** Its name. */
        source: string,
    }
} | {
    "reason": "revocation-unknown",
    "facts": {
        /** What kind of source. */
        kind: RevocationSourceKind,
        /** Its name. */
        source: string,
    }
} | {
    "reason": "revocation-unavailable",
    "facts": {
        /** What kind of source. */
        kind: RevocationSourceKind,
        /** Its name. */
        source: string,
        /** Why, in English. */
        explanation: string,
    }
} | {
    "reason": "revocation-answer-refused",
    "facts": {
        /** What kind of source. */
        kind: RevocationSourceKind,
        /** Its name. */
        source: string,
        /** Why, in English. */
        explanation: string,
    }
} | {
    "reason": "revocation-answer-stale",
    "facts": {
        /** What kind of source. */
        kind: RevocationSourceKind,
        /** Its name. */
        source: string,
        /** From when the answer is. */
        thisUpdate: string,
        /** Until when it was good. */
        nextUpdate?: string,
    }
};

/** Was a signature made after its certificate had been revoked? */
export type SignedAfter = "certain" | "claimed" | "unproven";

/** What was signed. */
export type ContentSummary = {
    /** Bytes. */
    size: number,
    /** SHA-256, hexadecimal. */
    sha256: string,
    /** Was it inside the signature? */
    attached: boolean,
};

/** One sentence, or two, for a person. Explanations of what is technically wrong are English in both. */
export type Sentences = {
    /** English */
    en: string,
    /** 日本語 */
    ja: string,
};

/** Whose a trust anchor is. */
export type AnchorOrigin = "j-lis" | "test" | "operator";

/** What was decided. Beside `status`, everything is of the answer that decided, and absent where none did. */
export type Revocation = {
    /** What is known about the certificate. */
    status: RevocationStatus,
    /** Who said so. */
    source?: RevocationSource,
    /** From when the source's knowledge is. */
    thisUpdate?: string,
    /** When newer knowledge will be there at the latest. */
    nextUpdate?: string,
    /** When the source answered. */
    answeredAt?: string,
    /** Since when the certificate is revoked. With the status `good`: since later than the time for which the verdict holds. */
    revokedAt?: string,
    /** From when on the source says that the certificate is not to be trusted, if it does (RFC 5280 §5.3.2). */
    invalidityDate?: string,
    /** Why, if the source says. */
    reasonCode?: ReasonCode,
    /** Every answer, in the order in which they were given. */
    answers?: Array<RevocationAnswer>,
};

/** What is known about the certificate. */
export type RevocationStatus = "good" | "revoked" | "unknown" | "not-checked";

/** Who was asked. */
export type RevocationSource = {
    /** How it answers. */
    kind: RevocationSourceKind,
    /** Its name, as the operator calls it: a file, a URL. */
    name: string,
};

/** One answer, also where it does not count. */
export type RevocationAnswer = {
    /** Who was asked. */
    source: RevocationSource,
    /** What came of it; `unknown` also where the answer must not be believed. */
    status: RevocationStatus,
    /** Why the answer does not count, in English. */
    explanation?: string,
    /** When it was given. */
    answeredAt: string,
};

/** How a source answers. */
export type RevocationSourceKind = "crl" | "ocsp" | "operator";

/** `CRLReason`. A revocation without one is `Unspecified`. */
export type ReasonCode = "unspecified" | "keyCompromise" | "cACompromise" | "affiliationChanged" | "superseded" | "cessationOfOperation" | "certificateHold" | "removeFromCRL" | "privilegeWithdrawn" | "aACompromise";

/** The facts of one error. Which of them are there depends on the code; the table says. */
export type ErrorFacts = {
    /** Byte offset in what was read. */
    position?: number,
    /** The field that was wrong. */
    field?: string,
    /** What was wrong with it, in English. */
    reason?: string,
    /** The algorithm that no row covers. */
    algorithm?: string,
    /** The limit that was passed, in bytes. */
    limit?: number,
    /** First moment of the certificate's validity. */
    notBefore?: string,
    /** Last second of the certificate's validity. */
    notAfter?: string,
};
