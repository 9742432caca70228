import { createHmac, randomUUID } from 'node:crypto';
import type { LimitKey } from '../../../oidc/ports.ts';
import { type MobileRefusal, refuse } from '../errors.ts';
import { awaitCertificates, type Delivered } from './certificates.ts';
import type { CallOrigin, PhonesDeps } from './deps.ts';
import { isDeviceKey } from './device-call.ts';
import { insertCode, useCode } from './enrolment-store.ts';
import {
  type CodeSource,
  codeLifeMs,
  makeEnrolmentCode,
  type Phone,
  pinTries,
  readEnrolmentCode,
  readPhoneName,
} from './model.ts';
import { openSecrets, sealSecrets, shareLength } from './sealed-secrets.ts';
import { originFacts } from './standing.ts';
import { findHolder, insertPhone, lockPhone, writeEnrolment } from './store.ts';
import { orderCertificate } from './work-store.ts';

export interface IssuedCode {
  readonly code: string;
  readonly expiresAt: Date;
}

/** What issues codes needs; a registration office has no more. */
export type CodeDeps = Pick<PhonesDeps, 'db' | 'clock' | 'randomBelow' | 'recorder' | 'secretsKey'>;

/** Makes a code of one use for a phone of this person. Whoever may have one, the caller has judged. */
export async function issueCode(
  deps: CodeDeps,
  order: {
    readonly accountId: string;
    readonly phoneNumber: string;
    readonly source: CodeSource;
    readonly from?: CallOrigin;
  },
): Promise<IssuedCode> {
  const { accountId, phoneNumber, source, from } = order;
  const code = makeEnrolmentCode(deps.randomBelow);
  const now = deps.clock.now();
  const expiresAt = new Date(now + codeLifeMs[source]);
  await deps.db.transaction(async (tx) => {
    const codeDigest = digestCode(deps, code);
    await insertCode(tx, { codeDigest, accountId, phoneNumber, source }, new Date(now), expiresAt);
    const facts = { source, ...originFacts(from) };
    await deps.recorder.record(tx, { type: 'phone.code_issued', accountId, facts });
  });
  return { code, expiresAt };
}

function digestCode(deps: Pick<PhonesDeps, 'secretsKey'>, code: string): Buffer {
  return createHmac('sha256', deps.secretsKey).update(`enrolment code ${code}`).digest();
}

export interface BegunEnrolment {
  readonly kind: 'begun';
  readonly phoneId: string;
  readonly share: Uint8Array;
  readonly holder: string;
  readonly phoneNumber: string;
}

/** Turns a code into a phone that waits for its keys; the code is used up. */
export async function beginEnrolment(
  deps: PhonesDeps,
  typed: { readonly code: string; readonly deviceKey: Uint8Array },
  from: CallOrigin,
): Promise<BegunEnrolment | MobileRefusal> {
  const keys: LimitKey[] = [{ scope: 'address', value: `enrol ${from.address}` }];
  const decision = await deps.limiter.begin(keys);
  if (!decision.allowed) return refuse('mobile.too_many');
  const code = readEnrolmentCode(typed.code);
  if (!code) return refuse('mobile.enrolment_code');
  if (!isDeviceKey(typed.deviceKey)) return refuse('mobile.request_refused');
  const phoneId = randomUUID();
  const share = deps.randomBytes(shareLength);
  const now = new Date(deps.clock.now());
  return deps.db.transaction(async (tx) => {
    const used = await useCode(tx, digestCode(deps, code), phoneId, now);
    const holder = used && (await findHolder(tx, used.accountId));
    if (!used || !holder) return refuse('mobile.enrolment_code');
    const { accountId, phoneNumber } = used;
    await insertPhone(
      tx,
      {
        phoneId,
        accountId,
        phoneNumber,
        name: phoneNumber,
        deviceKey: typed.deviceKey,
        triesLeft: pinTries,
        // Nothing is its digest until the phone has told its first chain value.
        chainDigest: deps.randomBytes(32),
        sealedSecrets: sealSecrets(deps.secretsKey, phoneId, { share, verifier: undefined }),
      },
      now,
    );
    return { kind: 'begun', phoneId, share, holder: holder.name, phoneNumber };
  });
}

export interface EnrolmentOrder {
  readonly name: string;
  /** PBKDF2 of the PIN (PROTOCOL section 4). */
  readonly verifier: Uint8Array;
  /** SHA-256 of the first chain value. */
  readonly chainDigest: Uint8Array;
  /** PKCS#10 (RFC 2986). */
  readonly requests: { readonly authentication: Uint8Array; readonly signature: Uint8Array };
}

/** Stores what the phone chose and orders its certificates; the same again asks how they stand. */
export async function finishEnrolment(
  deps: PhonesDeps,
  phone: Phone,
  order: EnrolmentOrder,
  from: CallOrigin,
): Promise<Delivered | MobileRefusal> {
  const name = readPhoneName(order.name);
  if (name === undefined) return refuse('mobile.request_refused');
  const { phoneId } = phone;
  const now = new Date(deps.clock.now());
  const isOrdered = await deps.db.transaction(async (tx) => {
    const held = await lockPhone(tx, phoneId);
    if (held?.state !== 'enrolling' || !held.sealedSecrets) return false;
    const { share, verifier } = openSecrets(deps.secretsKey, phoneId, held.sealedSecrets);
    // A repetition orders nothing new: a lost answer must not change what the phone already relies on.
    if (verifier) return true;
    const sealedSecrets = sealSecrets(deps.secretsKey, phoneId, {
      share,
      verifier: Buffer.from(order.verifier),
    });
    await writeEnrolment(tx, { phoneId, name, sealedSecrets }, order.chainDigest, now);
    for (const keyUse of ['authentication', 'signature'] as const)
      await orderCertificate(tx, { phoneId, keyUse, request: order.requests[keyUse] }, now);
    return true;
  });
  if (!isOrdered && phone.state !== 'active') return refuse('mobile.phone_state');
  return awaitCertificates(deps, phone, order.requests, { from, told: 'enrolled' });
}
