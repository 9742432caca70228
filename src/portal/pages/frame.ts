import {
  document,
  type ErrorRequest,
  errorDocument,
  form,
  type Html,
  html,
  type Link,
  type PageOptions,
  type Request,
  submit,
  textsFor,
} from '../../http/index.ts';
import type { Language } from '../../messages/index.ts';
import { signedInWith } from '../../ways/index.ts';
import { open } from '../messages/open.ts';
import type { PortalDeps, PortalPerson } from '../model.ts';

export type PortalRequest = Pick<Request, 'language' | 'path' | 'csrf'> & { readonly query?: unknown };

/** What is the same on every page of the portal. */
export interface Frame {
  readonly person: PortalPerson | undefined;
  readonly signInUrl: PortalDeps['signInUrl'];
  readonly signOutAction: string;
  /** The certificate service, where there is one. */
  readonly certificates: string | undefined;
  /** Whether there is a log, whose receipts can be checked. */
  readonly hasLog?: boolean;
  /** Where documents are verified. */
  readonly verification?: string | undefined;
}

const sections = [
  ['home', '/'],
  ['agencies', '/agencies'],
  ['statistics', '/statistics'],
  ['help', '/help/sign-in'],
  ['me', '/me'],
] as const;

export function portalDocument(
  request: PortalRequest,
  frame: Frame,
  options: Pick<PageOptions, 'title' | 'main'> & Partial<PageOptions>,
): Html {
  const t = textsFor(open, request);
  const { person } = frame;
  return document(request, {
    layout: 'wide',
    site: t.site,
    navigation: navigation(request, person !== undefined),
    footerLinks: footerLinks(request.language, frame),
    signIn: { href: frame.signInUrl(returnPath(request)), text: t.signIn },
    person: person && {
      name: person.name,
      method: t.signedIn(signedInWith(person.method, request.language)),
      signOut: form(request, frame.signOutAction, submit(t.signOut, { secondary: true })),
    },
    ...options,
  });
}

/** Signing in at the home page leads on to the person's own page. */
function returnPath(request: PortalRequest): string {
  return request.path === '/' ? '/me' : request.path;
}

function navigation(request: PortalRequest, isSignedIn: boolean): NonNullable<PageOptions['navigation']> {
  const t = textsFor(open, request).navigation;
  return sections
    .filter(([name]) => name !== 'me' || isSignedIn)
    .map(([name, href]) => ({ href, text: t[name], current: isUnder(request.path, href) }));
}

function isUnder(path: string, href: string): boolean {
  return path === href || (href !== '/' && path.startsWith(`${href}/`));
}

function footerLinks(
  language: Language,
  {
    certificates,
    verification,
    hasLog,
  }: Partial<Pick<Frame, 'certificates' | 'verification' | 'hasLog'>> = {},
): Link[] {
  const t = textsFor(open, { language });
  return [
    { href: '/help/sign-in', text: t.help },
    { href: '/accessibility', text: t.accessibility },
    ...(verification === undefined ? [] : [{ href: verification, text: t.verification }]),
    ...(certificates === undefined ? [] : [{ href: certificates, text: t.certificates }]),
    ...(hasLog ? [{ href: '/check-receipt', text: t.receipts }] : []),
  ];
}

/** Names of agencies and services are Azerbaijani in every language of the page (WCAG 3.1.2). */
export function azerbaijani(name: string): Html {
  return html`<span lang="az">${name}</span>`;
}

/** The portal's error page, in the form that `createSite` asks for. */
export function portalErrorPage(request: ErrorRequest, status: number, code: string): Html {
  const t = textsFor(open, request);
  return errorDocument(
    request,
    { status, code },
    {
      site: t.site,
      navigation: navigation({ ...request, csrf: '' }, false),
      footerLinks: footerLinks(request.language),
    },
  );
}
