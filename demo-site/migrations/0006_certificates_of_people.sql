-- The signing certificate by which a person was identified (DER in base64): 現況確認 goes on while the record lives, also when the application with
-- its evidence has been erased. Empty where the site keeps no evidence, and for records that were made before.
ALTER TABLE identities ADD COLUMN certificate TEXT NOT NULL DEFAULT '';
