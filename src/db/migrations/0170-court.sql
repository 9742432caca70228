-- Courts: who works there, the cases with their participants, hearings, notices and what became of them.

create table court (
  -- A word, such as `binaqadi`; it stands in addresses and records.
  court_id text collate "C" not null,
  -- By language: az, en, ru.
  names jsonb not null,
  address text not null,
  -- Begins the numbers of its cases and notices, such as `001`.
  code text not null,
  -- Where the clerks are told of notices that reached nobody.
  email text,
  entered_at timestamptz not null,
  constraint court_pkey primary key (court_id),
  constraint court_code unique (code),
  constraint court_id_check check (court_id ~ '^[a-z][a-z0-9_-]{1,31}$'),
  constraint court_names_check check (jsonb_typeof(names) = 'object' and length(names::text) <= 2000),
  constraint court_address_check check (length(address) between 1 and 300)
);

-- A person in an office. Rows are not deleted: cases, draws and notices name them for ever.
-- `staff_number` is for the constraint that no judge holds two hearings at a time.
create table court_staff (
  staff_id uuid not null,
  staff_number int generated always as identity,
  court_id text not null,
  personal_code text not null,
  -- As it stands in notices.
  name text not null,
  office text not null,
  entered_at timestamptz not null,
  ended_at timestamptz,
  constraint court_staff_pkey primary key (staff_id),
  constraint court_staff_number unique (staff_number),
  constraint court_staff_court foreign key (court_id) references court (court_id),
  constraint court_staff_of_court unique (staff_id, court_id),
  constraint court_staff_office_check check (office in ('clerk', 'judge', 'chair')),
  constraint court_staff_name_check check (length(name) between 1 and 200)
);
create unique index court_staff_once on court_staff (court_id, personal_code, office) where ended_at is null;
create index court_staff_person on court_staff (personal_code) where ended_at is null;

-- Rooms in which hearings are held. `room_number` is for the constraint that no room is booked twice.
create table court_room (
  room_id uuid not null,
  room_number int generated always as identity,
  court_id text not null,
  name text not null,
  ended_at timestamptz,
  constraint court_room_pkey primary key (room_id),
  constraint court_room_number unique (room_number),
  constraint court_room_court foreign key (court_id) references court (court_id),
  constraint court_room_name_check check (length(name) between 1 and 100)
);
create unique index court_room_once on court_room (court_id, name) where ended_at is null;

create table court_case (
  case_id uuid not null,
  -- The order of lists.
  entry bigint generated always as identity,
  court_id text not null,
  kind text not null,
  state text not null default 'draft',
  -- Given when it is registered: `2(001)-15/2026`.
  number text,
  year int,
  ordinal int,
  -- What it is about, in a line.
  subject text not null default '',
  -- Grows with every change: two clerks do not overwrite each other.
  version int not null default 1,
  entered_by uuid not null,
  entered_at timestamptz not null,
  changed_by uuid not null,
  changed_at timestamptz not null,
  registered_at timestamptz,
  -- Whom the draw, or the chair, gave it to.
  judge_id uuid,
  assigned_at timestamptz,
  closed_at timestamptz,
  constraint court_case_pkey primary key (case_id),
  constraint court_case_entry unique (entry),
  constraint court_case_number unique (number),
  constraint court_case_ordinal unique (court_id, kind, year, ordinal),
  constraint court_case_court foreign key (court_id) references court (court_id),
  constraint court_case_entered_by foreign key (entered_by, court_id) references court_staff (staff_id, court_id),
  constraint court_case_changed_by foreign key (changed_by) references court_staff (staff_id),
  constraint court_case_judge foreign key (judge_id, court_id) references court_staff (staff_id, court_id),
  constraint court_case_kind_check check (kind in ('civil', 'criminal', 'administrative', 'commercial', 'other')),
  constraint court_case_state_check check (state in ('draft', 'registered', 'assigned', 'closed')),
  constraint court_case_subject_check check (length(subject) <= 500),
  constraint court_case_registered_check check (
    (state = 'draft') = (number is null) and (number is null) = (year is null)
    and (number is null) = (ordinal is null) and (number is null) = (registered_at is null)),
  constraint court_case_assigned_check check (
    (judge_id is null) = (assigned_at is null) and (state <> 'assigned' or judge_id is not null)),
  constraint court_case_closed_check check ((state = 'closed') = (closed_at is not null))
);
create index court_case_of_court on court_case (court_id, entry desc);
create index court_case_of_judge on court_case (judge_id, entry desc) where judge_id is not null;

-- A draft is thrown away with its participants; what was registered stays.
create trigger court_case_stays before delete on court_case for each row
  when (old.state <> 'draft')
  execute function refuse_change();

-- The last number of a court's cases and notices in a year; its row is locked by whoever takes the next.
create table court_counter (
  court_id text not null,
  -- A kind of case, or `notice`.
  series text not null,
  year int not null,
  last int not null,
  constraint court_counter_pkey primary key (court_id, series, year),
  constraint court_counter_court foreign key (court_id) references court (court_id)
);

create table case_participant (
  participant_id uuid not null,
  case_id uuid not null,
  place int not null,
  role text not null,
  kind text not null,
  -- FIN of a person, VÖEN of an organisation; null where nobody knows it: then there is no notice at the portal.
  code text,
  name text not null,
  mobile text,
  email text,
  -- In which notices are written.
  language text not null default 'az',
  -- Participants that notices name are not deleted.
  removed_at timestamptz,
  constraint case_participant_pkey primary key (participant_id),
  constraint case_participant_case foreign key (case_id) references court_case (case_id) on delete cascade,
  constraint case_participant_role_check check (role in
    ('claimant', 'defendant', 'third_party', 'accused', 'victim', 'witness', 'representative')),
  constraint case_participant_kind_check check (kind in ('person', 'organisation')),
  constraint case_participant_language_check check (language in ('az', 'en', 'ru')),
  constraint case_participant_name_check check (length(name) between 1 and 200)
);
create index case_participant_of_case on case_participant (case_id, place);
create index case_participant_code on case_participant (code) where removed_at is null;

-- Everybody who ever had a case, in order.
create table case_assignment (
  case_id uuid not null,
  turn int not null,
  judge_id uuid not null,
  -- `draw`, or `chair`: given by name, with a reason.
  how text not null,
  reason text,
  assigned_by uuid,
  assigned_at timestamptz not null,
  constraint case_assignment_pkey primary key (case_id, turn),
  constraint case_assignment_case foreign key (case_id) references court_case (case_id),
  constraint case_assignment_judge foreign key (judge_id) references court_staff (staff_id),
  constraint case_assignment_by foreign key (assigned_by) references court_staff (staff_id),
  constraint case_assignment_how_check check (how in ('draw', 'chair')),
  constraint case_assignment_reason_check check ((how = 'draw') = (reason is null) and length(reason) <= 500)
);

-- The calendar. A room holds one hearing at a time, and so does a judge; the numbers stand for them in the constraints.
create table hearing (
  hearing_id uuid not null,
  case_id uuid not null,
  room_id uuid not null,
  room_number int not null,
  judge_id uuid not null,
  judge_number int not null,
  starts_at timestamptz not null,
  ends_at timestamptz not null,
  state text not null default 'planned',
  constraint hearing_pkey primary key (hearing_id),
  constraint hearing_case foreign key (case_id) references court_case (case_id),
  constraint hearing_room foreign key (room_id) references court_room (room_id),
  constraint hearing_judge foreign key (judge_id) references court_staff (staff_id),
  constraint hearing_state_check check (state in ('planned', 'postponed', 'cancelled')),
  constraint hearing_time_check check (ends_at > starts_at and ends_at <= starts_at + interval '12 hours'),
  constraint hearing_room_free exclude using gist
    (int4range(room_number, room_number, '[]') with &&, tstzrange(starts_at, ends_at) with &&)
    where (state = 'planned'),
  constraint hearing_judge_free exclude using gist
    (int4range(judge_number, judge_number, '[]') with &&, tstzrange(starts_at, ends_at) with &&)
    where (state = 'planned')
);
create index hearing_of_case on hearing (case_id, starts_at);
create index hearing_of_judge on hearing (judge_id, starts_at);
create index hearing_of_room on hearing (room_id, starts_at);

-- One notice to one participant, in that participant's language. Its PDF is a document (kind `notice`) from the moment
-- it is prepared; a notice that was never signed is discarded, and its number is used for nothing else.
create table notice (
  notice_id uuid not null,
  entry bigint generated always as identity,
  -- `B-001-2026-000123`
  number text not null,
  case_id uuid not null,
  court_id text not null,
  participant_id uuid not null,
  hearing_id uuid,
  kind text not null,
  language text not null,
  -- What the judge filled in, as the template's schema has it.
  fields jsonb not null,
  state text not null default 'prepared',
  -- The notice that this one corrects or withdraws.
  replaces uuid,
  document_id uuid not null,
  judge_id uuid not null,
  prepared_at timestamptz not null,
  signed_at timestamptz,
  constraint notice_pkey primary key (notice_id),
  constraint notice_entry unique (entry),
  constraint notice_number unique (number),
  constraint notice_document_once unique (document_id),
  constraint notice_case foreign key (case_id) references court_case (case_id),
  constraint notice_participant foreign key (participant_id) references case_participant (participant_id),
  constraint notice_hearing foreign key (hearing_id) references hearing (hearing_id),
  constraint notice_replaces foreign key (replaces) references notice (notice_id),
  constraint notice_judge foreign key (judge_id) references court_staff (staff_id),
  constraint notice_kind_check check (kind in
    ('summons', 'postponement', 'decision', 'document_request', 'correction', 'withdrawal')),
  constraint notice_language_check check (language in ('az', 'en', 'ru')),
  constraint notice_state_check check (state in ('prepared', 'sent', 'discarded')),
  constraint notice_signed_check check ((state = 'sent') = (signed_at is not null)),
  constraint notice_fields_check check (jsonb_typeof(fields) = 'object' and length(fields::text) <= 20000)
);
create index notice_of_case on notice (case_id, entry desc);
create index notice_of_participant on notice (participant_id, entry desc);
create index notice_of_court on notice (court_id, signed_at) where state = 'sent';
create index notice_replaced on notice (replaces) where replaces is not null;

-- A way by which a notice goes to its participant. `portal` needs no message: the notice lies there from its signature on.
create table notice_delivery (
  delivery_id uuid not null,
  notice_id uuid not null,
  channel text not null,
  -- Number or address as it was then; null for `portal`.
  recipient text,
  state text not null,
  -- The message in the outbox that carries it; messages go after some weeks, this row stays.
  message_id bigint,
  -- Why it failed, as a code.
  trouble text,
  created_at timestamptz not null,
  -- When the state became what it is.
  changed_at timestamptz not null,
  constraint notice_delivery_pkey primary key (delivery_id),
  constraint notice_delivery_notice foreign key (notice_id) references notice (notice_id),
  constraint notice_delivery_channel_check check (channel in ('sms', 'email', 'portal')),
  constraint notice_delivery_state_check check (state in
    ('queued', 'sent', 'delivered', 'failed', 'expired', 'available')),
  constraint notice_delivery_recipient_check check ((channel = 'portal') = (recipient is null))
);
create unique index notice_delivery_message on notice_delivery (message_id) where message_id is not null;
create index notice_delivery_of_notice on notice_delivery (notice_id);
create index notice_delivery_open on notice_delivery (changed_at) where state in ('queued', 'sent');

-- Who may read another's notices. Either side ends it; it is never deleted.
create table notice_mandate (
  mandate_id uuid not null,
  principal_code text not null,
  representative_code text not null,
  -- One case, or null = all.
  case_id uuid,
  given_at timestamptz not null,
  accepted_at timestamptz,
  ended_at timestamptz,
  ended_by text,
  constraint notice_mandate_pkey primary key (mandate_id),
  constraint notice_mandate_case foreign key (case_id) references court_case (case_id),
  constraint notice_mandate_self_check check (principal_code <> representative_code),
  constraint notice_mandate_ended_check check ((ended_at is null) = (ended_by is null)),
  constraint notice_mandate_ended_by_check check (ended_by in ('principal', 'representative'))
);
create unique index notice_mandate_once on notice_mandate
  (principal_code, representative_code, coalesce(case_id, '00000000-0000-0000-0000-000000000000'))
  where ended_at is null;
create index notice_mandate_representative on notice_mandate (representative_code) where ended_at is null;

-- The first reading by each person: what the court relies on. `record_id` is the record that proves it.
create table notice_reading (
  notice_id uuid not null,
  reader_code text not null,
  mandate_id uuid,
  read_at timestamptz not null,
  record_id bigint,
  constraint notice_reading_pkey primary key (notice_id, reader_code),
  constraint notice_reading_notice foreign key (notice_id) references notice (notice_id),
  constraint notice_reading_mandate foreign key (mandate_id) references notice_mandate (mandate_id),
  constraint notice_reading_record foreign key (record_id) references interaction_record (id)
);

-- Courts, their offices and rooms are the operator's.
grant select on court, court_staff, court_room to acar_web, acar_worker;
grant insert, update (names, address, email) on court to acar_operator;
grant insert, update (name, ended_at) on court_staff to acar_operator;
grant insert, update (ended_at) on court_room to acar_operator;
grant select on court, court_staff, court_room to acar_operator;

grant select on court_case, court_counter, case_participant, case_assignment, hearing, notice, notice_delivery,
  notice_mandate, notice_reading to acar_web, acar_worker;
grant insert on court_case, court_counter, case_participant, case_assignment, hearing, notice, notice_delivery,
  notice_mandate, notice_reading to acar_web;
grant insert on case_assignment to acar_worker;
grant update (last) on court_counter to acar_web;
grant update (kind, state, number, year, ordinal, subject, version, changed_by, changed_at, registered_at, judge_id,
  assigned_at, closed_at) on court_case to acar_web;
grant update (state, judge_id, assigned_at, version, changed_at) on court_case to acar_worker;
grant delete on court_case, case_participant to acar_web;
grant update (place, role, kind, code, name, mobile, email, language, removed_at) on case_participant to acar_web;
grant update (state) on hearing to acar_web;
grant update (state, signed_at) on notice to acar_web;
grant update (state, message_id, trouble, changed_at) on notice_delivery to acar_web, acar_worker;
grant insert on notice_delivery to acar_worker;
grant update (accepted_at, ended_at, ended_by) on notice_mandate to acar_web;
