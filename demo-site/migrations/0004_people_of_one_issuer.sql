-- One record for each person, whichever instance makes it, and when it was last used: what nobody uses is erased.
--
-- An issuer is told by its name and its key (all generations of J-LIS's CAs have one name). What was kept before knows the name alone and
-- could be of either: those records and links go, and people register again.
DELETE FROM links;
UPDATE applications SET identity = NULL;
DELETE FROM identities;
-- What came while there was nobody to ask is asked about once there is.
UPDATE applications SET next_check = received WHERE status = 'pending' AND next_check IS NULL;
ALTER TABLE identities ADD COLUMN used BIGINT NOT NULL DEFAULT 0;
DROP INDEX identities_by_serial;
CREATE UNIQUE INDEX identities_by_certificate ON identities (serial, issuer);
DROP INDEX links_that_hold;
CREATE UNIQUE INDEX links_that_hold ON links (auth_serial, auth_issuer) WHERE until IS NULL;
