-- Phones sign documents for this service: a request to one phone, which shows their names and digests.
alter table phone_request
  add column documents jsonb,
  drop constraint phone_request_flow_check,
  drop constraint phone_request_kind_check,
  add constraint phone_request_flow_check check (flow in ('push', 'same-device', 'qr', 'documents')),
  add constraint phone_request_kind_check
    check ((flow in ('push', 'documents')) = (token_digest is null) and (flow = 'qr') = (number is not null)
      and (flow in ('push', 'documents')) = (hash is not null) and (flow = 'documents') = (documents is not null)
      and (flow <> 'documents' or phone_id is not null)),
  add constraint phone_request_documents_check
    check (jsonb_typeof(documents) = 'array' and length(documents::text) <= 8000);
