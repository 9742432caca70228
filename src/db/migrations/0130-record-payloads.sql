-- What was sent and answered, apart from the records that prove it: sealed in pieces, kept as long as the law says, and
-- erased without touching a record. Web processes insert and read, and change nothing.

create table record_payload (
  payload_id uuid not null,
  -- How long it is kept.
  retention text not null,
  media_type text not null,
  created_at timestamptz not null,
  -- Key and salt, AES-256-GCM under a key from the master key. Null: erased, and with it all that its pieces say.
  sealed_secrets bytea,
  erased_at timestamptz,
  -- When the pieces of an erased payload were gone too.
  emptied_at timestamptz,
  constraint record_payload_pkey primary key (payload_id),
  constraint record_payload_retention_check check (length(retention) between 1 and 32),
  constraint record_payload_type_check check (length(media_type) between 1 and 200),
  constraint record_payload_secrets_check check (octet_length(sealed_secrets) <= 256),
  constraint record_payload_erased_check check ((sealed_secrets is null) = (erased_at is not null)),
  constraint record_payload_emptied_check check (emptied_at is null or erased_at is not null)
);
-- What is due.
create index record_payload_kept on record_payload (retention, created_at) where erased_at is null;
-- What was erased and still has pieces.
create index record_payload_half_erased on record_payload (payload_id) where erased_at is not null and emptied_at is null;
-- What nobody claimed.
create index record_payload_created on record_payload (created_at);

create table record_payload_piece (
  payload_id uuid not null,
  place int not null,
  octets bytea not null,
  constraint record_payload_piece_pkey primary key (payload_id, place),
  constraint record_payload_piece_payload
    foreign key (payload_id) references record_payload (payload_id) on delete cascade,
  constraint record_payload_piece_size_check check (octet_length(octets) <= 1048576)
);
-- Sealed octets do not compress.
alter table record_payload_piece alter column octets set storage external;

-- Written when every piece is there.
create table record_payload_whole (
  payload_id uuid not null,
  octets bigint not null,
  -- The salted commitment that stands in the record.
  digest bytea not null,
  constraint record_payload_whole_pkey primary key (payload_id),
  constraint record_payload_whole_payload
    foreign key (payload_id) references record_payload (payload_id) on delete cascade,
  constraint record_payload_whole_octets_check check (octets >= 0),
  constraint record_payload_whole_digest_check check (octet_length(digest) = 32)
);

-- Whose payload it is: written with the record, in its statement. What is claimed cannot be removed.
create table record_payload_claim (
  -- Null where there is no whole payload of the digest that the record names: refused.
  payload_id uuid,
  record_id bigint not null,
  constraint record_payload_claim_once unique (payload_id),
  constraint record_payload_claim_whole check (payload_id is not null),
  constraint record_payload_claim_payload foreign key (payload_id) references record_payload_whole (payload_id),
  constraint record_payload_claim_record foreign key (record_id) references interaction_record (id)
);

-- Up to when payloads that nobody claimed were removed: no sweep reads what an earlier one has seen.
create table record_payload_sweep (
  is_only boolean not null default true,
  swept_until timestamptz not null,
  constraint record_payload_sweep_pkey primary key (is_only),
  constraint record_payload_sweep_only_check check (is_only)
);
insert into record_payload_sweep (swept_until) values ('-infinity');

-- The record of an erasure, by its payload; and records with payloads, in order.
create index interaction_record_erasure on interaction_record ((facts ->> 'erased')) where type = 'payload.erased';
create index interaction_record_payload on interaction_record (id) where facts ? 'payload';

grant select on record_payload, record_payload_piece, record_payload_whole, record_payload_claim to acar_web;
grant insert (payload_id, retention, media_type, created_at, sealed_secrets) on record_payload to acar_web;
grant insert on record_payload_piece, record_payload_whole, record_payload_claim to acar_web;

-- Erases and sweeps; sees no key and no octet.
grant select (payload_id, retention, created_at, erased_at, emptied_at), delete on record_payload to acar_worker;
grant update (sealed_secrets, erased_at, emptied_at) on record_payload to acar_worker;
grant select (payload_id, place), delete on record_payload_piece to acar_worker;
grant select (payload_id, record_id) on record_payload_claim to acar_worker;
grant select, update (swept_until) on record_payload_sweep to acar_worker;

-- Erases at the word of a court or a person, and moves to another master key.
grant update (sealed_secrets, erased_at, emptied_at) on record_payload to acar_operator;
grant delete on record_payload_piece to acar_operator;
