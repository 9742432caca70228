-- A consent holds for one purpose. What was given before names none: it stays readable, no request fits it, and the
-- person is asked anew.
alter table data_consent add column purpose text;
