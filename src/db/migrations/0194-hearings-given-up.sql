-- A hearing that was booked by a judge who has the case no more: the new judge, or the chair, gives its time up. The
-- participants are told by the new judge's notice, which may still postpone it.
alter table hearing
  add column given_up_at timestamptz,
  add column given_up_by uuid,
  add constraint hearing_given_up_by foreign key (given_up_by) references court_staff (staff_id),
  add constraint hearing_given_up_check check (
    (given_up_at is null) = (given_up_by is null) and (given_up_at is null or state <> 'planned'));
grant update (given_up_at, given_up_by) on hearing to acar_web;
