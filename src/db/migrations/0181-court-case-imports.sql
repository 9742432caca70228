-- Files of many cases.

-- A file of cases. Its rows are registered by the worker, some at a time; a row's outcome is written with its effect.
create table case_import (
  id bigint generated always as identity,
  court_id text not null,
  staff_id uuid not null,
  -- As the browser called the file.
  name text not null,
  format text not null,
  -- The first line of a CSV, for the file of rows that are to be corrected.
  header text,
  -- SHA-256 of the file, hexadecimal; null while it arrives.
  digest text,
  -- What becomes of good rows; null until the clerk has chosen.
  goal text,
  state text not null default 'receiving',
  tries int not null default 0,
  created_at timestamptz not null,
  due_at timestamptz not null,
  give_up_at timestamptz not null,
  finished_at timestamptz,
  last_error text,
  constraint case_import_pkey primary key (id),
  constraint case_import_staff foreign key (staff_id, court_id) references court_staff (staff_id, court_id),
  constraint case_import_name_check check (length(name) <= 200),
  constraint case_import_format_check check (format in ('csv', 'json')),
  constraint case_import_goal_check check (goal in ('register', 'draft')),
  constraint case_import_state_check check (state in
    ('receiving', 'held', 'waiting', 'running', 'done', 'failed', 'expired')),
  constraint case_import_digest_check check ((state = 'receiving') = (digest is null)),
  constraint case_import_chosen_check check ((state in ('receiving', 'held')) = (goal is null)),
  constraint case_import_finished_check check ((state in ('done', 'failed', 'expired')) = (finished_at is not null))
);
create index case_import_due on case_import (due_at) where state in ('waiting', 'running');
create index case_import_of_court on case_import (court_id, id desc);
create index case_import_digest on case_import (court_id, digest);

-- A file that is not wanted goes with its rows; what has begun to be registered stays.
create trigger case_import_stays before delete on case_import for each row
  when (old.state not in ('receiving', 'held'))
  execute function refuse_change();

create table case_import_row (
  import_id bigint not null,
  row int not null,
  -- Of the file, where the row begins.
  line int not null,
  -- As it stood in the file: a row that is refused is not lost. Empty once the row has become a case.
  source text not null,
  -- By which the court knows the row again: the file's own key, or a digest of what it says.
  row_key text not null,
  -- What the row says, as a clerk would have typed it; null where it could not be read.
  typed jsonb,
  -- What is wrong: a list of columns and codes.
  problems jsonb,
  -- Null while it waits. `there`: another row of that key made the case.
  outcome text,
  case_id uuid,
  constraint case_import_row_pkey primary key (import_id, row),
  constraint case_import_row_import foreign key (import_id) references case_import (id) on delete cascade,
  constraint case_import_row_case foreign key (case_id) references court_case (case_id) on delete set null,
  constraint case_import_row_source_check check (length(source) <= 65536),
  constraint case_import_row_outcome_check check (outcome in ('registered', 'drafted', 'resembling', 'there', 'bad'))
);
create index case_import_row_waiting on case_import_row (import_id, row) where outcome is null;

-- Rows that became a case. The case follows in the same transaction; a draft that is thrown away frees its key.
create table case_import_key (
  court_id text not null,
  row_key text collate "C" not null,
  case_id uuid not null,
  constraint case_import_key_pkey primary key (court_id, row_key),
  constraint case_import_key_case foreign key (case_id) references court_case (case_id) on delete cascade
    deferrable initially deferred
);
create index case_import_key_of_case on case_import_key (case_id);

grant select, insert on case_import, case_import_row to acar_web;
grant update (state, digest, header, goal, due_at, give_up_at) on case_import to acar_web;
grant delete on case_import to acar_web;

-- The worker registers what a file holds.
grant select on case_import, case_import_row to acar_worker;
grant update (state, tries, due_at, finished_at, last_error) on case_import to acar_worker;
grant update (outcome, case_id, source, typed) on case_import_row to acar_worker;
grant select, insert on case_import_key to acar_worker;
grant insert on court_case, case_participant, court_counter, case_event to acar_worker;
grant update (last) on court_counter to acar_worker;
grant update (number, year, ordinal, registered_at) on court_case to acar_worker;
grant select, insert, delete on case_draft, case_search_word to acar_worker;
