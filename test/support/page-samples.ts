import { z } from 'zod';
import { type Html, html, page, type Route, route } from '../../src/http/index.ts';
import {
  type ConsentView,
  chooseMethodPage,
  consentPage,
  endedPage,
  expiredPage,
  logoutPage,
  oneTimeCodePage,
  passwordPage,
  type SignInRequest,
  type SignInView,
  signedOutPage,
  waitingPage,
} from '../../src/identity/pages.ts';
import type {
  Catalogue,
  HistoryEntry,
  LiveSession,
  PortalDeps,
  PortalPerson,
} from '../../src/portal/index.ts';
import type { Way } from '../../src/ways/index.ts';

/** Demo data for looking at pages; nobody bears these names. */
const samplePerson: PortalPerson = {
  accountId: 'sample',
  name: 'Nümunə İşıqlı Şəxsova',
  personalCode: '1A2B3C4',
  method: 'password',
  level: 'low',
  signedInAt: new Date('2026-11-22T06:05:00Z'),
};

const sampleWays: readonly Way[] = [
  { id: 'password', isAvailable: true },
  { id: 'card', isAvailable: true },
  { id: 'mobile', isAvailable: false },
  { id: 'qr', isAvailable: false },
];

const firefox = 'Mozilla/5.0 (X11; Linux x86_64; rv:145.0) Gecko/20100101 Firefox/145.0';
const android =
  'Mozilla/5.0 (Linux; Android 15; Pixel 9) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0.0.0 Mobile Safari/537.36';

const sampleSessions: readonly LiveSession[] = [
  {
    id: 'one',
    isCurrent: true,
    method: 'password',
    address: '203.0.113.7',
    place: 'Bakı',
    userAgent: firefox,
    startedAt: new Date('2026-11-22T06:05:00Z'),
    lastSeenAt: new Date('2026-11-22T06:35:00Z'),
    services: ['Nümunə Vergi Xidməti', 'Nümunə Sosial Müdafiə Xidməti'],
  },
  {
    id: 'two',
    isCurrent: false,
    method: 'qr',
    address: '2001:db8:1234:5678:9abc:def0:1234:5678',
    userAgent: android,
    startedAt: new Date('2026-11-21T16:00:00Z'),
    lastSeenAt: new Date('2026-11-21T18:12:00Z'),
    services: [],
  },
];

const types: readonly HistoryEntry['type'][] = [
  'sign_in.succeeded',
  'sign_in.failed',
  'sign_in.stepped_up',
  'sign_in.continued',
  'session.ended',
  'consent.given',
];

/** Ports of the portal around a real catalogue: signed in when the cookie `sample` says so. */
export function samplePorts(catalogue: Catalogue): PortalDeps {
  return {
    catalogue,
    ways: () => sampleWays,
    session: async (request) => (request.cookie('sample') === 'in' ? samplePerson : undefined),
    sessions: {
      list: async () => sampleSessions,
      end: async (_, id) => id === 'two',
      endAll: async () => {},
    },
    history: {
      page: async () => ({
        entries: types.map((type, index) => ({
          at: new Date(Date.UTC(2026, 10, 22 - index, 6, 5)),
          type,
          method: type === 'session.ended' ? undefined : 'password',
          service: index > 2 ? 'Nümunə Vergi Xidməti' : undefined,
          address: '203.0.113.7',
          userAgent: index % 2 ? android : firefox,
        })),
        next: 'key',
      }),
    },
    consents: {
      list: async () => [
        {
          clientId: 'tax',
          service: 'Nümunə Vergi Xidməti',
          data: ['Ad və soyad', 'Doğum tarixi'],
          givenAt: new Date('2026-11-20T10:00:00Z'),
        },
      ],
      withdraw: async (_, clientId) => clientId === 'tax',
    },
    changePassword: async (_, { current }) =>
      current === 'right' ? { kind: 'changed' } : { kind: 'wrong_password' },
    passwordRules: { shortest: 12 },
    signInUrl: (returnTo) => `/sign-in?${new URLSearchParams({ to: returnTo }).toString()}`,
    signOut: { action: '/sign-out', formTargets: [] },
    contact: { email: 'komek@acar.example', phone: '+994 12 000 00 00' },
  };
}

export const sampleSignIn: SignInView = {
  service: { name: 'Nümunə Sosial Müdafiə Xidməti', address: 'sosial.acar.example' },
  addresses: {
    extend: '/s/extend',
    cancel: '/s/cancel',
    back: '/s/back',
    recovery: '/s/recovery',
    activation: '/s/activation',
    registration: '/s/registration',
    help: '/help/sign-in',
    accessibility: '/accessibility',
  },
  timeLimit: { endsAt: new Date('2026-11-22T06:35:00Z'), secondsLeft: 600, canExtend: true },
};

const consent: ConsentView = {
  ...sampleSignIn,
  person: { name: samplePerson.name, method: 'password' },
  claims: [
    { name: 'given_name', value: 'Nümunə' },
    { name: 'family_name', value: 'İşıqlı Şəxsova' },
    { name: 'birthdate', value: '1 yanvar 1990' },
    { name: 'personal_code', value: '1A2B3C4' },
    { name: 'sub' },
    { name: 'urn:example:other', value: 'x' },
  ],
  decide: '/s/decide',
};

const links = { help: '/help/sign-in', accessibility: '/accessibility' };
const service = { ...sampleSignIn.service, href: 'https://sosial.acar.example/' };
const answer = '/s/answer';

/** Every page of the sign-in, by a name for its address. */
export const signInSamples: Readonly<Record<string, (request: SignInRequest) => Html>> = {
  choose: (r) => chooseMethodPage(r, { ...sampleSignIn, ways: sampleWays, choose: '/s/choose' }),
  'choose-problem': (r) =>
    chooseMethodPage(r, {
      ...sampleSignIn,
      ways: sampleWays,
      choose: '/s/choose',
      problem: { reason: 'unavailable' },
    }),
  password: (r) => passwordPage(r, { ...sampleSignIn, answer }),
  'password-wrong': (r) =>
    passwordPage(r, { ...sampleSignIn, answer, code: '12345678', problem: { reason: 'wrong_credentials' } }),
  'password-blocked': (r) =>
    passwordPage(r, {
      ...sampleSignIn,
      answer,
      timeLimit: { ...sampleSignIn.timeLimit, secondsLeft: 90 },
      problem: { reason: 'blocked', until: new Date('2026-11-22T06:50:00Z') },
    }),
  code: (r) =>
    oneTimeCodePage(r, { ...sampleSignIn, answer, resend: '/s/resend', destination: '+994 50 *** ** 67' }),
  'code-resent': (r) =>
    oneTimeCodePage(r, {
      ...sampleSignIn,
      answer,
      wasResent: true,
      destination: 'n***@acar.example',
      timeLimit: { ...sampleSignIn.timeLimit, canExtend: false },
      problem: { reason: 'wrong_one_time_code' },
    }),
  consent: (r) => consentPage(r, consent),
  waiting: (r) =>
    waitingPage(r, { ...sampleSignIn, answer, poll: '/s/poll', pollAfterSeconds: 60, controlCode: '4821' }),
  expired: (r) => expiredPage(r, { ...links, service, restart: '/s/restart' }),
  ended: (r) => endedPage(r, { ...links, service, restart: '/s/restart' }),
  logout: (r) =>
    logoutPage(r, {
      ...links,
      action: '/s/logout',
      hidden: { xsrf: 'x' },
      service: sampleSignIn.service,
      services: ['Nümunə Sosial Müdafiə Xidməti', 'Nümunə Vergi Xidməti'],
      stay: '/',
    }),
  'signed-out': (r) => signedOutPage(r, { ...links, scope: 'everywhere', service, signIn: '/' }),
};

/** The samples under `/s/`, and a form target that extends the time limit. */
export function sampleRoutes(): Route[] {
  const responses = { 200: 'The sample.' };
  const show = route({
    id: 'sample.show',
    method: 'GET',
    path: '/s/:name',
    summary: 'A sample',
    audience: 'page',
    responses,
    handle: (request) => page(signInSamples[request.params['name'] ?? '']?.(request) ?? html`no sample`),
  });
  const extend = route({
    id: 'sample.extend',
    method: 'POST',
    path: '/s/extend',
    summary: 'Extends the time limit',
    audience: 'page',
    body: z.strictObject({}),
    responses,
    handle: (request) => page(passwordPage(request, { ...sampleSignIn, answer })),
  });
  return [show, extend];
}
