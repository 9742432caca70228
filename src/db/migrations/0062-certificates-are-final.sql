-- What was signed is never replaced, and a revocation is never undone (RFC 5280 5.3.1), whoever writes.
create function refuse_change() returns trigger language plpgsql as $$
begin
  raise exception 'a final row of % would change', tg_table_name
    using errcode = 'check_violation', constraint = tg_name, table = tg_table_name;
end
$$;

-- The conditions are judged before the function is called, so that other changes cost nothing.
create trigger certificate_final before update on certificate for each row
  when (
    (old.status <> 'prepared' and new.status = 'prepared')
    or (old.status = 'revoked'
      and row(new.status, new.status_at, new.reason) is distinct from row(old.status, old.status_at, old.reason))
    or (old.certificate is not null
      and row(new.certificate, new.fingerprint, new.issued_at)
        is distinct from row(old.certificate, old.fingerprint, old.issued_at))
  )
  execute function refuse_change();

create trigger certificate_revocation_list_final before update on certificate_revocation_list for each row
  when (old.crl is not null)
  execute function refuse_change();
