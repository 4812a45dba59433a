-- Which version of the terms and of the privacy notice a session agreed to, and when.
CREATE TABLE consents (
    session     TEXT PRIMARY KEY,
    terms       TEXT NOT NULL,
    privacy     TEXT NOT NULL,
    at          BIGINT NOT NULL
);
ALTER TABLE applications ADD COLUMN terms TEXT NOT NULL DEFAULT '';
ALTER TABLE applications ADD COLUMN privacy TEXT NOT NULL DEFAULT '';
ALTER TABLE applications ADD COLUMN agreed BIGINT NOT NULL DEFAULT 0;
-- 突合: what the form says beside what the certificate says.
ALTER TABLE applications ADD COLUMN matching TEXT NOT NULL DEFAULT '';
