import { levels } from '../../../oidc/ports.ts';
import { document, form, type Html, html, notice, type Request, submit, textsFor } from '../../http/index.ts';
import { formatDateTime } from '../../messages/index.ts';
import { type Identity, type LoginProblem, loginMessages } from '../../relying-party/index.ts';
import { messages } from './messages.ts';
import type { AgencyDefinition } from './model.ts';
import type { AgencySession } from './sessions.ts';

type Shown = Pick<Request, 'language' | 'path' | 'csrf'>;

export interface AgencyPages {
  start(request: Shown, session: AgencySession | undefined, hasEnded: boolean): Html;
  person(request: Shown, session: AgencySession, wasRefreshed: boolean): Html;
  problem(request: Shown, problem: LoginProblem, session: AgencySession | undefined): Html;
  signedOut(request: Shown): Html;
  error(request: Pick<Request, 'language' | 'path' | 'id'>, code: string): Html;
}

export function createPages(definition: AgencyDefinition): AgencyPages {
  const site = (request: Pick<Shown, 'language'>) => textsFor(definition.texts, request);
  const shown = (request: Shown, session: AgencySession | undefined, title: string, main: Html) =>
    document(request, {
      site: site(request).name,
      title,
      main,
      ...(session && { person: personOf(request, session.identity) }),
    });
  return {
    start: (request, session, hasEnded) =>
      shown(request, session, site(request).name, startMain(request, definition, session, hasEnded)),
    person: (request, session, wasRefreshed) =>
      shown(
        request,
        session,
        textsFor(messages, request).myPage,
        personMain(request, definition, session.identity, wasRefreshed),
      ),
    problem: (request, problem, session) => {
      const t = textsFor(messages, request);
      const { problem: words, tryAgain } = textsFor(loginMessages, request);
      const { title, text } = words[problem];
      const back = session ? link('/me', t.toMyPage) : link('/', t.toStart);
      return shown(
        request,
        session,
        title,
        html`<p>${text}</p><p>${link('/sign-in', tryAgain, true)} ${back}</p>`,
      );
    },
    signedOut: (request) => {
      const t = textsFor(messages, request);
      const main = html`<p>${t.signedOutText}</p><p>${link('/', t.toStart)}</p>`;
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
      const main = html`<p>${t.error.number(request.id)}</p><p>${link('/', t.toStart)}</p>`;
      return document(request, { site: site(request).name, title, main });
    },
  };
}

function startMain(
  request: Shown,
  definition: AgencyDefinition,
  session: AgencySession | undefined,
  hasEnded: boolean,
): Html {
  const t = textsFor(messages, request);
  const { about, offer } = textsFor(definition.texts, request);
  return html`${hasEnded && notice('info', t.ended)}
<p>${about}</p>
<p>${offer}</p>
${
  session
    ? html`<p>${t.signedInAs(session.identity.name ?? t.unnamed)}</p><p>${link('/me', t.toMyPage, true)}</p>`
    : html`<p>${link('/sign-in', t.signIn, true)}</p>`
}`;
}

function personMain(
  request: Shown,
  definition: AgencyDefinition,
  identity: Identity,
  wasRefreshed: boolean,
): Html {
  const t = textsFor(messages, request);
  const facts = factsOf(request, identity);
  const isLower = levels.indexOf(levelOf(identity) ?? 'low') < levels.indexOf(definition.stepUpLevel);
  return html`${wasRefreshed && notice('success', t.refreshed)}
<h2 class="ds-heading" data-size="sm">${t.facts}</h2>
<dl class="acar-facts">${facts.map(([name, word, value]) => html`<dt>${word}</dt><dd data-fact="${name}">${value}</dd>`)}</dl>
${isLower && html`<p>${t.stepUpHint}</p><p>${link(`/sign-in?level=${definition.stepUpLevel}`, t.stepUp, true)}</p>`}
${identity.refreshToken && form(request, '/refresh', submit(t.refresh, { secondary: true }))}`;
}

function factsOf(request: Shown, identity: Identity): [string, string, string][] {
  const t = textsFor(messages, request);
  const methods: Readonly<Record<string, string>> = t.methods;
  const { authTime } = identity;
  return [
    ['name', t.fact.name, identity.name ?? t.notTold],
    ['sub', t.fact.subject, identity.subject],
    ['acr', t.fact.level, levelInWords(request, identity)],
    ['amr', t.fact.methods, identity.amr.map((method) => methods[method] ?? method).join(', ') || t.notTold],
    [
      'auth_time',
      t.fact.authTime,
      authTime ? formatDateTime(new Date(authTime * 1000), request.language) : t.notTold,
    ],
    ['sid', t.fact.sid, identity.sid ?? t.notTold],
  ];
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
  return { name: identity.name ?? t.unnamed, method: levelInWords(request, identity), signOut };
}

function link(href: string, text: string, isMain = false): Html {
  return html`<a class="${isMain ? 'ds-button' : 'ds-link'}" href="${href}">${text}</a>`;
}
