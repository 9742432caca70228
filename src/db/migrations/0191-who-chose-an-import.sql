-- Who chose what becomes of a file's rows: another clerk than the one who brought it may have.
alter table case_import add column chosen_by uuid;
update case_import set chosen_by = staff_id where goal is not null;
alter table case_import
  add constraint case_import_chosen_by foreign key (chosen_by, court_id) references court_staff (staff_id, court_id);
grant update (chosen_by) on case_import to acar_web;
