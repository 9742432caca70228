-- Figures of the courts by the month in which notices were signed. Nothing of a person or a case is in them, and pages
-- read them in place of notices, however many there are.
create table court_figure (
  -- Empty for all courts together, of whom there are counts and no times.
  court_id text collate "C" not null,
  -- The first day of a month in Baku.
  month date not null,
  sent int not null,
  -- Of these, those of which a telephone or a mail server took a message.
  delivered int not null,
  -- Of these, those that somebody has opened.
  read int not null,
  -- Cases whose first notice is among them; with the seconds since their registration within which half of them, and nine
  -- tenths, had it.
  cases int not null,
  to_notice_half bigint,
  to_notice_most bigint,
  -- The same from a notice to its first reading, of those that were read.
  to_reading_half bigint,
  to_reading_most bigint,
  counted_at timestamptz not null,
  constraint court_figure_pkey primary key (month, court_id),
  constraint court_figure_first_check check (extract(day from month) = 1),
  constraint court_figure_count_check check (delivered between 0 and sent and read between 0 and sent and cases >= 0)
);
create index court_figure_of_court on court_figure (court_id, month desc);

grant select on court_figure to acar_web, acar_worker;
grant insert on court_figure to acar_worker;
grant update (sent, delivered, read, cases, to_notice_half, to_notice_most, to_reading_half, to_reading_most, counted_at)
  on court_figure to acar_worker;
