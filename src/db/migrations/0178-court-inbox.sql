-- Reading notices at the portal, and mandates for it.

-- Whoever was removed from a case still reads what was sent before.
drop index case_participant_code;
create index case_participant_code on case_participant (code) where code is not null;

-- A person's notices, the newest first.
create index notice_inbox on notice (participant_id, signed_at desc, entry desc) where state = 'sent';

-- The record is made after the reading, in the same transaction.
grant update (record_id) on notice_reading to acar_web;

-- Both sides see their mandates, those that ended too.
create index notice_mandate_given on notice_mandate (principal_code, given_at desc);
create index notice_mandate_held on notice_mandate (representative_code, given_at desc);
