-- The same statements for SQLite and PostgreSQL. Moments are milliseconds since 1970, bytes are base64, flags are 0 and 1: types
-- that both databases call by one name.

-- A visit by one browser. `id` stays, the cookie (whose SHA-256 is `cookie`) changes at each log-in.
CREATE TABLE sessions (
    id          TEXT PRIMARY KEY,
    cookie      TEXT NOT NULL UNIQUE,
    began       BIGINT NOT NULL,
    expires     BIGINT NOT NULL,
    -- Who logged in, and by which login.
    login       TEXT,
    -- 1: a member of staff.
    staff       BIGINT NOT NULL
);
CREATE INDEX sessions_by_expiry ON sessions (expires);

-- Numbers that are out, each for one use by one session.
CREATE TABLE nonces (
    nonce       TEXT PRIMARY KEY,
    session     TEXT NOT NULL,
    expires     BIGINT NOT NULL,
    spent       BIGINT
);
CREATE INDEX nonces_by_expiry ON nonces (expires);
CREATE INDEX nonces_by_session ON nonces (session);

-- 受付番号: without gaps, so it is counted in the transaction that keeps the application.
CREATE TABLE counters (
    name        TEXT PRIMARY KEY,
    last        BIGINT NOT NULL
);
INSERT INTO counters (name, last) VALUES ('application', 0);

CREATE TABLE applications (
    id          TEXT PRIMARY KEY,
    number      BIGINT NOT NULL UNIQUE,
    session     TEXT NOT NULL,
    status      TEXT NOT NULL,
    received    BIGINT NOT NULL,
    form        TEXT NOT NULL,
    language    TEXT NOT NULL,
    -- SHA-256 of content and signature: by it a submission that was sent twice is known again.
    submission  TEXT NOT NULL UNIQUE,
    content     TEXT NOT NULL,
    signature   TEXT NOT NULL,
    bytes       BIGINT NOT NULL,
    report      TEXT NOT NULL
);
CREATE INDEX applications_by_time ON applications (received);

CREATE TABLE logins (
    id          TEXT PRIMARY KEY,
    pseudonym   TEXT NOT NULL,
    status      TEXT NOT NULL,
    at          BIGINT NOT NULL,
    report      TEXT NOT NULL
);
CREATE INDEX logins_by_pseudonym ON logins (pseudonym, at);
CREATE INDEX logins_by_time ON logins (at);
