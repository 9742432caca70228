import type { Command } from '../model.ts';

const actions = () => import('./ca-root-crl-actions.ts');

const plan: Command = {
  name: 'ca root-crl plan',
  summary: "Print the plan of a root's next CRL: all that it issued and that is revoked now.",
  operands: [],
  options: {
    authority: { type: 'string', value: 'NAME', summary: 'name of the root' },
    days: { type: 'string', value: 'DAYS', summary: 'how long the CRL is current (200)' },
  },
  examples: ['acar ca root-crl plan --authority root-1 > root-crl.yaml'],
  run: async (...words) => (await actions()).plan(...words),
};

const sign: Command = {
  name: 'ca root-crl sign',
  summary: "Make the CRL of a plan with the root's key, and a signed transcript; needs no database.",
  operands: ['PLAN'],
  options: {
    folder: {
      type: 'string',
      value: 'DIR',
      summary: "the folder of the ceremony, with the root's key in it",
    },
    'passphrase-file': { type: 'string', value: 'FILE', summary: 'the passphrase of the keys, mode 0600' },
    out: { type: 'string', value: 'DIR', summary: 'an empty folder for what is made' },
    check: { type: 'boolean', summary: 'only tell what is wrong with the plan, or what would be made' },
  },
  examples: [
    'acar ca root-crl sign root-crl.yaml --check',
    'acar ca root-crl sign root-crl.yaml --folder /media/safe/pki --passphrase-file passphrase --out /media/usb/crl',
  ],
  run: async (...words) => (await actions()).sign(...words),
};

const publish: Command = {
  name: 'ca root-crl publish',
  summary: 'Publish a CRL that a root signed: it must be newer and list all that is revoked now.',
  operands: ['CRL'],
  options: {},
  examples: ['acar ca root-crl publish /media/usb/crl/crls/root-1-0.crl'],
  run: async (...words) => (await actions()).publish(...words),
};

export const caRootCrlCommands: readonly Command[] = [plan, sign, publish];
