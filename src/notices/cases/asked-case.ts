import { page, type Reply, type Request, RequestError } from '../../http/index.ts';
import type { OfficeFrame, WorkplaceDeps } from '../workplace/index.ts';
import type { CaseDetail } from './detail.ts';
import { casePage, type CaseView } from './pages/case.ts';
import type { Cases } from './service.ts';

export interface AskedCaseDeps extends WorkplaceDeps {
  readonly cases: Cases;
}

/** The case that the path names. A judge who acts as a judge has their own cases alone. */
export async function askedCase(
  { cases }: AskedCaseDeps,
  request: Request,
  { court, member }: OfficeFrame,
): Promise<CaseDetail> {
  const found = await cases.find(court.courtId, request.params['case'] ?? '');
  const isTheirs = member.office !== 'judge' || found?.case.judgeId === member.staffId;
  if (!found || !isTheirs) throw new RequestError(404, 'http.not_found');
  return found;
}

export async function showCase(
  { cases }: AskedCaseDeps,
  request: Request,
  frame: OfficeFrame,
  view: Omit<CaseView, 'events' | 'notices'>,
  status = 200,
): Promise<Reply> {
  const history = await cases.history(view.case.caseId);
  return page(casePage(request, frame, { ...view, ...history }), { status });
}
