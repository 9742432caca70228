import {
  document,
  facts,
  field,
  form,
  type Html,
  html,
  type Request,
  submit,
  table,
  tag,
  textsFor,
} from '../../http/index.ts';
import { formatDateTime } from '../../messages/index.ts';
import { operatorMessages } from './messages.ts';
import { type Behaviour, behaviourBySuffix, behaviours, type SimulatedSession } from './model.ts';

type PageRequest = Pick<Request, 'language' | 'path' | 'csrf'>;

export interface OperatorView {
  readonly sessions: readonly SimulatedSession[];
  readonly chosen: ReadonlyMap<string, Behaviour>;
}

/** The control page: what relying parties asked, and how the simulated phones behave. */
export function operatorPage(request: PageRequest, view: OperatorView): Html {
  const t = textsFor(operatorMessages, request);
  return document(request, {
    title: t.title,
    site: t.site,
    layout: 'narrow',
    main: html`<div class="ds-alert" data-color="warning"><p>${t.what}</p></div>
<p><a class="ds-link" href="/">${t.refresh}</a> · <a class="ds-link" href="/ca/root.pem">${t.root}</a></p>
<h2 class="ds-heading" data-size="md">${t.sessions}</h2>
${view.sessions.length === 0 ? html`<p>${t.none}</p>` : html`<ol class="acar-inbox" reversed>${view.sessions.slice(0, 50).map((session) => entry(request, session))}</ol>`}
<h2 class="ds-heading" data-size="md">${t.choose}</h2>
${form(request, '/behaviour', [
  field({ name: 'number', label: t.number, hint: t.numberHint, type: 'tel', isProse: false, required: true }),
  choice('behaviour', t.outcome, [
    { value: '', text: t.asSuffix },
    ...behaviours.map((value) => ({ value, text: value === 'wait' ? t.wait : value })),
  ]),
  submit(t.save),
])}
${view.chosen.size > 0 && html`<h3 class="ds-heading" data-size="sm">${t.chosen}</h3>${facts([...view.chosen].map(([name, value]) => ({ name, value: value === 'wait' ? t.wait : value })))}`}
${table(
  t.suffixes,
  [
    { heading: t.suffix, cell: ([suffix]) => suffix },
    { heading: t.outcome, cell: ([, outcome]) => outcome },
  ],
  [
    ...Object.entries(behaviourBySuffix).map(([suffix, one]): [string, string] => [
      `…${suffix}`,
      one === 'wait' ? t.wait : one,
    ]),
    [t.others, 'OK'],
  ],
)}`,
  });
}

function entry(request: PageRequest, session: SimulatedSession): Html {
  const t = textsFor(operatorMessages, request);
  const { id, serviceName, phoneNumber, personalCode, controlCode, keyUse, result, startedAt } = session;
  return html`<li><article class="ds-card acar-card" data-color="neutral">
<h3 class="ds-heading" data-size="xs">${phoneNumber} ${tag(result ?? t.running, result === undefined ? 'warning' : result === 'OK' ? 'success' : 'neutral')}</h3>
${facts([
  { name: t.asks, value: serviceName },
  { name: t.purpose, value: t.purposes[keyUse] },
  { name: t.code, value: controlCode },
  { name: t.person, value: personalCode },
  { name: t.from, value: [session.browser, session.place].filter(Boolean).join(', ') || '–' },
  { name: t.state, value: formatDateTime(startedAt, request.language) },
])}
${
  result === undefined &&
  form(request, '/decide', [
    html`<input type="hidden" name="session" value="${id}">`,
    choice(
      'result',
      t.outcome,
      behaviours.filter((one) => one !== 'wait').map((value) => ({ value, text: value })),
      id,
    ),
    submit(t.decide),
  ])
}
</article></li>`;
}

function choice(
  name: string,
  label: string,
  options: readonly { readonly value: string; readonly text: string }[],
  suffix = '',
): Html {
  const id = `${name}${suffix}`;
  return html`<div class="ds-field"><label class="ds-label" for="${id}">${label}</label>
<select class="ds-input" id="${id}" name="${name}">${options.map(({ value, text }) => html`<option value="${value}">${text}</option>`)}</select></div>`;
}

export function operatorErrorPage(request: Pick<Request, 'language' | 'path'>): Html {
  const t = textsFor(operatorMessages, request);
  return document(request, {
    title: t.failed,
    site: t.site,
    main: html`<p><a class="ds-button" href="/">${t.back}</a></p>`,
  });
}
