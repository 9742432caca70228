import { randomBytes, randomInt, randomUUID } from 'node:crypto';
import type { Transaction } from '../db/index.ts';
import type { Language } from '../messages/index.ts';
import type { Notification } from '../notify/index.ts';
import { flowMinutes } from './activation.ts';
import type { AccountsContext } from './deps.ts';
import { type Refused, refused } from './errors.ts';
import {
  attachCode,
  closeFlow,
  findContactOfRecovery,
  findFlow,
  findProvenPerson,
  startRecovery,
} from './flow-store.ts';
import { type Channel, makeOneTimeCode, type Person, readLoginCode, readOneTimeCode } from './model.ts';
import { hashNewPassword, type TypedPassword } from './new-password.ts';
import { notificationTexts } from './messages.ts';
import { destinationOf, tellPerson } from './notifications.ts';
import {
  countRecentCodes,
  dropMessage,
  insertCode,
  keepMessage,
  lockAccount,
  type NewCode,
  savepoint,
  tryRecoveryCode,
} from './one-time-code-store.ts';
import { setPassword } from './store.ts';

export const oneTimeCodeMinutes = 10;
export const oneTimeCodeTries = 5;
/** More than a person needs; a stranger who orders more sends nothing and is not told so. */
const messagesPerHour = 5;
/** The reserved names of RFC 2606 and a number that no operator has: were one ever sent, nobody would get it. */
const nobody: Readonly<Record<Channel, string>> = { email: 'nobody@acar.invalid', sms: '+994000000000' };

/** Where this browser stands, for its pages. The same for codes that nobody has. */
export type RecoveryStep =
  | { readonly step: 'channel' }
  | { readonly step: 'code'; readonly channel: Channel }
  | { readonly step: 'password' };

/** Step 1. Takes the code; whether it is somebody's, no later answer tells either. */
export async function beginRecovery(
  context: AccountsContext,
  typed: { readonly loginCode: string; readonly browser: string },
): Promise<{ readonly kind: 'begun' } | Refused> {
  const loginCode = readLoginCode(typed.loginCode);
  if (!loginCode) return refused('account.malformed_code');
  const expiresAt = new Date(context.clock.now() + flowMinutes * 60_000);
  await startRecovery(context.database, {
    browser: context.digests.ofBrowser(typed.browser),
    loginCode,
    expiresAt,
  });
  return { kind: 'begun' };
}

export async function recoveryStep(
  context: AccountsContext,
  at: { readonly browser: string },
): Promise<RecoveryStep | undefined> {
  const browser = context.digests.ofBrowser(at.browser);
  const flow = await findFlow(context.database, { browser, purpose: 'recovery', now: context.now() });
  if (!flow) return undefined;
  if (flow.isProven) return { step: 'password' };
  return flow.channel ? { step: 'code', channel: flow.channel } : { step: 'channel' };
}

/**
 * Step 2, and again when the code did not come. Sends a one-time code, in place of any earlier one. For nobody's code
 * it does the same statements, the message's included, and then takes the message back.
 */
export async function sendRecoveryCode(
  context: AccountsContext,
  order: { readonly browser: string; readonly channel: Channel; readonly language: Language },
): Promise<{ readonly kind: 'sent' } | Refused> {
  const { channel } = order;
  const browser = context.digests.ofBrowser(order.browser);
  return context.database.transaction(async (tx) => {
    const now = context.now();
    const flow = await findContactOfRecovery(tx, { browser, now });
    if (!flow) return refused('account.step_expired');
    const accountId = flow.person?.accountId;
    const isWithinLimit = await isWithinHourlyLimit(tx, accountId, now);
    const person = isWithinLimit ? flow.person : undefined;
    const to = person && destinationOf(person, channel);
    const code = makeOneTimeCode((bound) => randomInt(bound));
    const digest = context.digests.ofCode({ purpose: 'recovery', browser: order.browser }, code);
    const expiresAt = new Date(now.getTime() + oneTimeCodeMinutes * 60_000);
    // No six digits have a random digest: a code that went to nobody cannot be guessed.
    const stored = to === undefined ? randomBytes(32) : digest;
    await attachNewCode(tx, { accountId, browser, channel, digest: stored, createdAt: now, expiresAt });
    const texts = notificationTexts[person?.language ?? order.language].recoveryCode;
    const message = { channel, subject: texts.subject, body: texts.body(code), expiresAt };
    await enqueueOrPretend(context, tx, { ...message, topic: 'recovery.code', to });
    await context.recorder.record(tx, {
      type: 'account.recovery_requested',
      accountId,
      facts: { channel },
    });
    return { kind: 'sent' };
  });
}

async function isWithinHourlyLimit(tx: Transaction, accountId: string | undefined, now: Date) {
  await lockAccount(tx, accountId);
  const since = new Date(now.getTime() - 3_600_000);
  return (await countRecentCodes(tx, { accountId, purpose: 'recovery', since })) < messagesPerHour;
}

async function attachNewCode(
  tx: Transaction,
  code: Pick<NewCode, 'accountId' | 'digest' | 'createdAt' | 'expiresAt'> & {
    readonly browser: Buffer;
    readonly channel: Channel;
  },
): Promise<void> {
  const { channel, ...rest } = code;
  const codeId = randomUUID();
  await insertCode(tx, { ...rest, id: codeId, purpose: 'recovery', tries: oneTimeCodeTries });
  await attachCode(tx, { browser: code.browser, codeId, channel });
}

async function enqueueOrPretend(
  context: AccountsContext,
  tx: Transaction,
  message: Omit<Notification, 'to'> & { readonly to: string | undefined },
): Promise<void> {
  const { subject, ...rest } = message;
  const to = message.to ?? nobody[message.channel];
  await tx.query(savepoint);
  await context.notifier.enqueue(tx, {
    ...rest,
    to,
    ...(message.channel === 'email' && subject !== undefined ? { subject } : {}),
  });
  await tx.query(message.to === undefined ? dropMessage : keepMessage);
}

/** Step 3. A right code is used, and the browser proven, by the statement that judges it. */
export async function checkRecoveryCode(
  context: AccountsContext,
  typed: { readonly browser: string; readonly code: string },
): Promise<{ readonly kind: 'proven' } | Refused> {
  const code = readOneTimeCode(typed.code);
  if (code === undefined) return refused('account.wrong_one_time_code');
  const browser = context.digests.ofBrowser(typed.browser);
  const digest = context.digests.ofCode({ purpose: 'recovery', browser: typed.browser }, code);
  return context.database.transaction(async (tx) => {
    const tried = await tryRecoveryCode(tx, { browser, digest, at: context.now() });
    if (!tried) return refused('account.one_time_code_expired');
    const { accountId, isRight } = tried;
    const type = isRight ? 'account.recovery_proven' : 'account.recovery_refused';
    await context.recorder.record(tx, { type, accountId, facts: {} });
    return isRight ? { kind: 'proven' } : refused('account.wrong_one_time_code');
  });
}

/**
 * Step 4. Sets the new password, ends every session and tells the person. Sessions end before the password changes, so
 * that a crash between the two leaves none alive, and once more after it, for one begun in between with the old one.
 */
export async function finishRecovery(
  context: AccountsContext,
  typed: TypedPassword & { readonly browser: string },
): Promise<{ readonly kind: 'recovered'; readonly accountId: string } | Refused> {
  const flow = { browser: context.digests.ofBrowser(typed.browser), purpose: 'recovery' } as const;
  const proven = await findProvenPerson(context.database, { ...flow, now: context.now() });
  if (!proven) return refused('account.step_expired');
  const hashed = await hashNewPassword(context, typed, proven.person);
  if (hashed.kind === 'refused') return hashed;
  await context.endSessions(proven.person.accountId);
  const outcome = await saveRecovered(context, { ...proven, flow, phc: hashed.phc });
  if (outcome.kind === 'recovered') await context.endSessions(outcome.accountId);
  return outcome;
}

async function saveRecovered(
  context: AccountsContext,
  what: {
    person: Person;
    codeId: string;
    phc: string;
    flow: { readonly browser: Buffer; readonly purpose: 'recovery' };
  },
): Promise<{ readonly kind: 'recovered'; readonly accountId: string } | Refused> {
  const { person, codeId, flow, phc } = what;
  const { accountId } = person;
  const now = context.now();
  return context.database.transaction(async (tx) => {
    if (!(await closeFlow(tx, { ...flow, codeId, now }))) return refused('account.step_expired');
    await setPassword(tx, accountId, phc, now);
    await context.recorder.record(tx, { type: 'account.recovered', accountId, facts: {} });
    await tellPerson(context.notifier, tx, { person, told: 'passwordRecovered' });
    return { kind: 'recovered', accountId };
  });
}
