-- The role that redacts may make temporary tables: its trigger asks for the redaction by the name of its schema, and not
-- what stands before it on a path that the session chose.
create or replace function refuse_other_redaction() returns trigger language plpgsql
  set search_path = pg_catalog, public, pg_temp as $$
begin
  if old.redacted_at is null and new.redacted_at is not null and new.seed is null
     and new.facts = old.facts - array['address', 'userAgent']
     and exists (select from public.record_redaction where record_id = old.id)
  then
    return new;
  end if;
  raise exception 'this is no redaction of record %', old.id
    using errcode = 'check_violation', constraint = 'interaction_record_redaction';
end $$;

-- The seed of an old record goes with its facts and not without: a record that lost it alone could not be proven any more.
create function refuse_other_forgetting() returns trigger language plpgsql
  set search_path = pg_catalog, public, pg_temp as $$
begin
  if exists (select from public.interaction_record where id = old.record_id and redacted_at is not null) then
    return old;
  end if;
  raise exception 'record % is not redacted', old.record_id
    using errcode = 'check_violation', constraint = 'adopted_record_redaction';
end $$;
create trigger adopted_record_redaction before delete on adopted_record
  for each row when (current_user = 'acar_redactor') execute function refuse_other_forgetting();
