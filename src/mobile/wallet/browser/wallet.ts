import { type Bytes, fromBase64url, randomBytes, sha256, toBase64url } from './bytes.ts';
import { type KeyUse, makeDeviceKey, makeKey, rewrap, signHash, signText, type Wrapping } from './keys.ts';
import { pinProof, pinVerifier } from './pin.ts';
import type { BodyOf, ServiceClient } from './service-client.ts';
import { ServiceRefusal } from './service-client.ts';
import type { StoredPhone, WalletStorage, WrappedKeys } from './storage.ts';
import { isOverHash, payloadText, readRequest, type WaitingRequest } from './waiting-request.ts';

const secretLength = 32;

export interface WalletDeps {
  readonly storage: WalletStorage;
  readonly service: ServiceClient;
}

export interface PhoneStanding {
  readonly name: string;
  readonly state: string;
  readonly holder: string;
  readonly phoneNumber: string;
  readonly notAfter: string | undefined;
}

/** What a person does with the phone. Every method may throw `ServiceRefusal`, or TypeError when out of reach. */
export interface Wallet {
  /** Uses up the code: from then on this browser is a phone that waits for its keys. */
  beginEnrolment(code: string): Promise<{ readonly holder: string }>;
  /** Makes the keys and gets the certificates. False = they are being made; the same again asks for them. */
  finishEnrolment(name: string, pin: string): Promise<boolean>;
  /** Goes on with what was cut off: an enrolment or a renewal. False = still being made. */
  resume(): Promise<boolean>;
  scan(code: { token: string; elapsed: number; code: string }): Promise<WaitingRequest>;
  open(token: string): Promise<WaitingRequest>;
  /** Signs and sends; answers the address that the browser goes to, when there is one. */
  approve(
    request: WaitingRequest,
    pin: string,
    number?: string,
  ): Promise<{ readonly goTo: string | undefined }>;
  decline(request: WaitingRequest, how: 'refuse' | 'report'): Promise<void>;
  standing(): Promise<PhoneStanding>;
  changePin(oldPin: string, newPin: string): Promise<void>;
  /** False = the certificates are being made; `resume` asks for them. */
  renew(pin: string): Promise<boolean>;
}

export function createWallet(deps: WalletDeps): Wallet {
  const { storage, service } = deps;
  return {
    beginEnrolment: (code) => beginEnrolment(deps, code),
    async finishEnrolment(name, pin) {
      const phone = await stored(storage);
      if (!phone.pending?.requests) await prepareEnrolment(deps, phone, name, pin);
      return finishEnrolment(deps);
    },
    async resume() {
      const { pending } = await stored(storage);
      if (pending?.what === 'enrolment') return finishEnrolment(deps);
      return true;
    },
    async scan({ token, elapsed, code }) {
      return requestOf((await service.call('/api/scan', { token, elapsed, code })).body);
    },
    async open(token) {
      return requestOf((await service.call('/api/open', { token })).body);
    },
    approve: (request, pin, number) => approve(deps, request, pin, number),
    async decline(request, how) {
      await service.call(`/api/requests/${request.id}/${how}`, {});
    },
    standing: async () => readStanding((await service.call('/api/phone', {})).body),
    changePin: (oldPin, newPin) => changePin(deps, oldPin, newPin),
    renew: (pin) => renew(deps, pin),
  };
}

async function stored(storage: WalletStorage): Promise<StoredPhone> {
  const phone = await storage.load();
  if (!phone) throw new ServiceRefusal('mobile.unknown_phone');
  return phone;
}

function requestOf(body: unknown): WaitingRequest {
  const request = readRequest(body);
  if (!request) throw new ServiceRefusal('mobile.request_unknown');
  return request;
}

async function beginEnrolment({ storage, service }: WalletDeps, code: string) {
  const deviceKey = await makeDeviceKey();
  const sent = { code, deviceKey: toBase64url(deviceKey.publicKey) };
  const { body } = await service.callUnsigned('/api/enrol/start', sent);
  const { phone: phoneId, share, holder, phoneNumber } = body;
  if (typeof phoneId !== 'string' || typeof share !== 'string' || typeof holder !== 'string')
    throw new ServiceRefusal('http.unavailable');
  await storage.save({
    phoneId,
    deviceKey,
    holder,
    phoneNumber: String(phoneNumber),
    counter: 0,
    chain: randomBytes(secretLength),
    nextChain: undefined,
    keys: undefined,
    pending: undefined,
    enrolmentShare: fromBase64url(share),
  });
  return { holder };
}

async function makeKeys(wrapping: Wrapping, proofSalt: Bytes) {
  const [authentication, signature] = await Promise.all([
    makeKey('authentication', wrapping),
    makeKey('signature', wrapping),
  ]);
  const keys: WrappedKeys = {
    salt: wrapping.salt,
    proofSalt,
    authentication: authentication.wrapped,
    signature: signature.wrapped,
  };
  return { keys, requests: { authentication: authentication.request, signature: signature.request } };
}

/** Everything is stored before it is sent: a call that was cut off can be repeated word for word. */
async function prepareEnrolment({ storage }: WalletDeps, phone: StoredPhone, name: string, pin: string) {
  const { phoneId, enrolmentShare: share } = phone;
  if (!share) throw new ServiceRefusal('mobile.phone_state');
  const wrapping = { pin, salt: randomBytes(secretLength), share, phoneId };
  const proofSalt = randomBytes(secretLength);
  const { keys, requests } = await makeKeys(wrapping, proofSalt);
  const verifier = await pinVerifier(pin, proofSalt);
  await storage.save({ ...phone, pending: { what: 'enrolment', keys, requests, name, verifier } });
}

async function finishEnrolment({ storage, service }: WalletDeps): Promise<boolean> {
  const { pending, chain } = await stored(storage);
  if (!pending?.requests || !pending.verifier) throw new ServiceRefusal('mobile.phone_state');
  const { status } = await service.call('/api/enrol/finish', {
    name: pending.name,
    verifier: toBase64url(pending.verifier),
    chainDigest: toBase64url(await sha256(chain)),
    requests: encodeRequests(pending.requests),
  });
  if (status !== 200) return false;
  const phone = await stored(storage);
  // The share and the verifier go: from now on only the service has them.
  await storage.save({ ...phone, keys: pending.keys, pending: undefined, enrolmentShare: undefined });
  return true;
}

function encodeRequests(requests: { readonly authentication: Bytes; readonly signature: Bytes }) {
  return {
    authentication: toBase64url(requests.authentication),
    signature: toBase64url(requests.signature),
  };
}

/**
 * Calls with a proof of the PIN. The chain moves on with every answer that judged the PIN; when the answer was lost,
 * the next call shows the same step again.
 */
async function callWithPin(
  { storage, service }: WalletDeps,
  path: string,
  pin: { readonly pin: string; readonly purpose: string },
  more: object = {},
) {
  const { keys: used } = await stored(storage);
  if (!used) throw new ServiceRefusal('mobile.phone_state');
  const verifier = await pinVerifier(pin.pin, used.proofSalt);
  const { nextChain = randomBytes(secretLength) } = await stored(storage);
  await storage.save({ ...(await stored(storage)), nextChain });
  const body: BodyOf = async ({ phone, counter }) => ({
    proof: toBase64url(await pinProof(verifier, { phoneId: phone.phoneId, counter, purpose: pin.purpose })),
    chain: toBase64url(phone.chain),
    nextDigest: toBase64url(await sha256(nextChain)),
    ...more,
  });
  try {
    const answer = await service.call(path, body);
    await stepChain(storage);
    return answer;
  } catch (error) {
    if (error instanceof ServiceRefusal && error.code === 'mobile.pin_wrong') await stepChain(storage);
    throw error;
  }
}

async function stepChain(storage: WalletStorage): Promise<void> {
  const phone = await stored(storage);
  await storage.save({ ...phone, chain: phone.nextChain ?? phone.chain, nextChain: undefined });
}

function shareOf(body: Readonly<Record<string, unknown>>): Bytes {
  const { share } = body;
  if (typeof share !== 'string') throw new ServiceRefusal('http.unavailable');
  return fromBase64url(share);
}

async function approve(deps: WalletDeps, request: WaitingRequest, pin: string, number?: string) {
  await settlePin(deps);
  const { body } = await callWithPin(deps, `/api/requests/${request.id}/unlock`, {
    pin,
    purpose: `request:${request.id}`,
  });
  const { keys, phoneId } = await stored(deps.storage);
  if (!keys) throw new ServiceRefusal('mobile.phone_state');
  const wrapping = { pin, salt: keys.salt, share: shareOf(body), phoneId };
  const use: KeyUse = request.keyUse;
  const path = `/api/requests/${request.id}/approve`;
  if (isOverHash(request)) {
    const signature = await signHash(keys[use], use, wrapping, fromBase64url(request.hash ?? ''));
    await deps.service.call(path, { signature: toBase64url(signature) });
    return { goTo: undefined };
  }
  const verifier = randomBytes(secretLength);
  const challenge = toBase64url(await sha256(verifier));
  const payload = payloadText(request, { number, challenge });
  const signature = await signText(keys.authentication, 'authentication', wrapping, payload);
  await deps.service.call(path, { payload, signature: toBase64url(signature) });
  return { goTo: request.returnTo && withVerifier(request.returnTo, toBase64url(verifier)) };
}

function withVerifier(address: string, verifier: string): string {
  const url = new URL(address);
  url.searchParams.set('verifier', verifier);
  return url.href;
}

function readStanding(body: Readonly<Record<string, unknown>>): PhoneStanding {
  const { name, state, holder, phoneNumber, certificates } = body;
  const first: unknown = Array.isArray(certificates) ? certificates[0] : undefined;
  const notAfter =
    typeof first === 'object' && first !== null && 'notAfter' in first ? first.notAfter : undefined;
  return {
    name: String(name),
    state: String(state),
    holder: String(holder),
    phoneNumber: String(phoneNumber),
    notAfter: typeof notAfter === 'string' ? notAfter : undefined,
  };
}

/** After a change of the PIN whose answer was lost: both are stored, and the service tells which one counts. */
async function settlePin({ storage, service }: WalletDeps): Promise<void> {
  const { pending } = await stored(storage);
  if (pending?.what !== 'pin') return;
  const { body } = await service.call('/api/phone', {});
  const phone = await stored(storage);
  const isChanged = Number(body['pinVersion']) >= (pending.pinVersion ?? 0);
  await storage.save({ ...phone, keys: isChanged ? pending.keys : phone.keys, pending: undefined });
}

/** The keys are wrapped under the new PIN and stored before the service is told. */
async function changePin(deps: WalletDeps, oldPin: string, newPin: string): Promise<void> {
  const { storage } = deps;
  await settlePin(deps);
  const { pinVersion } = (await deps.service.call('/api/phone', {})).body;
  const { body } = await callWithPin(deps, '/api/phone/unlock', { pin: oldPin, purpose: 'keys' });
  const share = shareOf(body);
  const phone = await stored(storage);
  const { keys, phoneId } = phone;
  if (!keys) throw new ServiceRefusal('mobile.phone_state');
  const [from, to] = [
    { pin: oldPin, salt: keys.salt, share, phoneId },
    { pin: newPin, salt: randomBytes(secretLength), share, phoneId },
  ];
  const proofSalt = randomBytes(secretLength);
  const fresh: WrappedKeys = {
    salt: to.salt,
    proofSalt,
    authentication: await rewrap(keys.authentication, 'authentication', from, to),
    signature: await rewrap(keys.signature, 'signature', from, to),
  };
  await storage.save({ ...phone, pending: { what: 'pin', keys: fresh, pinVersion: Number(pinVersion) + 1 } });
  const verifier = toBase64url(await pinVerifier(newPin, proofSalt));
  await callWithPin(deps, '/api/pin/change', { pin: oldPin, purpose: 'change' }, { verifier });
  await storage.save({ ...(await stored(storage)), keys: fresh, pending: undefined });
}

async function renew(deps: WalletDeps, pin: string): Promise<boolean> {
  const { storage } = deps;
  await settlePin(deps);
  const { body } = await callWithPin(deps, '/api/phone/unlock', { pin, purpose: 'keys' });
  const phone = await stored(storage);
  const { keys, phoneId, pending } = phone;
  if (!keys) throw new ServiceRefusal('mobile.phone_state');
  const wrapping = { pin, salt: keys.salt, share: shareOf(body), phoneId };
  // A renewal that was cut off goes on with the keys that it has made.
  const fresh =
    pending?.what === 'renewal' && pending.requests
      ? { keys: pending.keys, requests: pending.requests }
      : await makeKeys(wrapping, keys.proofSalt);
  await storage.save({ ...phone, pending: { what: 'renewal', ...fresh } });
  const requests = encodeRequests(fresh.requests);
  const { status } = await callWithPin(deps, '/api/renew', { pin, purpose: 'renew' }, { requests });
  if (status !== 200) return false;
  await storage.save({ ...(await stored(storage)), keys: fresh.keys, pending: undefined });
  return true;
}
