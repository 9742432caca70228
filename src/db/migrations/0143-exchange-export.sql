-- Operators hand receipts out to organisations that may not fetch them any more.
grant select on data_exchange to acar_operator;
