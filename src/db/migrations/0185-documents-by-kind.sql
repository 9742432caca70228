-- Documents that a feature makes for a person to sign, such as the notices of a court, beside those that persons bring.
-- Each kind is signed at its own site, and a person's own lists show `own` alone.
alter table document
  add column kind text not null default 'own',
  add constraint document_kind_check check (kind in ('own', 'notice'));
alter table document_signing
  add column kind text not null default 'own',
  add constraint document_signing_kind_check check (kind in ('own', 'notice'));
