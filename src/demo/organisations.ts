import type { RegisteredOrganisation } from '../registry/index.ts';
import { type DemoPerson, readDemoPersons } from './persons.ts';

/** Head of the organisation below: neither judge nor clerk of a court. */
export function demoHead(): DemoPerson {
  const head = readDemoPersons().at(-1);
  if (!head) throw new Error('persons.json names nobody');
  return head;
}

/** The invented organisation that has a case, as the register of organisations has it. */
export function demoOrganisation(): RegisteredOrganisation {
  const { personalCode, givenName, familyName } = demoHead();
  return {
    taxNumber: '1400000021',
    name: 'Nümunə Yelkən MMC (nümayiş)',
    legalAddress: {
      postalCode: 'AZ1000',
      region: 'Bakı şəhəri',
      street: 'Nümunə küçəsi',
      building: '7',
    },
    head: { personalCode, givenName, familyName, position: 'Direktor' },
    state: 'active',
    registeredOn: '2019-04-15',
  };
}
