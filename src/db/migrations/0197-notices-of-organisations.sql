-- Who reads the notices of an organisation: whoever the register of organisations says represents it by law, and whom
-- that person lets.

-- What the register said of a person and an organisation, and how long that is believed.
create table organisation_representation (
  representation_id uuid not null,
  -- VÖEN.
  tax_number text not null,
  -- Of the person who represents it.
  personal_code text not null,
  -- The organisation's name and the person's position, as the register has them.
  organisation text not null,
  position text not null,
  -- When the register was asked first, and last, of what is believed.
  began_at timestamptz not null,
  confirmed_at timestamptz not null,
  believed_until timestamptz not null,
  -- When the register said that it is so no more.
  ended_at timestamptz,
  constraint organisation_representation_pkey primary key (representation_id),
  constraint organisation_representation_tax_number_check check (tax_number ~ '^[0-9]{10}$'),
  constraint organisation_representation_words_check check (
    length(organisation) between 1 and 200 and length(position) between 1 and 200),
  constraint organisation_representation_belief_check check (
    began_at <= confirmed_at and believed_until between confirmed_at and confirmed_at + interval '12 hours')
);
create unique index organisation_representation_once on organisation_representation (tax_number, personal_code)
  where ended_at is null;
create index organisation_representation_person on organisation_representation (personal_code) where ended_at is null;

-- How many organisations a person has asked about since the window began: nobody walks through the register.
create table representation_limit (
  personal_code text not null,
  window_began_at timestamptz not null,
  questions int not null,
  constraint representation_limit_pkey primary key (personal_code)
);

-- A mandate of an organisation has its tax number as principal, and the representation of who gave it: it is in force as
-- long as that one is.
alter table notice_mandate
  add column representation_id uuid,
  add constraint notice_mandate_representation foreign key (representation_id)
    references organisation_representation (representation_id),
  drop constraint notice_mandate_ended_by_check,
  add constraint notice_mandate_ended_by_check check (
    ended_by in ('principal', 'representative') or (ended_by = 'register' and representation_id is not null));
create index notice_mandate_of_representation on notice_mandate (representation_id) where ended_at is null;

-- By which representation somebody read for an organisation.
alter table notice_reading
  add column representation_id uuid,
  add constraint notice_reading_representation foreign key (representation_id)
    references organisation_representation (representation_id);

grant select, insert on organisation_representation, representation_limit to acar_web;
grant update (organisation, position, confirmed_at, believed_until, ended_at) on organisation_representation to acar_web;
grant update (window_began_at, questions) on representation_limit to acar_web;
grant select on organisation_representation to acar_worker;
