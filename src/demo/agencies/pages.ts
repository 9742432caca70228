import { levels } from '../../../oidc/ports.ts';
import {
  assetUrl,
  type Brand,
  document,
  exitLink,
  exits,
  facts,
  form,
  type Html,
  html,
  linkButton,
  notice,
  type Request,
  submit,
  textsFor,
  trustedHtml,
} from '../../http/index.ts';
import { formatDateTime } from '../../messages/index.ts';
import { type Identity, type LoginProblem, loginMessages } from '../../relying-party/index.ts';
import { messages } from './messages.ts';
import type { AgencyDefinition } from './model.ts';
import { residenceTexts } from './residence/messages.ts';
import { deskPath, residencePath } from './residence/pages.ts';
import type { AgencySession } from './sessions.ts';

type Shown = Pick<Request, 'language' | 'path' | 'csrf'>;

export interface AgencyPages {
  start(request: Shown, session: AgencySession | undefined, hasEnded: boolean): Html;
  person(request: Shown, session: AgencySession, wasRefreshed: boolean): Html;
  problem(request: Shown, problem: LoginProblem, session: AgencySession | undefined): Html;
  signedOut(request: Shown): Html;
  /** A page of the agency's own work. */
  framed(request: Shown, session: AgencySession | undefined, page: { title: string; main: Html }): Html;
  error(request: Pick<Request, 'language' | 'path' | 'id'>, code: string): Html;
}

/** `hasResidence`: it issues certificates of residence. */
export function createPages(definition: AgencyDefinition, hasResidence = false): AgencyPages {
  const site = (request: Pick<Shown, 'language'>) => textsFor(definition.texts, request);
  const framed = (request: Pick<Shown, 'language' | 'path'>, title: string, main: Html) => ({
    site: textsFor(messages, request).line,
    brand: brandOf(request, definition),
    layout: 'narrow' as const,
    title,
    main,
  });
  const shown = (request: Shown, session: AgencySession | undefined, title: string, main: Html) =>
    document(request, {
      ...framed(request, title, main),
      ...(session && { person: personOf(request, session.identity) }),
    });
  return {
    start: (request, session, hasEnded) =>
      shown(
        request,
        session,
        site(request).name,
        html`${startMain(request, definition, session, hasEnded)}${hasResidence && deskExit(request)}`,
      ),
    person: (request, session, wasRefreshed) =>
      shown(
        request,
        session,
        textsFor(messages, request).myPage,
        html`${personMain(request, definition, session.identity, wasRefreshed)}${hasResidence && residencePanel(request)}`,
      ),
    problem: (request, problem, session) => {
      const t = textsFor(messages, request);
      const { problem: words, tryAgain } = textsFor(loginMessages, request);
      const { title, text } = words[problem];
      const back = session ? { href: '/me', text: t.toMyPage } : { href: '/', text: t.toStart };
      return shown(
        request,
        session,
        title,
        html`<p class="acar-lead">${text}</p><p>${linkButton({ href: '/sign-in', text: tryAgain })}</p>
${exits([exitLink(back)])}`,
      );
    },
    framed: (request, session, { title, main }) => shown(request, session, title, main),
    signedOut: (request) => {
      const t = textsFor(messages, request);
      const main = html`<p class="acar-lead">${t.signedOutText}</p>${toStart(request)}`;
      return shown(request, undefined, t.signedOutTitle, main);
    },
    error: (request, code) => {
      const t = textsFor(messages, request);
      const title =
        code === 'http.not_found'
          ? t.error.not_found
          : code === 'http.forged_form'
            ? t.error.forged
            : t.error.other;
      const main = html`${toStart(request)}<p class="acar-quiet">${t.error.number(request.id)}</p>`;
      return document(request, framed(request, title, main));
    },
  };
}

function deskExit(request: Shown): Html {
  return exits([exitLink({ href: deskPath, text: textsFor(residenceTexts, request).deskLink })]);
}

function residencePanel(request: Shown): Html {
  const t = textsFor(residenceTexts, request);
  return html`<div class="acar-panel"><h2 class="ds-heading" data-size="sm">${t.title}</h2><p>${t.lead}</p><p>${linkButton({ href: residencePath, text: t.title })}</p></div>`;
}

function startMain(
  request: Shown,
  definition: AgencyDefinition,
  session: AgencySession | undefined,
  hasEnded: boolean,
): Html {
  const t = textsFor(messages, request);
  const { about, offer } = textsFor(definition.texts, request);
  const signIn = html`<a class="ds-button acar-sign-in" data-color="accent" href="/sign-in"><img src="${assetUrl('key.svg')}" alt="" width="32" height="32">${t.signIn}</a>`;
  return html`${hasEnded && notice('info', html`<p>${t.ended}</p>`)}
<p class="acar-lead">${offer}</p>
<div class="acar-panel">${
    session
      ? html`<p>${t.signedInAs(session.identity.name ?? t.unnamed)}</p><p>${linkButton({ href: '/me', text: t.toMyPage })}</p>`
      : html`<p>${t.why}</p><p>${signIn}</p>`
  }</div>
<p class="acar-quiet">${about}</p>`;
}

function personMain(
  request: Shown,
  definition: AgencyDefinition,
  identity: Identity,
  wasRefreshed: boolean,
): Html {
  const t = textsFor(messages, request);
  const isLower = levels.indexOf(levelOf(identity) ?? 'low') < levels.indexOf(definition.stepUpLevel);
  return html`${wasRefreshed && notice('success', html`<p>${t.refreshed}</p>`)}
<h2 class="ds-heading" data-size="sm">${t.facts}</h2>
${facts(factsOf(request, identity).map(([name, word, value]) => ({ name: word, value: html`<span data-fact="${name}">${value}</span>` })))}
${
  isLower &&
  html`<div class="acar-panel"><p>${t.stepUpHint}</p><p>${linkButton({ href: `/sign-in?level=${definition.stepUpLevel}`, text: t.stepUp })}</p></div>`
}
${identity.refreshToken && form(request, '/refresh', submit(t.refresh, { secondary: true }))}`;
}

function factsOf(request: Shown, identity: Identity): [string, string, string][] {
  const t = textsFor(messages, request);
  const { authTime } = identity;
  return [
    ['name', t.fact.name, identity.name ?? t.notTold],
    ['sub', t.fact.subject, identity.subject],
    ['acr', t.fact.level, levelInWords(request, identity)],
    ['amr', t.fact.methods, methodsInWords(request, identity)],
    [
      'auth_time',
      t.fact.authTime,
      authTime ? formatDateTime(new Date(authTime * 1000), request.language) : t.notTold,
    ],
    ['sid', t.fact.sid, identity.sid ?? t.notTold],
  ];
}

function methodsInWords(request: Shown, identity: Identity): string {
  const t = textsFor(messages, request);
  const methods: Readonly<Record<string, string>> = t.methods;
  return identity.amr.map((method) => methods[method] ?? method).join(', ') || t.notTold;
}

/** The provider may say the level in its own short word or as the eIDAS URI. */
function levelOf(identity: Identity) {
  const word = identity.acr?.replace('http://eidas.europa.eu/LoA/', '');
  return levels.find((level) => level === word);
}

function levelInWords(request: Shown, identity: Identity): string {
  const t = textsFor(messages, request);
  const level = levelOf(identity);
  return level ? t.levels[level] : (identity.acr ?? t.notTold);
}

function personOf(request: Shown, identity: Identity) {
  const t = textsFor(messages, request);
  const signOut = form(request, '/sign-out', submit(t.signOut, { secondary: true }));
  const method = t.signedInWith(methodsInWords(request, identity));
  return { name: identity.name ?? t.unnamed, method, signOut };
}

function brandOf(request: Pick<Shown, 'language'>, { texts, mark, color }: AgencyDefinition): Brand {
  return {
    name: textsFor(texts, request).name,
    about: textsFor(messages, request).footer,
    color,
    mark: html`<svg class="acar-brand__mark" viewBox="0 0 44 44" width="44" height="44" fill="none" stroke="currentColor" stroke-width="2.5" stroke-linecap="round" stroke-linejoin="round" aria-hidden="true" focusable="false"><circle class="ground" cx="22" cy="22" r="22" fill="currentColor" stroke="none"/>${trustedHtml(mark)}</svg>`,
  };
}

function toStart(request: Pick<Shown, 'language'>): Html {
  return html`<p>${linkButton({ href: '/', text: textsFor(messages, request).toStart }, { secondary: true })}</p>`;
}
