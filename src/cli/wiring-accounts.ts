import { z } from 'zod';
import { createSessions } from '../../oidc/provider/index.ts';
import {
  type Accounts,
  createAccounts,
  createPasswordHashing,
  type IssuedAccount,
  type Refused,
} from '../accounts/index.ts';
import { createInMemoryAttemptLimiter } from '../attempts/index.ts';
import { createClientDirectory } from '../identity/clients/index.ts';
import { createLogoutQueue } from '../identity/logout-delivery/index.ts';
import { createOidcStore } from '../identity/oidc-store/index.ts';
import { defaultLanguage, languages } from '../messages/index.ts';
import { createOutbox } from '../notify/index.ts';
import { eventRecorder } from '../records/index.ts';
import { type Desk, serviceKeys } from './master-key.ts';
import type { AccountDesk, DeskOutcome } from './model.ts';

/** Persons, as an operator at a desk serves them; the rules are those of `src/accounts`. */
export async function accountDesk(desk: Desk): Promise<AccountDesk> {
  const accounts = await openAccounts(desk);
  return {
    async issue(person) {
      const order = personOrder.safeParse(person);
      if (order.success) return present(await accounts.issueAccount(order.data), handedOver);
      const problems = order.error.issues.map((issue) => ({
        code: 'account.invalid_field',
        message: issue.message,
        path: issue.path.join('.'),
      }));
      return { kind: 'refused', problems };
    },
    reissue: async (personalCode) => present(await accounts.reissueActivation({ personalCode }), handedOver),
    block: async (loginCode, reason) => present(await accounts.blockAccount({ loginCode, reason }), standing),
    unblock: async (loginCode, reason) =>
      present(await accounts.unblockAccount({ loginCode, reason }), standing),
    changeContacts: async (loginCode, contacts) =>
      present(await accounts.changeContacts({ loginCode, ...contacts }), ({ person, hasChanged }) => ({
        accountId: person.accountId,
        email: person.email ?? '',
        mobile: person.mobile ?? '',
        changed: hasChanged,
      })),
  };
}

async function openAccounts(desk: Desk): Promise<Accounts> {
  const { db, clock, recorder } = desk;
  const sessions = createSessions({
    store: createOidcStore({ db, clock }),
    clients: createClientDirectory({ db, clock }),
    logoutQueue: createLogoutQueue({ db, clock }),
    recorder: eventRecorder(db, recorder),
    epochSeconds: () => Math.floor(clock.now() / 1000),
  });
  return createAccounts({
    database: db,
    clock,
    pepper: serviceKeys(desk).oneTimeCodes,
    // An operator sets no password, so nothing is hashed here.
    hashing: await createPasswordHashing({ memoryKiB: 8, passes: 1, lanes: 1 }),
    notifier: createOutbox({ clock }),
    recorder,
    limiter: createInMemoryAttemptLimiter({ clock }),
    endSessions: async (accountId) => void (await sessions.endAll(accountId)),
  });
}

function handedOver({ accountId, loginCode, activationCode, activationEndsAt }: IssuedAccount) {
  return { accountId, code: loginCode, activationCode, activationEndsAt: activationEndsAt.toISOString() };
}

function standing({ accountId, kind, hasChanged }: { accountId: string; kind: string; hasChanged: boolean }) {
  return { accountId, state: kind === 'blocked' ? 'blocked' : 'active', changed: hasChanged };
}

const personOrder = z.strictObject({
  personalCode: z.string(),
  givenName: z.string(),
  familyName: z.string(),
  patronymic: z.string().optional(),
  birthdate: z.string(),
  email: z.string().optional(),
  mobile: z.string().optional(),
  language: z.enum(languages).default(defaultLanguage),
});

function present<Done extends { readonly kind: string }>(
  outcome: Done | Refused,
  factsOf: (done: Done) => Extract<DeskOutcome, { kind: 'done' }>['facts'],
): DeskOutcome {
  if (!isRefused(outcome)) return { kind: 'done', facts: factsOf(outcome) };
  const { code, fields = [''] } = outcome;
  return { kind: 'refused', problems: fields.map((path) => ({ code, message: refusalOf(code), path })) };
}

function isRefused(outcome: { readonly kind: string }): outcome is Refused {
  return outcome.kind === 'refused';
}

const refusals: Readonly<Record<string, string>> = {
  'account.duplicate_personal_code': 'this person has an account',
  'account.unknown_person': 'nobody has this code',
  'account.already_activated': 'the account is active; the person recovers the password on the sign-in page',
};

function refusalOf(code: string): string {
  return refusals[code] ?? 'does not have the right form';
}
