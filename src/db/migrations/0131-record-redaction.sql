-- Personal facts of records go when their time is over, and the proof of the record stays. A role of its own does it, and
-- can do nothing else to a record. Roles belong to the whole server, as in 0001.
do $$
begin
  create role acar_redactor nologin;
exception when duplicate_object or unique_violation then null;
end $$;
do $$
begin
  execute format('grant acar_redactor to %I', current_user);
exception when others then
  if not pg_has_role(current_user, 'acar_redactor', 'member') then raise; end if;
end $$;

grant usage on schema public to acar_redactor;
grant select on schema_migration to acar_redactor;

-- What a redacted record is still proven with: the salts of the parts that stay, the digests of those that went. The seed,
-- from which all salts come, is gone.
create table record_redaction (
  record_id bigint not null,
  -- Names with a blank between them, and 32 octets for each, in that order.
  open_names text not null,
  salts bytea not null,
  erased_names text not null,
  digests bytea not null,
  constraint record_redaction_pkey primary key (record_id),
  constraint record_redaction_record foreign key (record_id) references interaction_record (id),
  constraint record_redaction_size_check
    check (octet_length(salts) between 32 and 2048 and octet_length(digests) between 32 and 2048)
);
grant select on record_redaction to acar_web, acar_worker;
grant select, insert on record_redaction to acar_redactor;

alter table interaction_record add column redacted_at timestamptz,
  add constraint interaction_record_redacted_check check (redacted_at is null or seed is null);
-- Rows from before the log, as in 0095: a redacted row has no seed either.
drop index interaction_record_seedless;
create index interaction_record_seedless on interaction_record (id) where seed is null and redacted_at is null;

-- Which records were redacted by the word of which record.
create index interaction_record_redactions on interaction_record
  using gist (int8range((facts ->> 'first')::bigint, (facts ->> 'last')::bigint, '[]'))
  where type = 'records.redacted';

-- Up to which record redaction has come.
create table record_redaction_progress (
  is_only boolean not null default true,
  last_id bigint not null,
  constraint record_redaction_progress_pkey primary key (is_only),
  constraint record_redaction_progress_only_check check (is_only)
);
insert into record_redaction_progress (last_id) values (0);
grant select, update (last_id) on record_redaction_progress to acar_redactor;

grant select on interaction_record, adopted_record to acar_redactor;
grant update (facts, seed, redacted_at) on interaction_record to acar_redactor;
grant delete on adopted_record to acar_redactor;
grant insert (at, type, account_id, client_id, session_uid, facts, seed) on interaction_record to acar_redactor;
grant insert on record_pending to acar_redactor;

-- The role that redacts takes away these facts and no others, once, and not before their digests are kept.
create function refuse_other_redaction() returns trigger language plpgsql as $$
begin
  if old.redacted_at is null and new.redacted_at is not null and new.seed is null
     and new.facts = old.facts - array['address', 'userAgent']
     and exists (select from record_redaction where record_id = old.id)
  then
    return new;
  end if;
  raise exception 'this is no redaction of record %', old.id
    using errcode = 'check_violation', constraint = 'interaction_record_redaction';
end $$;
create trigger interaction_record_redaction before update on interaction_record
  for each row when (current_user = 'acar_redactor') execute function refuse_other_redaction();
