import type { Html } from '../../src/http/index.ts';
import { phoneTroubles } from '../../src/identity/messages.ts';
import {
  elsewherePage,
  phoneAskedPage,
  phoneNumberPage,
  scanCodePage,
  type PhoneView,
  type SignInRequest,
} from '../../src/identity/pages.ts';
import { sampleSignIn } from './sign-in-sample.ts';

const view = (changes: Partial<PhoneView> = {}): PhoneView => ({
  ...sampleSignIn,
  answer: '/s/answer',
  events: '/s/events',
  choose: '/s/choose',
  alternative: 'other',
  isHandheld: false,
  ...changes,
});

const code = `https://wallet.acar.example/q?r=${'a'.repeat(43)}&s=7&c=${'b'.repeat(22)}`;

/** Pages of the sign-in with a phone, by a name for their addresses; the journey in Chromium looks at the others. */
export const phoneSamples: Readonly<Record<string, (request: SignInRequest) => Html>> = {
  'phone-code': (r) =>
    scanCodePage(r, { ...view({ isHandheld: true }), phase: 'code', code, secondsLeft: 53 }),
  'phone-pair': (r) => scanCodePage(r, { ...view(), phase: 'number', number: '47' }),
  'phone-ended': (r) =>
    scanCodePage(r, {
      ...view({ problem: { reason: 'explained', text: phoneTroubles[r.language].wrongNumber } }),
      phase: 'ended',
    }),
  'phone-number': (r) => phoneNumberPage(r, { ...view(), phoneNumber: '' }),
  'phone-asked': (r) => phoneAskedPage(r, { ...view(), phase: 'asked', controlCode: '4821' }),
  'phone-elsewhere': (r) =>
    elsewherePage(r, {
      help: '/help/sign-in',
      accessibility: '/accessibility',
      service: { ...sampleSignIn.service, href: 'https://sosial.acar.example/' },
    }),
};
