-- Signed documents get archive time stamps: soon after they were signed, and before the newest of them ends.
alter table document
  -- When the worker is to look; while it works, until when the row is its own. Null: there are no signatures.
  add column renew_at timestamptz,
  -- Tries since it last went well; also the fence between workers.
  add column renew_tries integer not null default 0,
  -- Code of what the last try failed with.
  add column renew_error text,
  add constraint document_renew_error_check check (length(renew_error) <= 64);
update document set renew_at = changed_at where signed_content_id is not null;
create index document_renewal on document (renew_at) where renew_at is not null;
create index document_renewal_failing on document (document_id) where renew_error is not null;

grant update (renew_at, renew_tries, renew_error) on document to acar_web;

grant select, insert on document_content, document_piece to acar_worker;
grant update (size, digest) on document_content to acar_worker;
grant select on document to acar_worker;
grant update (signed_content_id, version, changed_at, renew_at, renew_tries, renew_error) on document to acar_worker;
grant select (document_id, is_open) on document_signing_item to acar_worker;
