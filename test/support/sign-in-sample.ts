import type { SignInView } from '../../src/identity/pages.ts';

/** What the frame of every sign-in page shows. */
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
