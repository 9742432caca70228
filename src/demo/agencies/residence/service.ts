import type { Consumer, DataOutcome } from '../../../connector/index.ts';
import { remotePersonRegister } from '../../../registry/index.ts';
import { lawReference, type ResidenceDesk, residenceService, type ResidenceOrder } from './model.ts';

/** Told by the way through the register's client, which knows answers alone. */
class NotAnswered extends Error {}

/** Asks the population register through the agency's connector and the gateway. */
export function createResidenceDesk(connector: Pick<Consumer, 'request' | 'receipts'>): ResidenceDesk {
  return {
    async ask(order) {
      let outcome: DataOutcome | undefined;
      const register = remotePersonRegister(async (path, person) => {
        outcome = await connector.request(requestFor(order, path, person));
        if (outcome.kind !== 'answered') throw new NotAnswered();
        return { status: outcome.status, text: Buffer.from(outcome.content).toString('utf8') };
      });
      try {
        const residence = await register.extract(order.personalCode, 'residence');
        if (outcome?.kind !== 'answered') throw new Error('the register was not asked');
        const { requestId, records } = outcome;
        return residence
          ? { kind: 'answered', requestId, residence, records }
          : { kind: 'nobody', requestId, records };
      } catch (error) {
        if (!(error instanceof NotAnswered) || !outcome || outcome.kind === 'answered') throw error;
        const { kind, requestId, code } = outcome;
        return { kind, requestId, code };
      }
    },
    receipts: (requestId) => connector.receipts(requestId),
  };
}

function requestFor(order: ResidenceOrder, path: string, person: string | undefined) {
  const { purpose, consentId, official, caseNumber } = order;
  return {
    service: residenceService,
    path,
    purpose,
    basis:
      consentId === undefined
        ? ({ kind: 'law', reference: lawReference } as const)
        : ({ kind: 'consent', id: consentId } as const),
    persons: person === undefined ? [] : [person],
    user: official,
    case: caseNumber,
  };
}
