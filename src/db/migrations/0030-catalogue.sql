-- The catalogue of agencies and services, with the published figures. Loaded from a file in the project and read by
-- everybody; holds nothing about persons.
create table catalogue_agency (
  code text collate "C" not null,
  name text not null,
  -- The name in the order of the Azerbaijani alphabet, made by the application: collations differ between servers.
  sort_key text collate "C" not null,
  -- Absent where the published table does not list the agency.
  usage_services integer,
  usage_uses integer,
  approved integer,
  approved_on_portal integer,
  on_portal integer,
  on_own_site integer,
  approved_on_own_site integer,
  constraint catalogue_agency_pkey primary key (code),
  constraint catalogue_agency_counts_check check (
    least(usage_services, usage_uses, approved, approved_on_portal, on_portal, on_own_site, approved_on_own_site) >= 0
  )
);
create unique index catalogue_agency_order on catalogue_agency (sort_key, code);

create table catalogue_service (
  code text collate "C" not null,
  name text not null,
  sort_key text collate "C" not null,
  agency_code text collate "C" not null,
  uses integer not null,
  constraint catalogue_service_pkey primary key (code),
  constraint catalogue_service_agency_fkey foreign key (agency_code) references catalogue_agency (code),
  constraint catalogue_service_uses_check check (uses >= 0)
);
create index catalogue_service_by_agency on catalogue_service (agency_code, sort_key);
create index catalogue_service_by_uses on catalogue_service (uses desc, code);

create table catalogue_figure (
  subject text collate "C" not null,
  name text collate "C" not null,
  value numeric not null,
  constraint catalogue_figure_pkey primary key (subject, name)
);

-- Every ending of every folded word of an item, so that a search inside words is a range of this index.
create table catalogue_term (
  term text collate "C" not null,
  kind text collate "C" not null,
  code text collate "C" not null,
  constraint catalogue_term_pkey primary key (kind, code, term),
  constraint catalogue_term_kind_check check (kind in ('agency', 'service'))
);
create index catalogue_term_by_term on catalogue_term (term, kind, code);

grant select on catalogue_agency, catalogue_service, catalogue_figure, catalogue_term to acar_web;
grant select, insert, update on catalogue_agency, catalogue_service, catalogue_figure to acar_worker;
-- Terms are derived from the names and made anew at each load.
grant select, insert, delete on catalogue_term to acar_worker;
