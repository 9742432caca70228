-- Exchange between agencies: who they are, what they offer, who may ask for what, and every exchange once.
-- Roles belong to the whole server, as in 0001.
do $$
begin
  create role acar_gateway nologin;
exception when duplicate_object or unique_violation then null;
end $$;
do $$
begin
  execute format('grant acar_gateway to %I', current_user);
exception when others then
  if not pg_has_role(current_user, 'acar_gateway', 'member') then raise; end if;
end $$;
grant usage on schema public to acar_gateway;
grant select on schema_migration to acar_gateway;

-- A change is a new version; what was true at any time stays readable.
create table data_organisation (
  -- Semantic identifier, as certificates have it: VATAZ-1400000002.
  organisation text not null,
  version int not null,
  -- By language: az, en, ru.
  names jsonb not null,
  -- Where persons' questions go.
  contact text,
  is_active boolean not null,
  entered_at timestamptz not null,
  constraint data_organisation_pkey primary key (organisation, version),
  constraint data_organisation_names_check check (jsonb_typeof(names) = 'object' and length(names::text) <= 2000)
);

create table data_service (
  service text not null,
  version int not null,
  provider text not null,
  -- Origin of the provider's connector.
  address text not null,
  titles jsonb not null,
  -- Which data it gives, in words for those whom they are about.
  contents jsonb not null,
  methods text[] not null,
  -- Below the service's path; a * stands for one segment.
  paths text[] not null,
  most_request_octets int not null,
  most_answer_octets int not null,
  timeout_ms int not null,
  -- Whether a request names the persons whom it is about.
  concerns_persons boolean not null,
  is_active boolean not null,
  entered_at timestamptz not null,
  constraint data_service_pkey primary key (service, version),
  constraint data_service_texts_check check (length(titles::text) <= 2000 and length(contents::text) <= 4000),
  constraint data_service_size_check check (cardinality(methods) between 1 and 10 and cardinality(paths) between 1 and 50)
);

-- That a consumer may use a service for a purpose, and on what that rests.
create table data_right (
  right_id uuid not null,
  consumer text not null,
  service text not null,
  purpose text not null,
  purposes jsonb not null,
  -- Of law: requests name the reference. Of consent: requests name the consent.
  basis text not null,
  reference text,
  legal_texts jsonb not null,
  valid_from timestamptz not null,
  valid_until timestamptz not null,
  granted_at timestamptz not null,
  revoked_at timestamptz,
  constraint data_right_pkey primary key (right_id),
  constraint data_right_basis_check check (basis = 'law' and reference is not null or basis = 'consent' and reference is null),
  constraint data_right_texts_check check (length(purposes::text) <= 2000 and length(legal_texts::text) <= 6000)
);
create index data_right_of on data_right (consumer, service, purpose);

-- That a person lets an agency ask a service about themselves.
create table data_consent (
  consent_id uuid not null,
  account_id uuid not null,
  consumer text not null,
  service text not null,
  given_at timestamptz not null,
  valid_until timestamptz not null,
  withdrawn_at timestamptz,
  constraint data_consent_pkey primary key (consent_id),
  constraint data_consent_account foreign key (account_id) references account (id)
);
create index data_consent_of on data_consent (account_id, given_at);

-- One outcome for each request of a consumer, whichever node it came to. It is written with the record of the request,
-- before anything is forwarded.
create table data_exchange (
  consumer text not null,
  request_id uuid not null,
  -- SHA-256 of what the consumer signed: the same for a repetition alone.
  identity bytea not null,
  nonce text not null,
  service text not null,
  -- requested until it has ended.
  state text not null,
  begun_at timestamptz not null,
  ended_at timestamptz,
  -- The code of a refusal or a failure.
  reason text,
  -- The payload with the answer, for repetitions.
  answer_payload uuid,
  -- Places in the interaction record, the request's first.
  records bigint[] not null,
  constraint data_exchange_pkey primary key (consumer, request_id),
  constraint data_exchange_nonce unique (consumer, nonce),
  constraint data_exchange_identity_check check (octet_length(identity) = 32),
  constraint data_exchange_state_check check (state in ('requested', 'answered', 'refused', 'failed')),
  constraint data_exchange_ended_check check ((state = 'requested') = (ended_at is null))
);
-- What a node began and did not end; and what is old.
create index data_exchange_open on data_exchange (begun_at) where state = 'requested';
create index data_exchange_begun on data_exchange (begun_at);

grant select on data_organisation, data_service, data_right, data_consent to acar_gateway, acar_web;
grant select, insert on data_exchange to acar_gateway;
grant update (state, ended_at, reason, answer_payload, records) on data_exchange to acar_gateway;
grant select (id, personal_code) on account to acar_gateway;
grant select, insert on interaction_record to acar_gateway;
grant select, insert on record_pending to acar_gateway;
grant select on adopted_record, record_log, record_head, record_staged, record_tile, record_bundle, record_checkpoint
  to acar_gateway;
grant select on record_payload, record_payload_piece, record_payload_whole, record_payload_claim to acar_gateway;
grant insert (payload_id, retention, media_type, created_at, sealed_secrets) on record_payload to acar_gateway;
grant insert on record_payload_piece, record_payload_whole, record_payload_claim to acar_gateway;

-- Persons give and withdraw consents at the portal.
grant insert, update (withdrawn_at) on data_consent to acar_web;

-- Ends what a node left open, and clears what is old.
grant select (consumer, request_id, service, state, begun_at, records), delete on data_exchange to acar_worker;
grant update (state, ended_at, reason, records) on data_exchange to acar_worker;

-- acar_operator may what acar_web may.
grant insert on data_organisation, data_service, data_right to acar_operator;
grant update (revoked_at) on data_right to acar_operator;

-- Accesses of a person without an account are found by the keyed digest of their personal code.
create index interaction_record_subject on interaction_record ((facts ->> 'subject'), id desc) where facts ? 'subject';
-- How an exchange ended, from its request.
create index interaction_record_exchange on interaction_record ((facts ->> 'exchange'))
  where type in ('data.answered', 'data.failed');
