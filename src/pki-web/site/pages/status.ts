import {
  facts,
  type Html,
  html,
  type PageRequest,
  standaloneLink,
  table,
  tag,
  textsFor,
  type OpenSite,
} from '../../../http/index.ts';
import type { ServiceState } from '../../../pki/index.ts';
import { texts } from '../messages.ts';
import type { Liveness } from '../model.ts';
import { type ListState, listStates } from '../state.ts';
import { pkiDocument } from './frame.ts';
import { moment } from './words.ts';

export function statusPage(
  request: PageRequest,
  frame: OpenSite,
  view: { readonly state: ServiceState; readonly liveness: Liveness; readonly now: number },
): Html {
  const { state, liveness, now } = view;
  const all = textsFor(texts, request);
  const t = all.state;
  const alive = (answers: boolean) => (answers ? tag(t.answers, 'success') : tag(t.silent, 'danger'));
  return pkiDocument(request, frame, {
    title: t.title,
    main: [
      html`<p>${t.at(moment(now, request))}</p>`,
      html`<section><h2 class="ds-heading" data-size="sm">${t.interfaces}</h2>${facts([
        { name: t.ocsp, value: alive(liveness.ocsp) },
        { name: t.timeStamps, value: alive(liveness.timeStamps) },
        { name: t.last, value: lastEvent(state, request) },
      ])}</section>`,
      html`<section><h2 class="ds-heading" data-size="sm">${t.lists}</h2>${table(
        html`<span class="ds-sr-only">${t.lists}</span>`,
        [
          { heading: t.authority, cell: (list: ListState) => list.authority },
          { heading: t.number, isNumber: true, cell: (list) => list.number ?? '–' },
          { heading: t.made, cell: (list) => timeOr(list.thisUpdate, request) },
          { heading: t.next, cell: (list) => timeOr(list.nextUpdate, request) },
          { heading: t.lists, cell: (list) => freshness(list, t) },
        ],
        listStates(state, now),
      )}</section>`,
      html`<p>${standaloneLink({ href: '/status.json', text: all.home.machineStatus })}</p>`,
    ],
  });
}

function timeOr(at: number | undefined, request: PageRequest): string {
  return at === undefined ? '–' : moment(at, request);
}

function freshness(list: ListState, t: Readonly<Record<'missing' | 'overdue' | 'fresh', string>>): Html {
  if (list.number === undefined) return tag(t.missing, 'warning');
  return list.isOverdue ? tag(t.overdue, 'danger') : tag(t.fresh, 'success');
}

function lastEvent({ lastEvent: last }: ServiceState, request: PageRequest): string {
  const t = textsFor(texts, request).state;
  if (!last) return t.nothing;
  const actions: Readonly<Record<string, string>> = t.actions;
  return `${actions[last.action] ?? last.action}, ${moment(last.at, request)}`;
}
