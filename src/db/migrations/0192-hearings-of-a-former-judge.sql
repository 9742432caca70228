-- A hearing that the former judge of a case had set may become the new judge's, at the same time in the same room.
grant update (judge_id, judge_number) on hearing to acar_web;
