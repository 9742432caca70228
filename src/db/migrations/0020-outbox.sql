-- Messages to persons, stored in the transaction that causes them and sent afterwards.
create table outbox_message (
  id bigint generated always as identity,
  -- In the Message-ID of an e-mail: a repeat after a crash carries the same one.
  reference uuid not null default gen_random_uuid(),
  channel text not null,
  recipient text not null,
  subject text,
  body text,
  topic text not null,
  state text not null default 'waiting',
  tries int not null default 0,
  created_at timestamptz not null,
  -- When a waiting message is due; until when a message being sent belongs to its sender.
  due_at timestamptz not null,
  -- From then on it is worthless, such as the end of a one-time code.
  give_up_at timestamptz not null,
  finished_at timestamptz,
  last_error text,
  -- What the mobile operator calls the parts of the message, and what it told of their delivery.
  provider_ids text[],
  receipts jsonb not null default '{}',
  constraint outbox_message_pkey primary key (id),
  constraint outbox_message_channel_check check (channel in ('email', 'sms')),
  constraint outbox_message_recipient_check check (length(recipient) between 3 and 254),
  constraint outbox_message_body_length_check check (length(body) <= 20000),
  constraint outbox_message_state_check check (state in ('waiting', 'sending', 'sent', 'failed', 'expired')),
  -- A one-time code must not stay readable once it has left or ended.
  constraint outbox_message_blank_check check ((state in ('waiting', 'sending')) = (body is not null)),
  constraint outbox_message_finished_check check ((state in ('waiting', 'sending')) = (finished_at is null))
);

create index outbox_message_due on outbox_message (channel, due_at) where state in ('waiting', 'sending');
create index outbox_message_state on outbox_message (state, id);
create index outbox_message_finished on outbox_message (finished_at) where finished_at is not null;
create index outbox_message_provider_ids on outbox_message using gin (provider_ids);

-- The web role can leave a message and see its state; it reads no body, its own included.
grant insert (channel, recipient, subject, body, topic, created_at, due_at, give_up_at)
  on outbox_message to acar_web, acar_worker;
grant select (id, channel, recipient, topic, state, tries, created_at, due_at, give_up_at, finished_at, last_error,
              provider_ids, receipts)
  on outbox_message to acar_web;
grant select, delete on outbox_message to acar_worker;
grant update (state, tries, due_at, finished_at, last_error, subject, body, provider_ids, receipts)
  on outbox_message to acar_worker;
