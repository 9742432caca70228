import type { PhonesDeps } from './phones/index.ts';
import {
  type CallOrigin,
  changeOwnPhone,
  findCertificates,
  findHolder,
  formatEnrolmentCode,
  issueCode,
  listPhones,
  type Phone,
  readPhoneName,
  renamePhone,
} from './phones/index.ts';

type ShownState = Exclude<Phone['state'], 'enrolling' | 'abandoned'>;

/** What a person sees of one of their phones. */
export interface ShownPhone {
  readonly id: string;
  readonly name: string;
  readonly number: string;
  readonly state: ShownState;
  readonly addedAt: Date;
  readonly lastSeenAt: Date | undefined;
  readonly validUntil: Date | undefined;
}

/** A person's own phones, for the portal. */
export interface OwnPhones {
  /** The newest first, at most 50. */
  list(accountId: string): Promise<readonly ShownPhone[]>;
  numberOf(accountId: string): Promise<string | undefined>;
  /** A code of one use for ten minutes; the caller has judged the level of the sign-in. */
  issueCode(
    accountId: string,
    phoneNumber: string,
    from: CallOrigin,
  ): Promise<{ readonly code: string; readonly link: string; readonly expiresAt: Date }>;
  change(
    accountId: string,
    phoneId: string,
    change: 'suspend' | 'restore' | 'lose',
    from: CallOrigin,
  ): Promise<boolean>;
  rename(accountId: string, phoneId: string, name: string): Promise<boolean>;
}

export function createOwnPhones(deps: PhonesDeps, walletOrigin: string): OwnPhones {
  const { db, clock } = deps;
  return {
    async list(accountId) {
      const phones = await listPhones(db, accountId);
      const places = phones.flatMap(({ authentication }) => authentication ?? []);
      const certificates = await findCertificates(db, places);
      return phones.flatMap((phone) => {
        const { phoneId, name, phoneNumber, state, createdAt, lastSeenAt, authentication } = phone;
        if (state === 'enrolling' || state === 'abandoned') return [];
        const certificate = certificates.find(
          ({ caId, serial }) =>
            caId === authentication?.caId && Buffer.from(serial).equals(authentication.serial),
        );
        return {
          id: phoneId,
          name,
          number: phoneNumber,
          state,
          addedAt: createdAt,
          lastSeenAt: lastSeenAt ?? undefined,
          validUntil: certificate?.notAfter,
        };
      });
    },
    numberOf: async (accountId) => (await findHolder(db, accountId))?.mobile ?? undefined,
    async issueCode(accountId, phoneNumber, from) {
      const { code, expiresAt } = await issueCode(deps, { accountId, phoneNumber, source: 'portal', from });
      return { code: formatEnrolmentCode(code), link: `${walletOrigin}/enrol?code=${code}`, expiresAt };
    },
    change: (accountId, phoneId, change, from) => changeOwnPhone(deps, { phoneId, accountId, from }, change),
    async rename(accountId, phoneId, typed) {
      const name = readPhoneName(typed);
      return name !== undefined && renamePhone(db, { phoneId, accountId, name }, new Date(clock.now()));
    },
  };
}
