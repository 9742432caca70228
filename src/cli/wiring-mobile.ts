import { randomInt } from 'node:crypto';
import { readMobileNumber, readPersonalCode } from '../accounts/index.ts';
import {
  createRelyingParties,
  issueOfficeCode,
  type PhoneErrorCode,
  type RelyingPartyErrorCode,
} from '../mobile/index.ts';
import { type Desk, serviceKeys } from './master-key.ts';
import type { DeskOutcome, MobileDesk } from './model.ts';

const refusals: Readonly<Record<PhoneErrorCode | RelyingPartyErrorCode, string>> = {
  'phone.invalid_personal_code': 'does not have the right form',
  'phone.invalid_number': 'does not have the right form',
  'phone.unknown_person': 'nobody with this code has an active account',
  'phone.no_number': 'the account has no mobile number; give one with --number',
  'relying_party.invalid_name': 'a name has 1 to 100 letters, digits and simple signs',
  'relying_party.invalid_network': 'a network is an address or a range, such as 203.0.113.0/24',
  'relying_party.taken': 'another relying party has this name',
  'relying_party.unknown': 'no active relying party has this identifier',
};

/** The mobile-signature service, as an operator and a registration office serve it. */
export function mobileDesk(desk: Desk): MobileDesk {
  const { db, clock, recorder } = desk;
  const parties = createRelyingParties({ db, clock, recorder });
  return {
    async enrol(typedCode, typedNumber) {
      const personalCode = readPersonalCode(typedCode);
      if (!personalCode) return refuse('phone.invalid_personal_code');
      const phoneNumber = typedNumber === undefined ? undefined : readMobileNumber(typedNumber);
      if (typedNumber !== undefined && !phoneNumber) return refuse('phone.invalid_number');
      const secretsKey = serviceKeys(desk).phoneSecrets;
      const deps = { db, clock, recorder, secretsKey, randomBelow: (bound: number) => randomInt(bound) };
      const issued = await issueOfficeCode(deps, { personalCode, phoneNumber });
      if (issued.kind === 'refused') return refuse(issued.code);
      const { code, phoneNumber: number, expiresAt } = issued;
      return { kind: 'done', facts: { enrolmentCode: code, number, endsAt: expiresAt.toISOString() } };
    },
    async addParty(name, networks) {
      const added = await parties.add({ name, networks });
      if (added.kind === 'refused') return refuse(added.code);
      return { kind: 'done', facts: { uuid: added.party.relyingPartyId, name: added.party.name } };
    },
    listParties: () => parties.list(),
    async disableParty(uuid) {
      const isKnown = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(uuid);
      const isDone = isKnown && (await parties.disable(uuid));
      return isDone ? { kind: 'done', facts: { uuid, state: 'disabled' } } : refuse('relying_party.unknown');
    },
  };
}

function refuse(code: PhoneErrorCode | RelyingPartyErrorCode): DeskOutcome {
  return { kind: 'refused', problems: [{ code, message: refusals[code] }] };
}
