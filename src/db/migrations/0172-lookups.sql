-- Judges who looked a person up for a case: who, when and about whom; what registers answered is kept nowhere.
create table case_lookup (
  lookup_id uuid not null,
  case_id uuid not null,
  staff_id uuid not null,
  -- Null where a personal code was typed; then there is a reason.
  participant_id uuid,
  reason text,
  asked_at timestamptz not null,
  constraint case_lookup_pkey primary key (lookup_id),
  constraint case_lookup_case foreign key (case_id) references court_case (case_id),
  constraint case_lookup_judge foreign key (staff_id) references court_staff (staff_id),
  constraint case_lookup_participant foreign key (participant_id) references case_participant (participant_id),
  constraint case_lookup_reason_check check ((participant_id is null) = (reason is not null) and length(reason) between 1 and 500)
);
create index case_lookup_of_case on case_lookup (case_id, asked_at desc);
grant select, insert on case_lookup to acar_web;
