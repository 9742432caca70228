-- A person's consents, the newest first, page by page.
create index data_consent_page on data_consent (account_id, given_at desc, consent_id desc);
drop index data_consent_of;
