import type { Consumer, DataOutcome, DataRequest } from '../../../connector/index.ts';
import {
  type AskRegister,
  RegistryError,
  remoteOrganisationRegister,
  remotePersonRegister,
} from '../../../registry/index.ts';
import {
  type AskedOutcome,
  lawReference,
  organisationPurpose,
  organisationService,
  type RegisterDesk,
  residenceService,
  type ResidenceOrder,
} from './model.ts';

type Connector = Pick<Consumer, 'request' | 'receipts'>;
/** What does not depend on the register's client. */
type Terms = Omit<DataRequest, 'path' | 'persons'>;

/** Told by the way through the register's client, which knows answers alone. */
class NotAnswered extends Error {}

/** Asks the registers through the agency's connector and the gateway. */
export function createRegisterDesk(connector: Connector): RegisterDesk {
  return {
    residence: (order) =>
      through(connector, residenceTerms(order), (ask) =>
        remotePersonRegister(ask).extract(order.personalCode, 'residence'),
      ),
    organisation: (taxNumber) =>
      through(connector, organisationTerms, (ask) => remoteOrganisationRegister(ask).find(taxNumber)),
    receipts: (requestId) => connector.receipts(requestId),
  };
}

/** Runs the register's client over the connector, and joins what each of them knows of the outcome. */
async function through<Found>(
  connector: Connector,
  terms: Terms,
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

const byLaw = { kind: 'law', reference: lawReference } as const;
const organisationTerms: Terms = { service: organisationService, purpose: organisationPurpose, basis: byLaw };

function residenceTerms({ purpose, consentId, official, caseNumber }: ResidenceOrder): Terms {
  return {
    service: residenceService,
    purpose,
    basis: consentId === undefined ? byLaw : { kind: 'consent', id: consentId },
    user: official,
    case: caseNumber,
  };
}
