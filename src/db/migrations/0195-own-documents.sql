-- A judge is the owner of thousands of notices. A person's own list and share of the disk read what the person brought or
-- was asked to sign, in its order, and never a row of what a feature made.
alter table document_person
  -- Both are those of the document.
  add column kind text not null default 'own',
  add column number bigint,
  add constraint document_person_kind_check check (kind in ('own', 'notice'));
update document_person p set kind = d.kind, number = d.number from document d where d.document_id = p.document_id;
create index document_person_own on document_person (personal_code, number desc) where kind = 'own';
drop index document_person_code;
-- Nearly all rows of a judge are of the one kind, and nearly none of anybody else.
create statistics document_person_kinds (mcv) on personal_code, kind from document_person;

-- For processes that were started before: they name neither.
create function complete_document_person() returns trigger language plpgsql security definer
  set search_path = pg_catalog, public, pg_temp as $$
begin
  update public.document_person p set kind = d.kind, number = d.number from public.document d
   where p.document_id = new.document_id and p.personal_code = new.personal_code and d.document_id = new.document_id;
  return null;
end $$;
create trigger document_person_complete after insert on document_person for each row when (new.number is null)
  execute function complete_document_person();
