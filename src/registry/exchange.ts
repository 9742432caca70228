import type { Consumer, DataOutcome, DataRequest } from '../connector/index.ts';
import { RegistryError } from './errors.ts';
import type { AskRegister } from './service.ts';

/** What an agency learns from a register through its connector and the gateway. */
export type AskedOutcome<Found> = { readonly requestId: string } & (
  | {
      readonly kind: 'answered';
      readonly found: Found;
      /** Places in the interaction record. */
      readonly records: readonly string[];
    }
  | { readonly kind: 'nobody'; readonly records: readonly string[] }
  | { readonly kind: 'refused' | 'failed'; readonly code: string }
);

/** What does not depend on the register's client. */
export type AskingTerms = Omit<DataRequest, 'path' | 'persons'>;

/** Told by the way through the register's client, which knows answers alone. */
class NotAnswered extends Error {}

/** Runs a register's client over a connector, and joins what each of them knows of the outcome. */
export async function askThroughGateway<Found>(
  connector: Pick<Consumer, 'request'>,
  terms: AskingTerms,
  look: (ask: AskRegister) => Promise<Found | undefined>,
): Promise<AskedOutcome<Found>> {
  let outcome: DataOutcome | undefined;
  const ask: AskRegister = async (path, person) => {
    outcome = await connector.request({ ...terms, path, persons: person === undefined ? [] : [person] });
    if (outcome.kind !== 'answered') throw new NotAnswered();
    return { status: outcome.status, text: Buffer.from(outcome.content).toString('utf8') };
  };
  try {
    const found = await look(ask);
    if (outcome?.kind !== 'answered') throw new Error('the register was not asked');
    const { requestId, records } = outcome;
    return found === undefined
      ? { kind: 'nobody', requestId, records }
      : { kind: 'answered', requestId, records, found };
  } catch (error) {
    return notAnswered(error, outcome);
  }
}

/** @throws what is a defect of ours */
function notAnswered(error: unknown, outcome: DataOutcome | undefined): AskedOutcome<never> {
  if (outcome?.kind === 'answered' && error instanceof RegistryError)
    return { kind: 'failed', requestId: outcome.requestId, code: error.code };
  if (!(error instanceof NotAnswered) || !outcome || outcome.kind === 'answered') throw error;
  const { kind, requestId, code } = outcome;
  return { kind, requestId, code };
}
