-- What is open, and when somebody is asked again.
ALTER TABLE applications ADD COLUMN reason TEXT;
ALTER TABLE applications ADD COLUMN checks BIGINT NOT NULL DEFAULT 0;
ALTER TABLE applications ADD COLUMN next_check BIGINT;
ALTER TABLE applications ADD COLUMN decided BIGINT;
-- 現況確認: what is known of the certificate by now, whatever was decided then.
ALTER TABLE applications ADD COLUMN state TEXT;
ALTER TABLE applications ADD COLUMN state_at BIGINT;
ALTER TABLE applications ADD COLUMN identity TEXT;
ALTER TABLE applications ADD COLUMN content_sha256 TEXT NOT NULL DEFAULT '';
ALTER TABLE applications ADD COLUMN signature_sha256 TEXT NOT NULL DEFAULT '';
CREATE INDEX applications_by_next_check ON applications (next_check);

-- 本人確認記録: one for each person, from the signing certificate of an accepted application.
CREATE TABLE identities (
    id          TEXT PRIMARY KEY,
    name        TEXT NOT NULL,
    address     TEXT NOT NULL,
    birth_date  TEXT NOT NULL,
    sex         TEXT NOT NULL,
    -- The signing certificate, and the application that it signed.
    issuer      TEXT NOT NULL,
    serial      TEXT NOT NULL,
    application TEXT NOT NULL,
    -- When it was verified, and who said that the certificate was good.
    verified    BIGINT NOT NULL,
    source      TEXT NOT NULL,
    -- What is known of the signing certificate by now: good, revoked or unknown; and the code of the reason.
    state       TEXT NOT NULL,
    state_reason TEXT,
    state_at    BIGINT NOT NULL
);
CREATE INDEX identities_by_serial ON identities (serial);

-- S–R: which authentication certificate belongs to which signing certificate. A link that has ended stays, as history.
CREATE TABLE links (
    id          TEXT PRIMARY KEY,
    identity    TEXT NOT NULL,
    sign_serial TEXT NOT NULL,
    auth_serial TEXT NOT NULL,
    -- Empty where an operator named the serial number alone.
    auth_issuer TEXT NOT NULL,
    source      TEXT NOT NULL,
    since       BIGINT NOT NULL,
    until       BIGINT
);
-- An authentication certificate belongs to one person.
CREATE UNIQUE INDEX links_that_hold ON links (auth_serial) WHERE until IS NULL;
CREATE INDEX links_by_identity ON links (identity);
