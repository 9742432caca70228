import type { Consumer } from '../../connector/index.ts';
import { askThroughGateway, remoteOrganisationRegister } from '../../registry/index.ts';
import {
  representationLaw,
  representationPurpose,
  type RepresentationRegister,
  representationService,
} from './model.ts';

/** The register of organisations behind the courts' connector and the gateway, which records every question. */
export function createRepresentationRegister(connector: Pick<Consumer, 'request'>): RepresentationRegister {
  return {
    ask({ taxNumber, personalCode, lookup, asker }) {
      const terms = {
        service: representationService,
        purpose: representationPurpose,
        basis: { kind: 'law', reference: representationLaw } as const,
        // Which cases an organisation has is not the register's to know.
        case: lookup,
        user: asker,
      };
      return askThroughGateway(connector, terms, (ask) =>
        remoteOrganisationRegister(ask).representation(taxNumber, personalCode),
      );
    },
  };
}
