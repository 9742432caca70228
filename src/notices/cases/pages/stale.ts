import {
  type Column,
  form,
  type Html,
  html,
  linkButton,
  notice,
  submit,
  table,
  tag,
  textsFor,
} from '../../../http/index.ts';
import { formatDateTime } from '../../../messages/index.ts';
import { courtDocument, courtPath, type OfficeFrame } from '../../workplace/index.ts';
import { caseTexts } from '../messages.ts';
import type { TypedCase } from '../model.ts';
import type { CaseDetail } from '../detail.ts';
import { type FormRequest, hiddenFields } from './form.ts';
import { type InLanguage, wordOf } from './parts.ts';

export interface StaleView {
  readonly mine: TypedCase;
  /** Undefined = it is gone. */
  readonly now: CaseDetail | undefined;
  /** The form that goes on with what was typed, from the version that is kept now; undefined = it cannot go on. */
  readonly goOn:
    | { readonly action: string; readonly fields: readonly (readonly [string, string])[] }
    | undefined;
}

interface Compared {
  readonly name: string;
  readonly theirs: string;
  readonly mine: string;
}

/** Another clerk was quicker: both versions side by side, and nothing is lost. */
export function stalePage(request: FormRequest, frame: OfficeFrame, view: StaleView): Html {
  const t = textsFor(caseTexts, request).stale;
  const { mine, now, goOn } = view;
  return courtDocument(request, frame, {
    title: t.title,
    hasErrors: true,
    main: [
      notice('warning', html`<p>${leadOf(request, now)}</p>`),
      !goOn && now?.case.number !== undefined && html`<p>${t.registered(now.case.number)}</p>`,
      table(
        html`<span class="ds-sr-only">${t.title}</span>`,
        columns(request),
        compare(request, now?.typed, mine),
      ),
      html`<div class="acar-actions">${[
        goOn &&
          form(request, goOn.action, [
            hiddenFields(goOn.fields),
            submit(t.keepMine, { name: 'do', value: 'edit' }),
          ]),
        now &&
          linkButton(
            { href: courtPath(frame, `/cases/${now.case.caseId}`), text: goOn ? t.takeTheirs : t.open },
            { secondary: goOn !== undefined },
          ),
      ]}</div>`,
    ],
  });
}

function leadOf(request: InLanguage, now: CaseDetail | undefined): string {
  const t = textsFor(caseTexts, request).stale;
  return now ? t.lead(now.case.changedBy, formatDateTime(now.case.changedAt, request.language)) : t.gone;
}

function columns(request: InLanguage): readonly Column<Compared>[] {
  const t = textsFor(caseTexts, request).stale;
  const shown = (text: string) => (text === '' ? html`<span class="acar-quiet">${t.none}</span>` : text);
  return [
    {
      heading: t.field,
      cell: ({ name, theirs, mine }) =>
        html`${name}${theirs !== mine && html` ${tag(t.different, 'warning')}`}`,
    },
    { heading: t.theirs, cell: ({ theirs }) => shown(theirs) },
    { heading: t.mine, cell: ({ mine }) => shown(mine) },
  ];
}

/** Line by line: the case, and each place of a participant. */
function compare(request: InLanguage, theirs: TypedCase | undefined, mine: TypedCase): Compared[] {
  const t = textsFor(caseTexts, request);
  const one = (name: string, read: (typed: TypedCase) => string) => ({
    name,
    theirs: theirs ? read(theirs) : '',
    mine: read(mine),
  });
  const places = Math.max(mine.participants.length, theirs?.participants.length ?? 0);
  return [
    one(t.fields.kind, ({ kind }) => wordOf(t.kinds, kind)),
    one(t.fields.subject, ({ subject }) => subject),
    ...Array.from({ length: places }, (_, index) =>
      one(t.form.participant(String(index + 1)), ({ participants }) => lineOf(request, participants[index])),
    ),
  ];
}

function lineOf(request: InLanguage, participant: TypedCase['participants'][number] | undefined): string {
  if (!participant) return '';
  const t = textsFor(caseTexts, request);
  const { role, kind, code, name, mobile, email, language } = participant;
  const words = [wordOf(t.roles, role), wordOf(t.participantKinds, kind), code, name, mobile, email];
  return [...words, wordOf(t.languages, language)].filter((word) => word !== '').join(', ');
}
