-- A login ends before the visit does: what was agreed to, and the numbers that are out, stay good for who types slowly.
ALTER TABLE sessions ADD COLUMN login_until BIGINT;
-- By which password of staff somebody is in (SHA-256 of its hash): with another one, or none, nobody is.
ALTER TABLE sessions ADD COLUMN staff_password TEXT;
ALTER TABLE sessions DROP COLUMN staff;
DELETE FROM sessions;
-- Who signed, by the certificate: staff looks for a name, also where the application waits or was refused.
ALTER TABLE applications ADD COLUMN holder TEXT NOT NULL DEFAULT '';
-- What all instances must have in common, such as the key behind the pseudonyms (its fingerprint).
CREATE TABLE common (
    name        TEXT PRIMARY KEY,
    value       TEXT NOT NULL
);
