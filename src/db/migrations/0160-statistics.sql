-- Figures counted from the interaction record, without anything about a person. Only processes with the role
-- acar_statistics count. Roles belong to the whole server, as in 0001.
do $$
begin
  create role acar_statistics nologin;
exception when duplicate_object or unique_violation then null;
end $$;
do $$
begin
  execute format('grant acar_statistics to %I', current_user);
exception when others then
  if not pg_has_role(current_user, 'acar_statistics', 'member') then raise; end if;
end $$;

grant usage on schema public to acar_statistics;
grant select on schema_migration to acar_statistics;

-- What counting sees of a record: no address, browser, session, certificate, document or number. A fact that is to be
-- counted by is added here.
create view statistics_record as
  select id, at, type, account_id, client_id,
         facts ->> 'method' as method, facts ->> 'reason' as reason, facts ->> 'profile' as profile,
         facts ->> 'format' as format, facts ->> 'way' as way,
         facts ->> 'consumer' as consumer, facts ->> 'provider' as provider, facts ->> 'service' as service
    from interaction_record;
grant select on statistics_record to acar_statistics;
-- The order of the records, without gaps.
grant select (place, ids) on record_bundle to acar_statistics;

-- How far the figures go. It moves in the transaction that writes them.
create table statistics_progress (
  is_only boolean not null default true,
  -- Records of the log, from its beginning, that are in the figures.
  counted bigint not null,
  -- The greatest time among them; it closes months.
  latest timestamptz,
  constraint statistics_progress_pkey primary key (is_only),
  constraint statistics_progress_only_check check (is_only),
  constraint statistics_progress_counted_check check (counted >= 0)
);
insert into statistics_progress (counted) values (0);

-- Months with figures, by the calendar of Baku.
create table statistics_month (
  month date not null,
  -- `records`, or the publication that the figures are from.
  source text not null,
  -- Makes digests of persons while the month is open; then nothing can be made or compared any more.
  person_key bytea,
  constraint statistics_month_pkey primary key (month),
  constraint statistics_month_first_check check (extract(day from month) = 1),
  constraint statistics_month_key_check check (octet_length(person_key) = 32)
);

create table statistics_figure (
  month date not null,
  figure text collate "C" not null,
  -- What it is divided by, such as a method; empty for a figure that is not divided.
  key text collate "C" not null,
  count bigint not null,
  constraint statistics_figure_pkey primary key (month, figure, key),
  constraint statistics_figure_month foreign key (month) references statistics_month (month),
  constraint statistics_figure_count_check check (count >= 0)
);
-- One figure through the months.
create index statistics_figure_through on statistics_figure (figure, month desc);

-- Figures that are not divided, by day.
create table statistics_day (
  day date not null,
  figure text collate "C" not null,
  count bigint not null,
  constraint statistics_day_pkey primary key (day, figure),
  constraint statistics_day_count_check check (count >= 0)
);

-- Who was counted already in a month that is open: keyed digests, erased when it closes. No foreign key: it would be
-- looked at for every person, and one statement writes both tables.
create table statistics_person (
  month date not null,
  figure text collate "C" not null,
  digest bytea not null,
  constraint statistics_person_pkey primary key (month, figure, digest),
  constraint statistics_person_digest_check check (octet_length(digest) = 16)
);

grant select, update (counted, latest) on statistics_progress to acar_statistics;
grant select, insert, delete on statistics_month, statistics_figure, statistics_day, statistics_person
  to acar_statistics;
grant update (person_key) on statistics_month to acar_statistics;
grant update (count) on statistics_figure, statistics_day to acar_statistics;

-- The public pages read figures, and so does the operator, who is a member of this role; never digests or their keys.
grant select on statistics_progress, statistics_figure, statistics_day to acar_web;
grant select (month, source) on statistics_month to acar_web;
