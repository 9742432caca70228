import { type MobileRefusal, refuse } from '../errors.ts';
import { waitForNews } from '../requests/index.ts';
import type { CallOrigin, PhonesDeps } from './deps.ts';
import { nextPhoneState, type Phone, type PhoneCertificate } from './model.ts';
import { tellHolder } from './notifications.ts';
import { originFacts } from './standing.ts';
import { findCertificates, findHolder, lockPhone, writeCertificates, writeState } from './store.ts';
import { type CertificateOrderRow, findOrders, orderStatus } from './work-store.ts';

export type Delivered =
  | {
      readonly kind: 'delivered';
      /** DER. */
      readonly authentication: Uint8Array;
      readonly signature: Uint8Array;
    }
  /** The certificate service is busy or away; ask again. */
  | { readonly kind: 'issuing' };

interface Requests {
  readonly authentication: Uint8Array;
  readonly signature: Uint8Array;
}

/** How long a phone waits in one call for certificates that another process makes. */
const waitMs = 15_000;

/** Waits for both certificates, then puts them into use; the phone is active from then on. */
export async function awaitCertificates(
  deps: PhonesDeps,
  phone: Phone,
  requests: Requests,
  done: { readonly from: CallOrigin; readonly told: 'enrolled' | 'renewed' },
): Promise<Delivered | MobileRefusal> {
  const { phoneId } = phone;
  const orders = await waitForNews({
    subscribe: (heard) => deps.news.on('work', phoneId, heard),
    read: () => findOrders(deps.db, phoneId, [requests.authentication, requests.signature]),
    settlesIn: (rows) => (rows.some(({ state }) => state === 'waiting') ? waitMs : undefined),
    timeoutMs: waitMs,
  });
  if (orders.length < 2 || orders.some(({ state }) => state === 'failed'))
    return refuse('mobile.request_refused');
  const [authentication, signature] = [placeOf(orders, 'authentication'), placeOf(orders, 'signature')];
  if (!authentication || !signature) return { kind: 'issuing' };
  const state = await putIntoUse(deps, phoneId, { authentication, signature }, done);
  return state ?? deliver(deps, authentication, signature);
}

function placeOf(
  orders: readonly CertificateOrderRow[],
  use: 'authentication' | 'signature',
): PhoneCertificate | undefined {
  const found = orders.find(({ keyUse, state }) => keyUse === use && state === 'done');
  return found && found.caId !== null && found.serial
    ? { caId: found.caId, serial: found.serial }
    : undefined;
}

async function putIntoUse(
  deps: PhonesDeps,
  phoneId: string,
  fresh: { readonly authentication: PhoneCertificate; readonly signature: PhoneCertificate },
  { from, told }: { readonly from: CallOrigin; readonly told: 'enrolled' | 'renewed' },
): Promise<MobileRefusal | undefined> {
  return deps.db.transaction(async (tx) => {
    const phone = await lockPhone(tx, phoneId);
    if (!phone) return refuse('mobile.unknown_phone');
    // An earlier call of the phone did it already.
    if (isSamePlace(phone.authentication, fresh.authentication)) return undefined;
    const state = nextPhoneState(phone.state, 'enrolled');
    if (!state) return refuse('mobile.phone_state');
    const now = new Date(deps.clock.now());
    await writeCertificates(tx, phoneId, fresh, now);
    await writeState(tx, phoneId, state, { now, erases: false });
    for (const keyUse of ['authentication', 'signature'] as const) {
      const certificate = phone[keyUse];
      if (certificate)
        await orderStatus(tx, { phoneId, task: 'revoke', keyUse, certificate, reason: 'superseded' }, now);
    }
    const { accountId } = phone;
    const facts = { phone: phoneId, ...originFacts(from) };
    await deps.recorder.record(tx, { type: `phone.${told}`, accountId, facts });
    const holder = await findHolder(tx, accountId);
    if (holder) await tellHolder(deps.notifier, tx, holder, told, phone.name);
    await deps.news.tell(tx, 'phone', phoneId);
    return undefined;
  });
}

function isSamePlace(one: PhoneCertificate | undefined, other: PhoneCertificate): boolean {
  return one?.caId === other.caId && Buffer.from(one.serial).equals(other.serial);
}

async function deliver(
  deps: PhonesDeps,
  authentication: PhoneCertificate,
  signature: PhoneCertificate,
): Promise<Delivered> {
  const rows = await findCertificates(deps.db, [authentication, signature]);
  const find = (place: PhoneCertificate) => rows.find((row) => isSamePlace(row, place))?.certificate;
  const [forAuthentication, forSignature] = [find(authentication), find(signature)];
  if (!forAuthentication || !forSignature) return { kind: 'issuing' };
  return { kind: 'delivered', authentication: forAuthentication, signature: forSignature };
}
