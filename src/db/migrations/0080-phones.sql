-- Phones that hold certificates, and what they are asked. A phone proves itself with its device key; the PIN is known to
-- nobody here: see src/mobile/PROTOCOL.md section 4.
create table phone (
  phone_id uuid not null,
  account_id uuid not null,
  -- The person's name for it.
  name text not null,
  phone_number text not null,
  state text not null,
  -- SubjectPublicKeyInfo, P-256.
  device_key bytea not null,
  -- Of the last call; a call with a lower one is a replay.
  last_counter bigint not null default 0,
  -- Share of the key-encryption key and verifier of the PIN, under a key derived from the master key; null once erased.
  sealed_secrets bytea,
  tries_left smallint not null,
  -- Grows with each change of the PIN, so that a phone whose answer was lost knows which of two counts.
  pin_version int not null default 1,
  -- SHA-256 of the chain value that the next use must show, and of the one before.
  chain_digest bytea not null,
  previous_chain_digest bytea,
  authentication_ca_id smallint,
  authentication_serial bytea,
  signature_ca_id smallint,
  signature_serial bytea,
  created_at timestamptz not null,
  changed_at timestamptz not null,
  last_seen_at timestamptz,
  constraint phone_pkey primary key (phone_id),
  constraint phone_account foreign key (account_id) references account (id),
  constraint phone_name_check check (length(name) between 1 and 60),
  constraint phone_number_check check (length(phone_number) between 8 and 16),
  constraint phone_state_check
    check (state in ('enrolling', 'active', 'renewing', 'suspended', 'blocked', 'lost', 'copied', 'abandoned')),
  constraint phone_tries_check check (tries_left between 0 and 3),
  constraint phone_size_check check (octet_length(device_key) <= 200 and octet_length(sealed_secrets) <= 200),
  constraint phone_chain_check check (octet_length(chain_digest) = 32 and octet_length(previous_chain_digest) = 32)
);
create index phone_account on phone (account_id, created_at);
create index phone_enrolling on phone (created_at) where state = 'enrolling';
create index phone_number on phone (phone_number) where state in ('active', 'renewing');

-- What phones are asked: a push over the operator protocol, a link on the same device, a code on another screen.
create table phone_request (
  request_id uuid not null,
  flow text not null,
  -- SHA-256 of the token in links and codes; null for a push.
  token_digest bytea,
  -- A push knows whom it asks; the others learn it from the phone that takes them.
  account_id uuid,
  phone_id uuid,
  client_id text not null,
  service_name text not null,
  language text not null,
  browser text not null,
  place text not null,
  -- Same device: where the browser goes afterwards.
  return_to text,
  -- QR: what the starting browser shows.
  number text,
  -- Push: what is to be signed, with which key, for which number, and for which caller (null = our own provider).
  phone_number text,
  hash bytea,
  hash_type text,
  key_use text,
  relying_party_id uuid,
  -- Push: HMAC of the personal code, known or not, by which refusals are found.
  person_digest bytea,
  -- Of the service, stands in what is signed.
  nonce bytea not null,
  state text not null,
  failure text,
  payload text,
  signature bytea,
  algorithm text,
  certificate bytea,
  created_at timestamptz not null,
  expires_at timestamptz not null,
  -- A phone has shown it.
  delivered_at timestamptz,
  ended_at timestamptz,
  -- The answer was handed out.
  given_at timestamptz,
  constraint phone_request_pkey primary key (request_id),
  constraint phone_request_phone foreign key (phone_id) references phone (phone_id),
  constraint phone_request_flow_check check (flow in ('push', 'same-device', 'qr')),
  constraint phone_request_state_check
    check (state in ('open', 'taken', 'approved', 'refused', 'reported', 'failed', 'cancelled')),
  constraint phone_request_failure_check check ((state = 'failed') = (failure is not null)),
  constraint phone_request_ended_check check ((state in ('open', 'taken')) = (ended_at is null)),
  constraint phone_request_answer_check check ((state = 'approved') = (signature is not null)),
  constraint phone_request_kind_check
    check ((flow = 'push') = (token_digest is null) and (flow = 'qr') = (number is not null)
      and (flow = 'push') = (hash is not null)),
  constraint phone_request_size_check
    check (length(client_id) <= 256 and length(service_name) <= 300 and length(browser) <= 200
      and length(place) <= 200 and length(return_to) <= 2000 and octet_length(hash) <= 64
      and length(payload) <= 4000 and octet_length(signature) <= 1024)
);
create unique index phone_request_token on phone_request (token_digest) where token_digest is not null;
create index phone_request_waiting on phone_request (account_id, created_at) where state in ('open', 'taken');
create index phone_request_person on phone_request (person_digest, ended_at) where state in ('refused', 'reported');
create index phone_request_created on phone_request (created_at);

grant select, insert on phone, phone_request to acar_web;
grant update (name, phone_number, state, device_key, last_counter, sealed_secrets, tries_left, pin_version, chain_digest,
  previous_chain_digest, authentication_ca_id, authentication_serial, signature_ca_id, signature_serial, changed_at,
  last_seen_at) on phone to acar_web;
grant update (account_id, phone_id, state, failure, payload, signature, algorithm, certificate, delivered_at, ended_at,
  given_at) on phone_request to acar_web;
grant select (request_id, created_at, expires_at), delete on phone_request to acar_worker;
-- What was begun and never finished is given up.
grant select (phone_id, state, created_at), update (state, sealed_secrets, changed_at) on phone to acar_worker;
