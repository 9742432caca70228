-- How many persons a judge has looked up lately: for the limit, and for the chair.
create index case_lookup_of_judge on case_lookup (staff_id, asked_at desc);
