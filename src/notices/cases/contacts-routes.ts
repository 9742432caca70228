import { page, type Reply, type Request, RequestError, redirect } from '../../http/index.ts';
import { courtPath, type OfficeFrame } from '../workplace/index.ts';
import { type CaseForm, fieldsOf } from './form.ts';
import type { TypedCase } from './model.ts';
import { contactsPage, whoField } from './pages/contacts.ts';
import { stalePage } from './pages/stale.ts';
import type { CaseDetail } from './detail.ts';
import type { Cases } from './service.ts';

export function showContacts(request: Request, frame: OfficeFrame, detail: CaseDetail): Reply {
  if (detail.case.state === 'draft') throw new RequestError(404, 'http.not_found');
  return page(contactsPage(request, frame, { ...detail, version: detail.case.version, problems: [] }));
}

export async function takeContacts(
  { cases }: { readonly cases: Cases },
  request: Request,
  frame: OfficeFrame,
  { detail, sent }: { readonly detail: CaseDetail; readonly sent: CaseForm },
): Promise<Reply> {
  const { caseId } = detail.case;
  const { version } = sent;
  const typed = withContacts(detail, sent);
  if (sent.action.kind === 'edit')
    return page(contactsPage(request, frame, { ...detail, version, typed, problems: [] }));
  const order = { caseId, version, typed: typed.participants };
  const outcome = await cases.changeContacts(frame, order);
  switch (outcome.kind) {
    case 'changed':
      return redirect(`${courtPath(frame, `/cases/${caseId}`)}?news=contacts`);
    case 'wrong': {
      const { problems } = outcome;
      return page(contactsPage(request, frame, { ...detail, version, typed, problems }), { status: 422 });
    }
    case 'stale': {
      const { now = detail } = outcome;
      const edition = { caseId, version: now.case.version };
      const goOn = {
        action: courtPath(frame, `/cases/${caseId}/contacts`),
        fields: [...fieldsOf({ ...edition, typed: withContacts(now, sent) }), whoField(now)] as const,
      };
      return page(stalePage(request, frame, { mine: typed, now, goOn }), { status: 409 });
    }
  }
}

/** The participants as they are, with the contacts that were typed. */
function withContacts({ typed, participants }: CaseDetail, sent: CaseForm): TypedCase {
  return {
    ...typed,
    participants: typed.participants.map((one, index) => {
      // Somebody may have left or joined the case since the form was shown: places are not persons.
      const place = sent.who.indexOf(participants[index]?.participantId ?? '');
      const contacts = sent.typed.participants[place];
      if (!contacts) return one;
      const { mobile, email, language } = contacts;
      return { ...one, mobile, email, language, code: one.code === '' ? contacts.code : one.code };
    }),
  };
}
