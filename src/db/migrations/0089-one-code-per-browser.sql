-- One open code per browser: opening another ends the former one. SHA-256 of the browser's name; null for requests that
-- are not codes, and for those of nodes of the release before.
alter table phone_request add column opener_digest bytea;
alter table phone_request add constraint phone_request_opener_check check (octet_length(opener_digest) = 32);
create unique index phone_request_opener on phone_request (opener_digest) where state = 'open' and opener_digest is not null;
