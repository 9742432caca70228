import { z } from 'zod';
import { type Reply, type Request, RequestError } from '../../http/index.ts';
import type { Hearings, WorkingHours } from '../hearings/index.ts';
import { atCourt, type OfficeFrame } from '../workplace/index.ts';
import type { CaseDetail } from './model.ts';
import type { Issuing } from './service.ts';
import type { NoticeSigningDeps } from './signing-site.ts';

export interface IssuingRoutesDeps extends NoticeSigningDeps {
  readonly issuing: Issuing;
  readonly hearings: Hearings;
  readonly hours: WorkingHours;
}

export const signInFirst = { 303: 'To the sign-in, when nobody is signed in.' };
export const refused = { 403: 'The card is needed.', 404: 'No such case or notice of mine.' };
export const onward = { 303: 'To the next page, or to the sign-in.' };
export const id = z.string().max(36);
export const several = z.union([id.transform((one) => [one]), z.array(id).max(200)]);

/** Everything of a judge is for a judge alone. After a sign-in in the middle a judge comes back to the page of the form. */
export function asJudge(
  deps: IssuingRoutesDeps,
  request: Request,
  work: (frame: OfficeFrame) => Promise<Reply> | Reply,
  formPage = request.path,
): Promise<Reply> {
  return atCourt(deps, request, ['judge'], work, formPage);
}

/** The judge's case that the path names. @throws RequestError 404 when it is not this judge's. */
export async function findCase(
  { issuing }: IssuingRoutesDeps,
  request: Request,
  frame: OfficeFrame,
): Promise<CaseDetail> {
  const detail = await issuing.caseOf(frame, request.params['case'] ?? '');
  if (!detail) throw new RequestError(404, 'http.not_found');
  return detail;
}
