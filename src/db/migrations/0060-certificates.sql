-- The certificate service. Only the processes with the role acar_pki write here.
do $$
begin
  create role acar_pki nologin;
exception when duplicate_object or unique_violation then null;
end $$;
do $$
begin
  execute format('grant acar_pki to %I', current_user);
exception when others then
  if not pg_has_role(current_user, 'acar_pki', 'member') then raise; end if;
end $$;

grant usage on schema public to acar_pki;
grant select on schema_migration to acar_pki;
grant insert (at, type, account_id, client_id, session_uid, facts) on interaction_record to acar_pki;
grant select on interaction_record to acar_pki;

-- Our authorities. A new key is a new row: the old one goes on answering for what it issued.
create table certification_authority (
  ca_id smallint generated always as identity,
  -- Stands in addresses, such as /crl/persons-1/0.crl.
  name text not null,
  kind text not null,
  certificate bytea not null,
  -- Null for a root.
  issuer_id smallint,
  crl_partitions smallint not null,
  -- False: issues no more certificates.
  is_issuing boolean not null,
  created_at timestamptz not null,
  constraint certification_authority_pkey primary key (ca_id),
  constraint certification_authority_name unique (name),
  constraint certification_authority_issuer foreign key (issuer_id) references certification_authority (ca_id),
  constraint certification_authority_name_check check (name ~ '^[a-z][a-z0-9-]{0,62}$'),
  constraint certification_authority_kind_check
    check (kind in ('root', 'persons', 'phones', 'organisations', 'systems')),
  constraint certification_authority_partitions_check check (crl_partitions between 1 and 256)
);

-- What was asked for. The orderer's own key makes a repeated order the same order.
create table certificate_order (
  order_id uuid not null,
  ordered_by text not null,
  order_key text not null,
  profile text not null,
  -- PKCS#10 (RFC 2986).
  request bytea not null,
  -- Who the certificate is for, as the profile wants it, and what else was decided.
  content jsonb not null,
  state text not null default 'open',
  -- Code of the refusal.
  refusal text,
  created_at timestamptz not null,
  finished_at timestamptz,
  constraint certificate_order_pkey primary key (order_id),
  constraint certificate_order_once unique (ordered_by, order_key),
  constraint certificate_order_state_check check (state in ('open', 'issued', 'refused')),
  constraint certificate_order_finished_check check ((state = 'open') = (finished_at is null)),
  constraint certificate_order_size_check check (octet_length(request) <= 65536 and length(content::text) <= 16384)
);
create index certificate_order_open on certificate_order (created_at) where state = 'open';

-- The bytes that are to be signed come first and are durable; the certificate follows when it is signed.
create table certificate (
  ca_id smallint not null,
  -- The magnitude, without leading zeros.
  serial bytea not null,
  -- Null for what the service issues to itself (responders).
  order_id uuid,
  profile text not null,
  -- Semantic identifier (EN 319 412-1), such as PNOAZ-5ARPXN9.
  subject_id text not null,
  subject_name text not null,
  -- The holder agreed to be found in the repository.
  is_public boolean not null,
  crl_partition smallint not null,
  not_before timestamptz not null,
  not_after timestamptz not null,
  tbs bytea not null,
  certificate bytea,
  -- SHA-256 of the certificate.
  fingerprint bytea,
  prepared_at timestamptz not null,
  issued_at timestamptz,
  -- What certificate_event says last; kept here so that one row answers.
  status text not null default 'prepared',
  status_at timestamptz,
  reason smallint,
  constraint certificate_pkey primary key (ca_id, serial),
  constraint certificate_once unique (order_id),
  constraint certificate_authority foreign key (ca_id) references certification_authority (ca_id),
  constraint certificate_order foreign key (order_id) references certificate_order (order_id),
  constraint certificate_serial_check
    check (octet_length(serial) between 8 and 20 and get_byte(serial, 0) between 1 and 127),
  constraint certificate_status_check check (status in ('prepared', 'good', 'held', 'revoked')),
  constraint certificate_signed_check
    check ((status = 'prepared') = (certificate is null) and (certificate is null) = (issued_at is null)
      and (certificate is null) = (fingerprint is null)),
  constraint certificate_reason_check check ((status in ('held', 'revoked')) = (reason is not null)
    and (reason is null or (reason between 0 and 10 and reason <> 7 and reason <> 8)))
);
create unique index certificate_fingerprint on certificate (fingerprint) where fingerprint is not null;
create index certificate_subject on certificate (subject_id, issued_at desc);
create index certificate_unfinished on certificate (prepared_at) where status = 'prepared';
create index certificate_not_good on certificate (ca_id, crl_partition, serial) where status in ('held', 'revoked');
create index certificate_repository on certificate (lower(subject_name collate "C") text_pattern_ops)
  where is_public and status <> 'prepared';

-- The history of every serial, with the intervals of suspension. Written once.
create table certificate_event (
  event_id bigint generated always as identity,
  ca_id smallint not null,
  serial bytea not null,
  action text not null,
  -- CRLReason (RFC 5280 5.3.1).
  reason smallint,
  happened_at timestamptz not null,
  -- When the key is believed to have been lost (RFC 5280 5.3.2).
  invalid_since timestamptz,
  done_by text not null,
  note text,
  -- Readers of new events start again where a transaction may still have been open.
  transaction_id xid8 not null default pg_current_xact_id(),
  constraint certificate_event_pkey primary key (event_id),
  constraint certificate_event_certificate foreign key (ca_id, serial) references certificate (ca_id, serial),
  constraint certificate_event_action_check check (action in ('issued', 'held', 'released', 'revoked')),
  constraint certificate_event_reason_check check ((action in ('held', 'revoked')) = (reason is not null))
);
create index certificate_event_of on certificate_event (ca_id, serial, event_id);
create index certificate_event_transaction on certificate_event (transaction_id);

create table certificate_revocation_list (
  ca_id smallint not null,
  crl_partition smallint not null,
  -- One sequence for full and delta lists (RFC 5280 5.2.3).
  number bigint not null,
  -- Null for a full list.
  base_number bigint,
  this_update timestamptz not null,
  next_update timestamptz not null,
  -- Every event of an older transaction is in the list.
  horizon xid8 not null,
  tbs bytea not null,
  crl bytea,
  constraint certificate_revocation_list_pkey primary key (ca_id, crl_partition, number),
  constraint certificate_revocation_list_authority foreign key (ca_id) references certification_authority (ca_id)
);
create index certificate_revocation_list_full on certificate_revocation_list (ca_id, crl_partition, number desc)
  where base_number is null and crl is not null;

-- Every time stamp that was begun: its row is durable before it is signed.
create table time_stamp (
  serial bigint generated always as identity,
  given_at timestamptz not null,
  policy text not null,
  hash_algorithm text not null,
  imprint bytea not null,
  constraint time_stamp_pkey primary key (serial),
  constraint time_stamp_imprint_check check (octet_length(imprint) between 32 and 64)
);

grant select on certification_authority, certificate_order, certificate, certificate_event,
  certificate_revocation_list, time_stamp to acar_pki;
grant insert on certification_authority, certificate_order, certificate, certificate_event,
  certificate_revocation_list, time_stamp to acar_pki;
grant update (is_issuing) on certification_authority to acar_pki;
grant update (state, refusal, finished_at) on certificate_order to acar_pki;
grant update (certificate, fingerprint, issued_at, status, status_at, reason, is_public) on certificate to acar_pki;
grant update (crl) on certificate_revocation_list to acar_pki;

-- The portal shows persons their certificates and the repository; it changes nothing.
grant select on certification_authority, certificate, certificate_event to acar_web;
