-- How a phone comes to its certificates. Web processes ask; only the processes with the role acar_pki, which alone can
-- issue, work it off.

-- A code of one use: its bearer may make a phone of this person.
create table phone_enrolment (
  -- HMAC of the code.
  code_digest bytea not null,
  account_id uuid not null,
  phone_number text not null,
  -- `portal`: the person, signed in at level high; `office`: a registration office.
  source text not null,
  created_at timestamptz not null,
  expires_at timestamptz not null,
  phone_id uuid,
  used_at timestamptz,
  constraint phone_enrolment_pkey primary key (code_digest),
  constraint phone_enrolment_account foreign key (account_id) references account (id),
  constraint phone_enrolment_phone foreign key (phone_id) references phone (phone_id)
    deferrable initially deferred,
  constraint phone_enrolment_source_check check (source in ('portal', 'office')),
  constraint phone_enrolment_used_check check ((phone_id is null) = (used_at is null)),
  constraint phone_enrolment_size_check check (octet_length(code_digest) = 32 and length(phone_number) <= 16)
);
create index phone_enrolment_expiry on phone_enrolment (expires_at);

-- A queue (src/jobs): certificates to issue, suspend, restore and revoke. Whose a certificate is, its worker reads
-- itself from the phone and the account.
create table phone_work (
  id bigint generated always as identity,
  phone_id uuid not null,
  task text not null,
  key_use text not null,
  -- issue: PKCS#10 (RFC 2986). The same request of a phone is the same work.
  request bytea,
  request_digest bytea,
  -- Other tasks: which certificate, and why; filled for `issue` when it is done.
  ca_id smallint,
  serial bytea,
  reason text,
  state text not null default 'waiting',
  tries int not null default 0,
  created_at timestamptz not null,
  due_at timestamptz not null,
  give_up_at timestamptz not null,
  finished_at timestamptz,
  last_error text,
  constraint phone_work_pkey primary key (id),
  constraint phone_work_phone foreign key (phone_id) references phone (phone_id),
  constraint phone_work_once unique (phone_id, request_digest),
  constraint phone_work_task_check check (task in ('issue', 'hold', 'release', 'revoke')),
  constraint phone_work_use_check check (key_use in ('authentication', 'signature')),
  constraint phone_work_state_check check (state in ('waiting', 'done', 'failed')),
  constraint phone_work_finished_check check ((state = 'waiting') = (finished_at is null)),
  constraint phone_work_request_check
    check ((task = 'issue') = (request is not null) and (request is null) = (request_digest is null)
      and (task = 'issue' or serial is not null)),
  constraint phone_work_size_check check (octet_length(request) <= 4096)
);
create index phone_work_due on phone_work (due_at) where state = 'waiting';
create index phone_work_phone_order on phone_work (phone_id, id);

grant select, insert on phone_enrolment to acar_web;
grant update (phone_id, used_at) on phone_enrolment to acar_web;
grant select (code_digest, expires_at), delete on phone_enrolment to acar_worker;
grant select on phone_work to acar_web;
grant insert (phone_id, task, key_use, request, request_digest, ca_id, serial, reason, created_at, due_at, give_up_at)
  on phone_work to acar_web;
grant select on phone_work to acar_pki;
grant update (ca_id, serial, state, tries, due_at, finished_at, last_error) on phone_work to acar_pki;
grant select (phone_id, account_id, state) on phone to acar_pki;
grant select (id, personal_code, given_name, family_name, is_active) on account to acar_pki;
