import { randomUUID } from 'node:crypto';
import { page, type Reply, type Request, redirect } from '../../http/index.ts';
import { courtPath, type OfficeFrame } from '../workplace/index.ts';
import type { CaseProblem } from './check.ts';
import { type CaseForm, fieldsOf, withName, without, withOneMore } from './form.ts';
import type { TypedCase } from './model.ts';
import { lookUpName, type NameLookups } from './names.ts';
import { caseFormPage, type CaseFormView } from './pages/form.ts';
import { resemblingPage } from './pages/resembling.ts';
import { stalePage } from './pages/stale.ts';
import type { RegisterOutcome } from './drafts.ts';
import type { Edition, Stale } from './edition.ts';
import type { Cases } from './service.ts';

export interface CaseFormDeps {
  readonly cases: Cases;
  readonly nameLookups: NameLookups;
}

type Sent = Pick<CaseForm, 'caseId' | 'version' | 'typed' | 'reason'>;

/** Does what the button of a case's form says. Whatever comes of it, the page has everything that was typed. */
export async function takeCaseForm(
  deps: CaseFormDeps,
  request: Request,
  frame: OfficeFrame,
  { action, ...sent }: CaseForm,
): Promise<Reply> {
  const { caseId, version, typed } = sent;
  const show = (view: Partial<CaseFormView>) =>
    page(caseFormPage(request, frame, { caseId, version, typed, ...view }));
  switch (action.kind) {
    case 'add': {
      const more = withOneMore(typed);
      return show({ typed: more, focus: `role-${more.participants.length}` });
    }
    case 'remove':
      return show({ typed: without(typed, action.place), focus: 'add' });
    case 'look':
      return lookUp(deps, request, frame, { sent, place: action.place });
    case 'edit':
      return show({});
    case 'discard':
      return discard(deps, request, frame, sent);
    case 'save': {
      const outcome = await deps.cases.save(frame, { caseId, version, typed });
      if (outcome.kind === 'stale') return showStale(request, frame, typed, outcome);
      return redirect(`${courtPath(frame, `/cases/${caseId}/edit`)}?news=saved`);
    }
    case 'register':
      return register(deps, request, frame, sent);
  }
}

async function lookUp(
  { nameLookups }: CaseFormDeps,
  request: Request,
  frame: OfficeFrame,
  { sent: { caseId, version, typed }, place }: { readonly sent: Sent; readonly place: number },
): Promise<Reply> {
  const one = typed.participants[place - 1];
  if (!one) return page(caseFormPage(request, frame, { caseId, version, typed }));
  const { named, lookup } = await lookUpName(nameLookups, frame, one);
  const view = {
    typed: withName(typed, place, named.name),
    lookup: { place, ...lookup },
    focus: `name-${place}`,
  };
  return page(caseFormPage(request, frame, { caseId, version, ...view }));
}

async function discard(
  { cases }: CaseFormDeps,
  request: Request,
  frame: OfficeFrame,
  { caseId, version, typed }: Sent,
): Promise<Reply> {
  if (await cases.discard(frame, { caseId, version }))
    return redirect(`${courtPath(frame, '/cases')}?tab=drafts&news=discarded`);
  const now = await cases.find(frame.court.courtId, caseId);
  return showStale(request, frame, typed, { kind: 'stale', now });
}

async function register(
  { cases }: CaseFormDeps,
  request: Request,
  frame: OfficeFrame,
  sent: Sent,
): Promise<Reply> {
  const { caseId, version, typed } = sent;
  const reason = sent.reason?.trim().replace(/\s+/g, ' ');
  // The page of the other case was shown; a reason that is empty is asked for again.
  const given = reason === '' ? undefined : reason;
  const outcome = await cases.register(frame, { caseId, version, typed, reason: given });
  return showOutcome(request, frame, { sent, outcome, isReasonMissing: reason === '' });
}

function showOutcome(
  request: Request,
  frame: OfficeFrame,
  view: {
    readonly sent: Sent;
    readonly outcome: RegisterOutcome;
    readonly isReasonMissing: boolean;
  },
): Reply {
  const { sent, outcome, isReasonMissing } = view;
  const { caseId, version, typed } = sent;
  switch (outcome.kind) {
    case 'registered':
      return redirect(`${courtPath(frame, `/cases/${caseId}`)}?news=registered`);
    case 'wrong':
      return page(caseFormPage(request, frame, { caseId, version, typed, problems: outcome.problems }), {
        status: 422,
      });
    case 'resembling': {
      const problems: CaseProblem[] = isReasonMissing
        ? [{ field: 'reason', code: 'case.reason_missing' }]
        : [];
      const { found } = outcome;
      return page(resemblingPage(request, frame, { caseId, version, typed, found, problems }), {
        status: 409,
      });
    }
    case 'stale':
      return showStale(request, frame, typed, outcome);
  }
}

/** Both versions; a draft that is gone goes on as a new one. */
function showStale(request: Request, frame: OfficeFrame, mine: TypedCase, { now }: Stale): Reply {
  const edition: Edition = now
    ? { caseId: now.case.caseId, version: now.case.version }
    : { caseId: randomUUID(), version: 0 };
  const isDraft = now === undefined || now.case.state === 'draft';
  const goOn = isDraft
    ? { action: courtPath(frame, '/cases/draft'), fields: fieldsOf({ ...edition, typed: mine }) }
    : undefined;
  return page(stalePage(request, frame, { mine, now, goOn }), { status: 409 });
}
