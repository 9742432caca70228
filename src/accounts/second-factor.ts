import { randomInt, randomUUID } from 'node:crypto';
import type { CodeSending, OneTimeCodes } from '../../oidc/login-methods/password/index.ts';
import type { Transaction } from '../db/index.ts';
import { chooseLanguage } from '../messages/index.ts';
import type { AccountsContext } from './deps.ts';
import { makeOneTimeCode, maskDestination, type Person } from './model.ts';
import { notificationTexts } from './messages.ts';
import { countRecentCodes, findContactLocked, insertCode, trySecondFactor } from './one-time-code-store.ts';
import { oneTimeCodeMinutes, oneTimeCodeTries } from './recovery.ts';

/** Codes to one person in ten minutes, over all browsers. */
const mostRecent = 6;

type Order = Parameters<OneTimeCodes['send']>[0];

/** The one-time codes of the password method: by SMS where the number is known, else by e-mail. */
export function createSecondFactor(context: AccountsContext): OneTimeCodes {
  return {
    send: (order) => context.database.transaction((tx) => send(context, tx, order)),
    check: (answer) => check(context, answer),
  };
}

async function send(context: AccountsContext, tx: Transaction, order: Order): Promise<CodeSending> {
  const now = context.now();
  const since = new Date(now.getTime() - oneTimeCodeMinutes * 60_000);
  const person = await findContactLocked(tx, order.accountId);
  if (!person) return { kind: 'refused' };
  const { accountId } = person;
  const recent = await countRecentCodes(tx, { accountId, purpose: 'second_factor', since });
  if (recent >= mostRecent) return { kind: 'refused' };
  const channel = person.mobile ? 'sms' : 'email';
  const to = person.mobile ?? person.email;
  if (!to) return { kind: 'no_channel' };
  const codeId = randomUUID();
  const code = makeOneTimeCode((bound) => randomInt(bound));
  const expiresAt = new Date(now.getTime() + oneTimeCodeMinutes * 60_000);
  await insertCode(tx, {
    id: codeId,
    accountId,
    purpose: 'second_factor',
    digest: context.digests.ofCode({ purpose: 'second_factor', browser: order.browser }, code),
    browser: context.digests.ofBrowser(order.browser),
    createdAt: now,
    expiresAt,
    tries: oneTimeCodeTries,
  });
  const { subject, body } = messageOf(person, order, code);
  await context.notifier.enqueue(tx, {
    channel,
    to,
    ...(channel === 'email' ? { subject } : {}),
    body,
    topic: 'sign_in.code',
    expiresAt,
  });
  await context.recorder.record(tx, {
    type: 'account.second_factor_sent',
    accountId,
    facts: { channel },
  });
  return { kind: 'sent', codeId, channel, destination: maskDestination(channel, to) };
}

/** In the language of the page that the person is looking at. */
function messageOf(person: Person, order: Order, code: string) {
  const texts = notificationTexts[chooseLanguage([order.language]) ?? person.language].secondFactorCode;
  // Cut by characters: half of one would make a text that no outbox takes.
  const service = Array.from(order.serviceName.toWellFormed()).slice(0, 60).join('');
  return { subject: texts.subject, body: texts.body(code, service) };
}

async function check(
  context: AccountsContext,
  answer: Parameters<OneTimeCodes['check']>[0],
): Promise<'right' | 'wrong' | 'expired'> {
  const tried = await trySecondFactor(context.database, {
    codeId: answer.codeId,
    accountId: answer.accountId,
    browser: context.digests.ofBrowser(answer.browser),
    digest: context.digests.ofCode({ purpose: 'second_factor', browser: answer.browser }, answer.code),
    at: context.now(),
  });
  if (!tried) return 'expired';
  return tried.isRight ? 'right' : 'wrong';
}
