import { type Queryable, type Row, statement, type Transaction } from '../../db/index.ts';
import type { Phone, PhoneCertificate, PhoneState } from './model.ts';

interface PhoneRow extends Row, Omit<Phone, 'lastCounter' | 'authentication' | 'signature'> {
  readonly lastCounter: string;
  readonly authenticationCaId: number | null;
  readonly authenticationSerial: Buffer | null;
  readonly signatureCaId: number | null;
  readonly signatureSerial: Buffer | null;
}

const columns = `phone_id as "phoneId", account_id as "accountId", name, phone_number as "phoneNumber", state,
  device_key as "deviceKey", last_counter as "lastCounter", sealed_secrets as "sealedSecrets",
  tries_left as "triesLeft", pin_version as "pinVersion", chain_digest as "chainDigest", previous_chain_digest as "previousChainDigest",
  authentication_ca_id as "authenticationCaId", authentication_serial as "authenticationSerial",
  signature_ca_id as "signatureCaId", signature_serial as "signatureSerial", created_at as "createdAt",
  last_seen_at as "lastSeenAt"`;

function toPhone(row: PhoneRow): Phone {
  const { authenticationCaId, authenticationSerial, signatureCaId, signatureSerial, ...rest } = row;
  return {
    ...rest,
    lastCounter: Number(row.lastCounter),
    authentication: toCertificate(authenticationCaId, authenticationSerial),
    signature: toCertificate(signatureCaId, signatureSerial),
  };
}

function toCertificate(caId: number | null, serial: Buffer | null): PhoneCertificate | undefined {
  return caId === null || serial === null ? undefined : { caId, serial };
}

const find = statement('phone.find', `select ${columns} from phone where phone_id = $1`);

export async function findPhone(db: Queryable, phoneId: string): Promise<Phone | undefined> {
  const [row] = await db.query<PhoneRow>(find, [phoneId]);
  return row && toPhone(row);
}

const lock = statement('phone.lock', `select ${columns} from phone where phone_id = $1 for update`);

/** The phone's row, held until the transaction ends. */
export async function lockPhone(tx: Transaction, phoneId: string): Promise<Phone | undefined> {
  const [row] = await tx.query<PhoneRow>(lock, [phoneId]);
  return row && toPhone(row);
}

const list = statement(
  'phone.list',
  `select ${columns} from phone where account_id = $1 and state not in ('enrolling', 'abandoned')
   order by created_at desc limit 50`,
);

/** A person's phones, the newest first. */
export async function listPhones(db: Queryable, accountId: string): Promise<Phone[]> {
  return (await db.query<PhoneRow>(list, [accountId])).map(toPhone);
}

const insert = statement(
  'phone.insert',
  `insert into phone (phone_id, account_id, name, phone_number, state, device_key, sealed_secrets, tries_left,
     chain_digest, created_at, changed_at)
   values ($1, $2, $3, $4, 'enrolling', $5, $6, $7, $8, $9, $9)`,
);

export async function insertPhone(
  tx: Transaction,
  phone: Pick<
    Phone,
    'phoneId' | 'accountId' | 'name' | 'phoneNumber' | 'deviceKey' | 'triesLeft' | 'chainDigest'
  > & { readonly sealedSecrets: Uint8Array },
  now: Date,
): Promise<void> {
  const { phoneId, accountId, name, phoneNumber, deviceKey, sealedSecrets, triesLeft, chainDigest } = phone;
  const values = [phoneId, accountId, name, phoneNumber, deviceKey, sealedSecrets, triesLeft, chainDigest];
  await tx.query(insert, [...values, now]);
}

const count = statement(
  'phone.count_call',
  `update phone set last_counter = $2, last_seen_at = $3 where phone_id = $1 and last_counter < $2
   returning phone_id`,
);

/** True for exactly one call with this counter, and only when no later one came before. */
export async function countCall(
  db: Queryable,
  phoneId: string,
  counter: number,
  now: Date,
): Promise<boolean> {
  return (await db.query(count, [phoneId, counter, now])).length === 1;
}

const setState = statement(
  'phone.set_state',
  `update phone set state = $2, changed_at = $3,
     sealed_secrets = case when $4 then null else sealed_secrets end where phone_id = $1`,
);

export async function writeState(
  tx: Transaction,
  phoneId: string,
  state: PhoneState,
  options: { readonly now: Date; readonly erases: boolean },
): Promise<void> {
  await tx.query(setState, [phoneId, state, options.now, options.erases]);
}

const setSecrets = statement(
  'phone.set_secrets',
  `update phone set name = $2, sealed_secrets = $3, chain_digest = $4, previous_chain_digest = null, changed_at = $5
   where phone_id = $1`,
);

export async function writeEnrolment(
  tx: Transaction,
  phone: { readonly phoneId: string; readonly name: string; readonly sealedSecrets: Uint8Array },
  chainDigest: Uint8Array,
  now: Date,
): Promise<void> {
  await tx.query(setSecrets, [phone.phoneId, phone.name, phone.sealedSecrets, chainDigest, now]);
}

const setVerifier = statement(
  'phone.set_verifier',
  `update phone set sealed_secrets = $2, pin_version = pin_version + 1, changed_at = $3 where phone_id = $1`,
);

/** Another PIN counts. */
export async function writeSecrets(
  tx: Transaction,
  phoneId: string,
  sealedSecrets: Uint8Array,
  now: Date,
): Promise<void> {
  await tx.query(setVerifier, [phoneId, sealedSecrets, now]);
}

const setTries = statement(
  'phone.set_tries',
  `update phone set tries_left = $2, chain_digest = $3, previous_chain_digest = $4 where phone_id = $1`,
);

export async function writeTries(
  tx: Transaction,
  phoneId: string,
  triesLeft: number,
  chain: { readonly digest: Uint8Array; readonly previous: Uint8Array },
): Promise<void> {
  await tx.query(setTries, [phoneId, triesLeft, chain.digest, chain.previous]);
}

const setCertificates = statement(
  'phone.set_certificates',
  `update phone set authentication_ca_id = $2, authentication_serial = $3, signature_ca_id = $4,
     signature_serial = $5, changed_at = $6 where phone_id = $1`,
);

export async function writeCertificates(
  tx: Transaction,
  phoneId: string,
  certificates: { readonly authentication: PhoneCertificate; readonly signature: PhoneCertificate },
  now: Date,
): Promise<void> {
  const { authentication, signature } = certificates;
  const values = [authentication.caId, authentication.serial, signature.caId, signature.serial];
  await tx.query(setCertificates, [phoneId, ...values, now]);
}

const rename = statement(
  'phone.rename',
  `update phone set name = $3, changed_at = $4 where phone_id = $1 and account_id = $2 returning phone_id`,
);

/** False when it is not this person's. */
export async function renamePhone(
  db: Queryable,
  phone: { readonly phoneId: string; readonly accountId: string; readonly name: string },
  now: Date,
): Promise<boolean> {
  return (await db.query(rename, [phone.phoneId, phone.accountId, phone.name, now])).length === 1;
}

const holder = statement(
  'phone.holder',
  `select given_name || ' ' || family_name as name, personal_code as "personalCode", is_active as "isActive", language,
     email, mobile from account where id = $1`,
);

export interface Holder extends Row {
  readonly name: string;
  readonly personalCode: string;
  readonly isActive: boolean;
  readonly language: string;
  readonly email: string | null;
  readonly mobile: string | null;
}

/** The person behind a phone. */
export async function findHolder(db: Queryable, accountId: string): Promise<Holder | undefined> {
  const [row] = await db.query<Holder>(holder, [accountId]);
  return row;
}

const accountByCode = statement(
  'phone.account_by_code',
  'select id, mobile from account where personal_code = $1 and is_active',
);

/** For the registration office, which knows the personal code. */
export async function findAccountByPersonalCode(
  db: Queryable,
  personalCode: string,
): Promise<{ readonly id: string; readonly mobile: string | null } | undefined> {
  const [row] = await db.query<Row & { readonly id: string; readonly mobile: string | null }>(accountByCode, [
    personalCode,
  ]);
  return row;
}

const certificates = statement(
  'phone.certificates',
  `select c.ca_id as "caId", c.serial, c.certificate, c.status, c.not_after as "notAfter"
   from unnest($1::smallint[], $2::bytea[]) w (ca_id, serial)
   join certificate c on c.ca_id = w.ca_id and c.serial = w.serial`,
);

export interface CertificateRow extends Row, PhoneCertificate {
  readonly certificate: Buffer;
  readonly status: string;
  readonly notAfter: Date;
}

/** The certificates at these places, with their status now. */
export function findCertificates(
  db: Queryable,
  places: readonly PhoneCertificate[],
): Promise<CertificateRow[]> {
  return db.query<CertificateRow>(certificates, [
    places.map(({ caId }) => caId),
    places.map(({ serial }) => serial),
  ]);
}

const sealed = statement(
  'phone.sealed',
  `select phone_id as id, sealed_secrets as sealed from phone
    where phone_id > $1 and sealed_secrets is not null order by phone_id limit $2`,
);

/** Of phones that still have secrets, by their ids, from behind `after`. */
export function listSealedPhones(
  tx: Transaction,
  after: string,
  limit: number,
): Promise<readonly { readonly id: string; readonly sealed: Uint8Array }[]> {
  return tx.query<Row & { readonly id: string; readonly sealed: Buffer }>(sealed, [after, limit]);
}

const reseal = statement('phone.reseal', 'update phone set sealed_secrets = $2 where phone_id = $1');

export async function replaceSealedSecrets(
  tx: Transaction,
  phoneId: string,
  secrets: Uint8Array,
): Promise<void> {
  await tx.query(reseal, [phoneId, secrets]);
}
