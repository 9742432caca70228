import type { CertificateHolders, HolderAccount, HolderOrder } from '../../oidc/ports.ts';
import { DatabaseError } from '../db/index.ts';
import { isLanguage } from '../messages/index.ts';
import { singleStatement } from '../records/index.ts';
import type { AccountsContext } from './deps.ts';
import { insertWithFreshCode, type NewPerson } from './issue.ts';
import { readName, readPersonalCode } from './model.ts';
import { findStandingByPersonalCode } from './store.ts';

/** The accounts of people who prove by certificate who they are: found by the personal code, or opened. */
export function createCertificateHolders(context: AccountsContext): CertificateHolders {
  return {
    async find(order) {
      const person = readHolder(order);
      if (!person) return { kind: 'unreadable' };
      return (await findKnown(context, order)) ?? open(context, order, person);
    },
  };
}

/** Names are those of the certificate of the first time: what an office has entered since counts more. */
async function findKnown(
  { database, recorder }: AccountsContext,
  { holder, proof }: HolderOrder,
): Promise<HolderAccount | undefined> {
  const found = await findStandingByPersonalCode(database, holder.personalCode);
  if (!found) return undefined;
  const { accountId, isActive } = found;
  if (!isActive) return { kind: 'blocked', accountId };
  await recorder.record(singleStatement(database), { type: 'sign_in.proven', accountId, facts: proof });
  return { kind: 'account', accountId };
}

async function open(context: AccountsContext, order: HolderOrder, person: NewPerson): Promise<HolderAccount> {
  const { database, recorder } = context;
  const { method, certificate } = order.proof;
  try {
    return await database.transaction(async (tx) => {
      const { accountId } = await insertWithFreshCode(tx, person, context.now());
      await recorder.record(tx, { type: 'account.opened', accountId, facts: { method, certificate } });
      await recorder.record(tx, { type: 'sign_in.proven', accountId, facts: order.proof });
      return { kind: 'account', accountId };
    });
  } catch (error) {
    const isTaken = error instanceof DatabaseError && error.constraint === 'account_personal_code_unique';
    const known = isTaken ? await findKnown(context, order) : undefined;
    if (!known) throw error;
    return known;
  }
}

/** Undefined when the certificate's words are none that an account can have. */
function readHolder({ holder, language }: HolderOrder): NewPerson | undefined {
  const personalCode = readPersonalCode(holder.personalCode);
  const givenName = readName(holder.givenName);
  const familyName = readName(holder.familyName);
  if (!personalCode || !givenName || !familyName) return undefined;
  return {
    personalCode,
    givenName,
    familyName,
    patronymic: undefined,
    birthdate: undefined,
    email: undefined,
    mobile: undefined,
    language: isLanguage(language) ? language : 'az',
  };
}
