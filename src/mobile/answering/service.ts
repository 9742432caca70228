import { oneLine } from '../../records/index.ts';
import { type MobileErrorCode, type MobileRefusal, refuse } from '../errors.ts';
import {
  type CallOrigin,
  isAnswering,
  judgePin,
  lockPhone,
  type Phone,
  type PinUse,
} from '../phones/index.ts';
import { endRequest, type Failure, type ShownDocument, tokenDigest } from '../requests/index.ts';
import { controlCode } from '../sessions/index.ts';
import { approve, type Answer, type Approved } from './approval.ts';
import { judgeCode, offeredNumbers } from './model.ts';
import { type AnsweringDeps, isRunning, lockOwn } from './own-request.ts';
import { type AskedRequest, findByToken, findWaiting, markDelivered, takeRequest } from './store.ts';

/** A request as the wallet shows it. */
export interface ShownRequest {
  readonly id: string;
  readonly flow: AskedRequest['flow'];
  readonly service: string;
  readonly client: string;
  readonly browser: string;
  readonly place: string;
  readonly language: string;
  readonly millisecondsLeft: number;
  readonly nonce: string;
  /** QR: the person chooses the one that the other screen shows. */
  readonly numbers?: readonly string[] | undefined;
  /** Same device: where the browser goes. */
  readonly returnTo?: string | undefined;
  /** Push: what both screens show, and what is signed with which key. */
  readonly controlCode?: string | undefined;
  readonly hash?: string | undefined;
  readonly hashType?: string | undefined;
  readonly keyUse?: string | undefined;
  /** What is signed, where this service knows it. */
  readonly documents?: readonly ShownDocument[] | undefined;
}

/** What a phone does with requests; every outcome is a value. */
export interface Answering {
  /** What waits for the phone now, and is shown from now on. */
  waiting(phone: Phone): Promise<readonly ShownRequest[]>;
  /** Takes the request of a scanned code: the first phone alone. */
  scan(phone: Phone, code: ScannedCode): Promise<Shown>;
  /** Takes the request of a link on the same device. */
  open(phone: Phone, token: string): Promise<Shown>;
  /** Gives the share out for a right PIN. A PIN wrong too often ends the request too. */
  unlock(phone: Phone, requestId: string, pin: RequestPin): Promise<Opened>;
  approve(phone: Phone, requestId: string, answer: Answer): Promise<Approved | MobileRefusal>;
  /** `reported` = "this was not me". */
  decline(phone: Phone, requestId: string, how: 'refused' | 'reported', from: CallOrigin): Promise<Declined>;
}

export interface ScannedCode {
  readonly token: string;
  /** Whole seconds. */
  readonly elapsed: number;
  readonly code: string;
}

export interface RequestPin {
  readonly counter: number;
  readonly use: PinUse;
  readonly from: CallOrigin;
}

type Shown = { readonly kind: 'shown'; readonly request: ShownRequest } | MobileRefusal;
type Opened = { readonly kind: 'unlocked'; readonly share: Uint8Array } | MobileRefusal;
type Declined = { readonly kind: 'declined' } | MobileRefusal;

export function createAnswering(deps: AnsweringDeps): Answering {
  return {
    async waiting(phone) {
      if (!isAnswering(phone.state)) return [];
      const now = new Date(deps.clock.now());
      const found = await findWaiting(deps.db, phone, now);
      if (found.length > 0)
        await markDelivered(
          deps.db,
          found.map(({ requestId }) => requestId),
          now,
        );
      return found.map((request) => show(deps, request));
    },
    scan: (phone, code) => scan(deps, phone, code),
    async open(phone, token) {
      const request = await findByToken(deps.db, tokenDigest(token));
      return request?.flow === 'same-device' ? take(deps, phone, request) : refuse('mobile.request_unknown');
    },
    unlock: (phone, requestId, pin) => unlock(deps, phone, requestId, pin),
    approve: (phone, requestId, answer) => approve(deps, phone, requestId, answer),
    decline: (phone, requestId, how, from) => decline(deps, phone, requestId, how, from),
  };
}

function show(deps: AnsweringDeps, request: AskedRequest): ShownRequest {
  const { requestId, flow, number, returnTo, hash, hashType, keyUse, documents } = request;
  return {
    id: requestId,
    flow,
    service: request.serviceName,
    client: request.clientId,
    browser: request.browser,
    place: request.place,
    language: request.language,
    millisecondsLeft: Math.max(request.expiresAt.getTime() - deps.clock.now(), 0),
    nonce: request.nonce.toString('base64url'),
    numbers: number === null ? undefined : offeredNumbers(deps.codeKey, requestId, number),
    returnTo: returnTo ?? undefined,
    controlCode: hash ? controlCode(hash) : undefined,
    hash: hash?.toString('base64url'),
    hashType: hashType ?? undefined,
    keyUse: keyUse ?? undefined,
    documents: documents ?? undefined,
  };
}

async function scan(deps: AnsweringDeps, phone: Phone, code: ScannedCode): Promise<Shown> {
  const request = await findByToken(deps.db, tokenDigest(code.token));
  if (request?.flow !== 'qr') return refuse('mobile.request_unknown');
  const verdict = judgeCode(code, request, { codeKey: deps.codeKey, now: deps.clock.now() });
  if (verdict === 'forged') return refuse('mobile.code_forged');
  // What this phone has taken it may look at again, however old the code is by now.
  if (verdict === 'stale' && request.phoneId !== phone.phoneId) return refuse('mobile.code_stale');
  return take(deps, phone, request);
}

async function take(deps: AnsweringDeps, phone: Phone, request: AskedRequest): Promise<Shown> {
  if (!isAnswering(phone.state)) return refuse('mobile.phone_state');
  const now = deps.clock.now();
  const isOver = request.expiresAt.getTime() <= now || !isRunning(request);
  if (isOver) return refuse('mobile.request_over');
  const isFirst = await takeRequest(deps.db, request.requestId, phone, new Date(now));
  const isOwn = isFirst || request.phoneId === phone.phoneId;
  return isOwn ? { kind: 'shown', request: show(deps, request) } : refuse('mobile.request_taken');
}

async function unlock(
  deps: AnsweringDeps,
  phone: Phone,
  requestId: string,
  pin: RequestPin,
): Promise<Opened> {
  const { phoneId } = phone;
  return deps.db.transaction(async (tx) => {
    // Phone before request, in this order everywhere: two calls never wait for each other.
    const judged = await judgePin(deps, tx, { ...pin, phoneId, purpose: `request:${requestId}` });
    const own = await lockOwn(deps, tx, phone, requestId);
    const failure = judged.kind === 'refused' ? endingCodes[judged.code] : undefined;
    if (own.kind === 'own' && failure)
      await endRequest(tx, requestId, { state: 'failed', failure }, new Date(deps.clock.now()));
    if (judged.kind === 'refused' && judged.code !== 'mobile.pin_wrong') return judged;
    if (own.kind === 'refused') return own;
    return judged.kind === 'right' ? { kind: 'unlocked', share: judged.share } : judged;
  });
}

/** After these the phone will never answer the request. */
const endingCodes: Partial<Record<MobileErrorCode, Failure>> = {
  'mobile.pin_blocked': 'pin_blocked',
  'mobile.copied': 'copied',
};

async function decline(
  deps: AnsweringDeps,
  phone: Phone,
  requestId: string,
  how: 'refused' | 'reported',
  from: CallOrigin,
): Promise<Declined> {
  return deps.db.transaction(async (tx) => {
    const held = await lockPhone(tx, phone.phoneId);
    if (!held || !isAnswering(held.state)) return refuse('mobile.phone_state');
    const own = await lockOwn(deps, tx, phone, requestId);
    if (own.kind === 'refused') return own;
    const { phoneId, accountId } = phone;
    await endRequest(tx, requestId, { state: how }, new Date(deps.clock.now()));
    if (how === 'reported') {
      const { address, userAgent } = from;
      const facts = { phone: phoneId, flow: own.request.flow, address, userAgent: oneLine(userAgent) };
      const { clientId } = own.request;
      await deps.recorder.record(tx, { type: 'phone.request_reported', accountId, clientId, facts });
    }
    return { kind: 'declined' };
  });
}
