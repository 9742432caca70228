-- What waits at a court, counted on its first page: never by reading all of its cases.
create index court_case_unsettled on court_case (court_id, state) where state in ('draft', 'registered');
create index court_case_in_hand on court_case (judge_id) where state = 'assigned';
