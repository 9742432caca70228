-- Many messages at once: files beside them, who may go first, and receipts that come before their message is marked.

alter table outbox_message
  -- Files of an e-mail: a list of name, type and text. They go with the body.
  add column attachments jsonb,
  -- Nobody waits for it: one-time codes go before.
  add column bulk boolean not null default false,
  add constraint outbox_message_attachments_check check (
    attachments is null
    or (body is not null and channel = 'email' and jsonb_typeof(attachments) = 'array' and length(attachments::text) <= 40000)),
  add constraint outbox_message_reference unique (reference);

drop index outbox_message_due;
create index outbox_message_due on outbox_message (channel, bulk, due_at) where state in ('waiting', 'sending');
-- Receipts are looked up all the time; a list of entries that are not yet sorted in would be read with each.
alter index outbox_message_provider_ids set (fastupdate = off);

-- Receipts for which no message is known yet: they overtook the mark of their own sending, or are not ours.
create table outbox_receipt (
  provider_id text not null,
  status text not null,
  at timestamptz not null,
  constraint outbox_receipt_pkey primary key (provider_id),
  constraint outbox_receipt_length_check check (length(provider_id) <= 100 and length(status) <= 20)
);
create index outbox_receipt_at on outbox_receipt (at);

-- The caller names a message by its reference when it wants to hear what became of it.
grant insert (reference, attachments, bulk) on outbox_message to acar_web, acar_worker;
grant select (reference) on outbox_message to acar_web;
grant update (attachments) on outbox_message to acar_worker;
grant select, insert, update (status), delete on outbox_receipt to acar_worker;
