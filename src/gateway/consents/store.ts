import { type Queryable, type Row, statement } from '../../db/index.ts';
import { isOrganisationActive, isServiceActive } from '../catalogue/index.ts';

export interface DataConsent {
  readonly consentId: string;
  readonly consumer: string;
  readonly service: string;
  /** Undefined of one that was given before consents named it: no request rests on it any more. */
  readonly purpose: string | undefined;
  readonly givenAt: Date;
  readonly validUntil: Date;
  readonly withdrawnAt: Date | undefined;
}

/** What a consent is for. */
export interface ConsentTarget {
  readonly consumer: string;
  readonly service: string;
  readonly purpose: string;
}

export interface NewConsent extends Omit<DataConsent, 'withdrawnAt' | 'purpose'>, ConsentTarget {
  readonly accountId: string;
}

// Nobody consents to what could not be asked now: an agency that is switched off, or a service.
const isAsked = (consumer: string, service: string) =>
  `${isOrganisationActive(consumer)} and ${isServiceActive(service)}`;

const insert = statement(
  'data_consent.insert',
  `insert into data_consent (consent_id, account_id, consumer, service, purpose, given_at, valid_until)
   select $1, $2, $3, $4, $5, $6, $7
    where exists (select from data_right where consumer = $3 and service = $4 and purpose = $5 and basis = 'consent'
      and valid_from <= $6 and valid_until > $6 and revoked_at is null) and ${isAsked('$3', '$4')}
   returning consent_id`,
);

/** False where no right of the consumer for this purpose rests on consents, or it or the service is switched off. */
export async function insertConsent(db: Queryable, consent: NewConsent): Promise<boolean> {
  const { consentId, accountId, consumer, service, purpose, givenAt, validUntil } = consent;
  const values = [consentId, accountId, consumer, service, purpose, givenAt, validUntil];
  const rows = await db.query(insert, values);
  return rows.length === 1;
}

const withdraw = statement(
  'data_consent.withdraw',
  `update data_consent set withdrawn_at = $3
    where consent_id = $1 and account_id = $2 and withdrawn_at is null returning consumer, service, purpose`,
);

/** What the consent was for; undefined when this person has no such consent that still stands. */
export async function withdrawConsent(
  db: Queryable,
  consent: { readonly consentId: string; readonly accountId: string },
  now: Date,
): Promise<Pick<DataConsent, 'consumer' | 'service' | 'purpose'> | undefined> {
  const values = [consent.consentId, consent.accountId, now];
  const [row] = await db.query<Row & Pick<ConsentRow, 'consumer' | 'service' | 'purpose'>>(withdraw, values);
  return row && { ...row, purpose: row.purpose ?? undefined };
}

type ConsentRow = Row &
  Omit<DataConsent, 'withdrawnAt' | 'purpose'> & {
    readonly withdrawnAt: Date | null;
    readonly purpose: string | null;
  };

const list = statement(
  'data_consent.list',
  `select consent_id as "consentId", consumer, service, purpose, given_at as "givenAt", valid_until as "validUntil",
          withdrawn_at as "withdrawnAt"
     from data_consent
    where account_id = $1 and ($2::uuid is null or (given_at, consent_id) <
      (select given_at, consent_id from data_consent where consent_id = $2 and account_id = $1))
    order by given_at desc, consent_id desc limit $3`,
);

/** The newest first, those behind `before`. */
export async function listConsents(
  db: Queryable,
  accountId: string,
  { before, limit }: { readonly before: string | undefined; readonly limit: number },
): Promise<readonly DataConsent[]> {
  const rows = await db.query<ConsentRow>(list, [accountId, before ?? null, limit]);
  return rows.map((row) => ({
    ...row,
    purpose: row.purpose ?? undefined,
    withdrawnAt: row.withdrawnAt ?? undefined,
  }));
}

const askable = statement(
  'data_consent.askable',
  `select distinct consumer, service, purpose from data_right r
    where basis = 'consent' and valid_from <= $1 and valid_until > $1 and revoked_at is null
      and ${isAsked('r.consumer', 'r.service')}
    order by consumer, service, purpose limit 500`,
);

/** Which agencies may ask which services for which purposes with a consent. */
export function listAskable(db: Queryable, now: Date) {
  return db.query<Row & ConsentTarget>(askable, [now]);
}
