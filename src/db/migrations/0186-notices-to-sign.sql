-- What a judge has prepared and not signed yet.
create index notice_unsigned on notice (judge_id, entry) where state = 'prepared';
create index hearing_notice on notice (hearing_id) where hearing_id is not null;
