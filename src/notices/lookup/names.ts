import type { Consumer } from '../../connector/index.ts';
import { askThroughGateway, remoteOrganisationRegister, remotePersonRegister } from '../../registry/index.ts';
import { lookupLaw, lookupPurpose } from './model.ts';

/** What tells a name and nothing else of a person, and whom a tax number belongs to, as the gateway's catalogue has them. */
export const nameServices = { person: 'population.name', organisation: 'organisations.extract' } as const;

/** `unanswered`: the gateway or the register is away, or refuses. Undefined = nobody has the code. */
type NameAnswer = { readonly name: string } | 'unanswered' | undefined;

/** Names in the registers behind the courts' connector. The gateway records the question, with the clerk who asks. */
export interface NameSearch {
  person(personalCode: string, clerk: string): Promise<NameAnswer>;
  organisation(taxNumber: string, clerk: string): Promise<NameAnswer>;
}

const terms = (service: string, user: string) => ({
  service,
  purpose: lookupPurpose,
  basis: { kind: 'law', reference: lookupLaw } as const,
  user,
});

export function createNameSearch(connector: Pick<Consumer, 'request'>): NameSearch {
  return {
    async person(personalCode, clerk) {
      const asked = await askThroughGateway(connector, terms(nameServices.person, clerk), (ask) =>
        remotePersonRegister(ask).extract(personalCode, 'name'),
      );
      if (asked.kind !== 'answered') return asked.kind === 'nobody' ? undefined : 'unanswered';
      return { name: `${asked.found.givenName} ${asked.found.familyName}` };
    },
    async organisation(taxNumber, clerk) {
      const asked = await askThroughGateway(connector, terms(nameServices.organisation, clerk), (ask) =>
        remoteOrganisationRegister(ask).find(taxNumber),
      );
      if (asked.kind !== 'answered') return asked.kind === 'nobody' ? undefined : 'unanswered';
      return { name: asked.found.name };
    },
  };
}
