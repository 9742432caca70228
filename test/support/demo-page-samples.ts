import type { AgencySession } from '../../src/demo/agencies/sessions.ts';
import { createPages } from '../../src/demo/agencies/pages.ts';
import { socialFund, taxOffice } from '../../src/demo/agencies/index.ts';
import type { ResidenceOutcome } from '../../src/demo/agencies/residence/model.ts';
import {
  deskPage,
  type Drawn,
  organisationOutcome,
  organisationPage,
  residenceOffer,
  residenceOutcome,
} from '../../src/demo/agencies/residence/pages.ts';
import { inboxErrorPage, inboxPage } from '../../src/demo/inbox/pages.ts';
import { operatorErrorPage, operatorPage } from '../../src/demo/operator/pages.ts';
import type { Html } from '../../src/http/index.ts';
import { completePerson, inventOrganisations } from '../../src/registry/generator.ts';
import { extractOf } from '../../src/registry/model.ts';
import { registerPage } from '../../src/registry/pages.ts';
import { problemPage, signedOutPage } from '../../src/site-session/pages.ts';
import type { SignInRequest } from '../../src/identity/pages.ts';

const session: AgencySession = {
  startedAt: Date.UTC(2026, 10, 22, 6, 5),
  identity: {
    subject: 'xDK3oC6P1CifT5WDQuu73rmLJ6J1nFbDRWOPusJPqOg',
    name: 'Nümunə İşıqlı Şəxsova',
    personalCode: '1A2B3C4',
    acr: 'low',
    amr: ['pwd', 'otp'],
    authTime: Date.UTC(2026, 10, 22, 6, 5) / 1000,
    sid: '47PfquHty3yTn2D7frzJLa9oO4OiyC4z2M4asYD28W5',
    idToken: 'none',
    refreshToken: 'none',
  },
};

const messages = (['email', 'sms'] as const).map((channel) => ({
  channel,
  to: channel === 'sms' ? '+994500000000' : 'numune@demo.acar.example',
  from: 'Acar',
  subject: channel === 'email' ? 'Açar: parolun bərpası kodu' : undefined,
  body: 'Açar: parolun bərpası üçün kod 000000.\n10 dəqiqə etibarlıdır.',
  at: new Date('2026-11-22T06:05:00Z'),
}));

const operatorView = {
  chosen: new Map([['+994501234588', 'wait'] as const]),
  sessions: ([undefined, 'OK', 'SIGNATURE_HASH_MISMATCH'] as const).map((result, index) => ({
    id: `00000000-0000-4000-8000-00000000000${index}`,
    keyUse: index === 2 ? ('signature' as const) : ('authentication' as const),
    serviceName: 'Nümunə Sosial Müdafiə Xidməti: 12 nömrəli ərizə',
    phoneNumber: '+994501234588',
    personalCode: '5ARPXN9',
    controlCode: '1462',
    browser: 'Firefox, Windows',
    place: 'Bakı',
    startedAt: new Date('2026-11-22T06:05:00Z'),
    result,
  })),
};

const tax = createPages(taxOffice);
const social = createPages(socialFund, true);
const framed = (draw: (request: SignInRequest) => Drawn) => (request: SignInRequest) =>
  social.framed(request, session, draw(request));
const outcome = (given: ResidenceOutcome) =>
  framed((r) =>
    residenceOutcome(r, {
      outcome: given,
      again: '/desk',
      portal: 'http://portal.acar.localhost/me/accesses',
    }),
  );
const requestId = '00000000-0000-4000-8000-000000000001';

/** Pages of relying parties (the demo agencies, the portal) around a sign-in, and of the inbox. */
export const demoSamples: Readonly<Record<string, (request: SignInRequest) => Html>> = {
  'agency-start': (r) => tax.start(r, undefined, true),
  'agency-start-signed-in': (r) => social.start(r, session, false),
  'agency-person': (r) => tax.person(r, session, true),
  'agency-problem': (r) => social.problem(r, 'cancelled', undefined),
  'agency-residence': framed((r) => residenceOffer(r, session.identity)),
  'agency-desk': framed((r) => deskPage(r, { personalCode: '1', wrong: 'personalCode' })),
  'agency-certificate': outcome({
    kind: 'answered',
    requestId,
    records: ['1000', '1001'],
    found: extractOf(completePerson('1A2B3C4'), 'residence'),
  }),
  'agency-organisation': framed((r) => organisationPage(r, { taxNumber: '1', isWrong: true })),
  'agency-organisation-found': framed((r) =>
    organisationOutcome(r, {
      outcome: { kind: 'answered', requestId, records: ['7', '8'], found: inventOrganisations(10).row(1) },
      again: '/organisation',
    }),
  ),
  'agency-refused': outcome({ kind: 'refused', requestId, code: 'gateway.wrong_purpose' }),
  'agency-signed-out': (r) => social.signedOut(r),
  'agency-error': (r) => tax.error({ ...r, id: 'request-1' }, 'http.not_found'),
  'portal-problem': (r) => problemPage(r, 'portal', 'unavailable'),
  'portal-signed-out': (r) => signedOutPage(r, 'portal'),
  inbox: (r) => inboxPage(r, messages, false),
  'inbox-error': (r) => inboxErrorPage(r),
  operator: (r) => operatorPage(r, operatorView),
  register: (r) =>
    registerPage(r, { kind: 'population', count: 50_000, example: '9N7CZW4', paths: ['/residence'] }),
  'operator-error': (r) => operatorErrorPage(r),
};
