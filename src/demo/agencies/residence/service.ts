import type { Consumer } from '../../../connector/index.ts';
import {
  type AskingTerms,
  askThroughGateway,
  remoteOrganisationRegister,
  remotePersonRegister,
} from '../../../registry/index.ts';
import {
  lawReference,
  organisationPurpose,
  organisationService,
  type RegisterDesk,
  residenceService,
  type ResidenceOrder,
} from './model.ts';

type Connector = Pick<Consumer, 'request' | 'receipts'>;

/** Asks the registers through the agency's connector and the gateway. */
export function createRegisterDesk(connector: Connector): RegisterDesk {
  return {
    residence: (order) =>
      askThroughGateway(connector, residenceTerms(order), (ask) =>
        remotePersonRegister(ask).extract(order.personalCode, 'residence'),
      ),
    organisation: (taxNumber) =>
      askThroughGateway(connector, organisationTerms, (ask) =>
        remoteOrganisationRegister(ask).find(taxNumber),
      ),
    receipts: (requestId) => connector.receipts(requestId),
  };
}

const byLaw = { kind: 'law', reference: lawReference } as const;
const organisationTerms: AskingTerms = {
  service: organisationService,
  purpose: organisationPurpose,
  basis: byLaw,
};

function residenceTerms({ purpose, consentId, official, caseNumber }: ResidenceOrder): AskingTerms {
  return {
    service: residenceService,
    purpose,
    basis: consentId === undefined ? byLaw : { kind: 'consent', id: consentId },
    user: official,
    case: caseNumber,
  };
}
