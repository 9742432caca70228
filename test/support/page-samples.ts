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
  readCardPage,
  type ReadCardView,
  type SignInRequest,
  signedOutPage,
} from '../../src/identity/pages.ts';
import { card } from '../../src/identity/messages.ts';
import { historyTypes, type PhonesPort } from '../../src/portal/index.ts';
import type { Catalogue, LiveSession, PortalDeps, PortalPerson } from '../../src/portal/index.ts';
import type { Way } from '../../src/ways/index.ts';
import { accountSamples } from './account-page-samples.ts';
import { clerkSamples } from './clerk-page-samples.ts';
import { deliverySamples } from './delivery-page-samples.ts';
import { phoneSamples } from './phone-page-samples.ts';
import { sampleSignIn } from './sign-in-sample.ts';
import { courtSamples } from './court-page-samples.ts';
import { judgeSamples } from './judge-page-samples.ts';
import { demoSamples } from './demo-page-samples.ts';

/** Demo data for looking at pages; nobody bears these names. */
const samplePerson: PortalPerson = {
  accountId: 'sample',
  name: 'Nümunə İşıqlı Şəxsova',
  personalCode: '1A2B3C4',
  method: 'password',
  level: 'substantial',
  signedInAt: new Date('2026-11-22T06:05:00Z'),
};

const sampleWays: readonly Way[] = [
  { id: 'password', isAvailable: true },
  { id: 'card', isAvailable: true },
  { id: 'mobile', isAvailable: false },
  { id: 'qr', isAvailable: false },
];

/** RFC 8032 7.1, test 1, under a name. */
const sampleLogKey = 'log.example.az+7a0d0cc9+AddamAGCsQq31Uv+08lkBzoO4XLz2qYjJa8CGmj3B1Ea';

/** The same key as a cosigner's. */
const sampleWitnessKey = 'witness.example.az+628f0ffe+BNdamAGCsQq31Uv+08lkBzoO4XLz2qYjJa8CGmj3B1Ea';

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

const samplePhones: PhonesPort = {
  list: async () =>
    (['active', 'suspended', 'blocked', 'lost'] as const).map((state, index) => ({
      id: `00000000-0000-4000-8000-00000000000${index}`,
      name: index === 0 ? 'Mənim çox uzun adlı əsas telefonum' : `Telefon ${index}`,
      number: '+994501234567',
      state,
      addedAt: new Date('2026-11-20T10:00:00Z'),
      lastSeenAt: index > 1 ? undefined : new Date('2026-11-21T10:00:00Z'),
      validUntil: new Date('2029-11-20T10:00:00Z'),
    })),
  numberOf: async () => '+994501234567',
  issueCode: async (_, number) =>
    number === '1'
      ? undefined
      : {
          code: 'ACDEF-GHJKM',
          link: 'https://wallet.acar.example.az/enrol?code=ACDEFGHJKM',
          expiresAt: new Date('2026-11-22T06:10:00Z'),
        },
  change: async (_, id) => id.endsWith('0'),
  rename: async (_, id) => id.endsWith('0'),
};

/** Ports of the portal around a real catalogue: signed in when the cookie `sample` says so. */
export function samplePorts(catalogue: Catalogue): PortalDeps {
  return {
    catalogue,
    ways: () => sampleWays,
    session: async (request) => (request.cookie('sample') === 'in' ? samplePerson : undefined),
    sessions: {
      most: 100,
      list: async () => sampleSessions,
      end: async (_, id) => id === 'two',
      endAll: async () => {},
    },
    history: {
      page: async () => ({
        entries: historyTypes.map((type, index) => ({
          id: String(1000 - index),
          at: new Date(Date.UTC(2026, 10, 22 - index, 6, 5)),
          type,
          method: type === 'session.ended' ? undefined : 'password',
          reason: type === 'session.ended' ? ('too_many' as const) : undefined,
          service: index > 2 ? 'Nümunə Vergi Xidməti' : undefined,
          address: '203.0.113.7',
          userAgent: index % 2 ? android : firefox,
        })),
        next: 'key',
      }),
    },
    records: {
      logKey: async () => sampleLogKey,
      witnessKeys: [sampleWitnessKey],
      document: async () => undefined,
      receipt: async (_, id) => (id === '999' ? { kind: 'waiting' } : undefined),
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
    hasDocuments: true,
    recentAccesses: async () => 3,
    unreadNotices: async () => 2,
    phones: samplePhones,
    changePassword: async (_, { current }) =>
      current === 'right' ? { kind: 'changed' } : { kind: 'wrong_password' },
    passwordRules: { shortest: 12 },
    signInUrl: (returnTo) => `/sign-in?${new URLSearchParams({ to: returnTo }).toString()}`,
    signOut: { action: '/sign-out', formTargets: [] },
    contact: { email: 'komek@acar.example', phone: '+994 12 000 00 00' },
  };
}

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

const readCard: ReadCardView = {
  ...sampleSignIn,
  asking: { agent: '', request: 'x.y.z', nonce: 'x'.repeat(44), freshSeconds: 240 },
  answer: '/s/answer',
  renew: '/s/choose',
  method: 'card',
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
  'read-card': (r) => readCardPage(r, readCard),
  'read-card-trouble': (r) =>
    readCardPage(r, {
      ...readCard,
      problem: { reason: 'explained', text: card[r.language].troubles.suspended },
    }),
  consent: (r) => consentPage(r, consent),
  ...phoneSamples,
  expired: (r) => expiredPage(r, { ...links, service, restart: '/s/restart', signIn: '/sign-in' }),
  ended: (r) => endedPage(r, { ...links, signIn: '/sign-in' }),
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

/** Every page that is no page of the portal's own routes. */
export const pageSamples = {
  ...signInSamples,
  ...accountSamples,
  ...demoSamples,
  ...clerkSamples,
  ...courtSamples,
  ...deliverySamples,
  ...judgeSamples,
};

/** The samples under `/s/`, and a form target that extends the time limit. */
export function sampleRoutes(): Route[] {
  const responses = { 200: 'The sample.' };
  const samples: typeof signInSamples = pageSamples;
  const show = route({
    id: 'sample.show',
    method: 'GET',
    path: '/s/:name',
    summary: 'A sample',
    audience: 'page',
    responses,
    handle: (request) => page(samples[request.params['name'] ?? '']?.(request) ?? html`no sample`),
  });
  const events = route({
    id: 'sample.events',
    method: 'GET',
    path: '/s/events',
    summary: 'Nothing happens',
    audience: 'page',
    responses,
    handle: () => ({ kind: 'events', source: silent }),
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
  return [events, show, extend];
}

/** Tells nothing until its reader is gone. */
async function* silent(signal: AbortSignal): AsyncGenerator<never> {
  yield* [];
  await new Promise<void>((done) => signal.addEventListener('abort', () => done(), { once: true }));
}
