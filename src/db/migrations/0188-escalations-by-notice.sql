-- Each sending asks whether a notice was escalated, and a judge's pages ask what came of it.
create index notice_escalation_of_notice on notice_escalation (notice_id, entry);
