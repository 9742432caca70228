-- What a clerk types before a case is registered, how cases are found, and what became of them.

-- A draft keeps what was typed, also what is not right yet; its participants become rows when it is registered.
create table case_draft (
  case_id uuid not null,
  typed jsonb not null,
  constraint case_draft_pkey primary key (case_id),
  constraint case_draft_case foreign key (case_id) references court_case (case_id) on delete cascade,
  constraint case_draft_typed_check check (jsonb_typeof(typed) = 'object' and length(typed::text) <= 200000)
);

-- What was done to a case, for its page. Assignments and notices have tables of their own.
create table case_event (
  event_id bigint generated always as identity,
  case_id uuid not null,
  what text not null,
  staff_id uuid not null,
  at timestamptz not null,
  -- `registered_anyway`: the case that it resembles.
  other_case_id uuid,
  -- Why: of `registered_anyway`, `closed` and `reopened`.
  reason text,
  constraint case_event_pkey primary key (event_id),
  constraint case_event_case foreign key (case_id) references court_case (case_id),
  constraint case_event_staff foreign key (staff_id) references court_staff (staff_id),
  constraint case_event_other foreign key (other_case_id) references court_case (case_id),
  constraint case_event_what_check check (what in
    ('registered', 'registered_anyway', 'contacts_changed', 'closed', 'reopened')),
  constraint case_event_reason_check check (length(reason) between 1 and 500)
);
create index case_event_of_case on case_event (case_id, event_id);

-- The words by which a case is found: its number, codes, and the words of names, in plain small letters. They are in the
-- order of bytes, so that a beginning is a range. `entry` is that of the case.
create table case_search_word (
  court_id text not null,
  word text collate "C" not null,
  entry bigint not null,
  constraint case_search_word_pkey primary key (court_id, word, entry),
  constraint case_search_word_case foreign key (entry) references court_case (entry) on delete cascade,
  constraint case_search_word_word_check check (length(word) between 1 and 64)
);
create index case_search_word_entry on case_search_word (entry);

-- How many names a clerk has looked up since the window began: nobody walks through the population.
create table case_name_limit (
  staff_id uuid not null,
  window_began_at timestamptz not null,
  lookups int not null,
  constraint case_name_limit_pkey primary key (staff_id),
  constraint case_name_limit_staff foreign key (staff_id) references court_staff (staff_id)
);

grant select, insert, delete on case_draft, case_search_word to acar_web;
grant update (typed) on case_draft to acar_web;
grant select, insert on case_event, case_name_limit to acar_web;
grant update (window_began_at, lookups) on case_name_limit to acar_web;
