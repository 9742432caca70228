import type { z } from 'zod';
import { json, problem, type Reply, type Request, type Route, route } from '../../http/index.ts';
import type { Answering } from '../answering/index.ts';
import { type MobileErrorCode, type MobileRefusal, mobileStatuses } from '../errors.ts';
import {
  beginEnrolment,
  type CallOrigin,
  changePin,
  type Delivered,
  findCertificates,
  findHolder,
  finishEnrolment,
  type Phone,
  type PhonesDeps,
  recognisePhone,
  renewPhone,
  unlockKeys,
} from '../phones/index.ts';
import { bodies } from './bodies.ts';

export interface WalletApiDeps {
  readonly phones: PhonesDeps;
  readonly answering: Answering;
}

interface Caller {
  readonly phone: Phone;
  readonly counter: number;
  readonly from: CallOrigin;
}

type Sent<B extends z.ZodType> = Request<unknown, z.infer<B>>;

const refusals = {
  400: 'The call is malformed',
  401: 'No phone of ours signed the call, or it was seen before',
  403: 'The phone, its PIN or its certificate does not allow it',
};
const oneMore = { 404: 'No such request for this phone', 409: 'Another phone was first', 410: 'It is over' };

/** What phones call. Every call but the first is signed by the phone's device key (PROTOCOL section 4). */
export function walletApiRoutes(deps: WalletApiDeps): readonly Route[] {
  return [...enrolmentRoutes(deps), ...requestRoutes(deps), ...answerRoutes(deps), ...upkeepRoutes(deps)];
}

function enrolmentRoutes({ phones }: WalletApiDeps): Route[] {
  const start = route({
    id: 'wallet.enrol_start',
    method: 'POST',
    path: '/api/enrol/start',
    summary: 'Uses up a code of one use; the phone gets its name and its share',
    audience: 'api',
    body: bodies.enrolStart,
    responses: { 200: 'The phone begins', ...refusals, 422: 'No device key', 429: 'Too many tries' },
    async handle(request) {
      const begun = await beginEnrolment(phones, request.body, originOf(request));
      if (begun.kind === 'refused') return refusal(request, phones, begun);
      const { phoneId, share, holder, phoneNumber } = begun;
      return json({ phone: phoneId, share: Buffer.from(share).toString('base64url'), holder, phoneNumber });
    },
  });
  const finish = signedRoute(phones, {
    id: 'wallet.enrol_finish',
    path: '/api/enrol/finish',
    summary: 'Stores what the phone chose and gives its certificates; the same again asks for them',
    body: bodies.enrolFinish,
    responses: { 200: 'The certificates', 202: 'They are being made', ...refusals, 422: 'Refused' },
    handle: async (request, { phone, from }) =>
      delivered(request, phones, await finishEnrolment(phones, phone, request.body, from)),
  });
  return [start, finish];
}

function requestRoutes({ phones, answering }: WalletApiDeps): Route[] {
  const scan = signedRoute(phones, {
    id: 'wallet.scan',
    path: '/api/scan',
    summary: 'Takes the request of a scanned code, for the first phone alone',
    body: bodies.scan,
    responses: { 200: 'The request', ...refusals, ...oneMore },
    handle: async (request, { phone }) => {
      const shown = await answering.scan(phone, request.body);
      return shown.kind === 'shown' ? json(shown.request) : refusal(request, phones, shown);
    },
  });
  const open = signedRoute(phones, {
    id: 'wallet.open',
    path: '/api/open',
    summary: 'Takes the request of a link on the same device',
    body: bodies.open,
    responses: { 200: 'The request', ...refusals, ...oneMore },
    handle: async (request, { phone }) => {
      const shown = await answering.open(phone, request.body.token);
      return shown.kind === 'shown' ? json(shown.request) : refusal(request, phones, shown);
    },
  });
  return [scan, open];
}

function idOf({ params }: Request): string {
  return params['id'] ?? '';
}

function answerRoutes({ phones, answering }: WalletApiDeps): Route[] {
  const unlock = signedRoute(phones, {
    id: 'wallet.unlock',
    path: '/api/requests/:id/unlock',
    summary: 'Gives the share for a right PIN; a wrong one is counted',
    body: bodies.pin,
    responses: { 200: 'The share', ...refusals, ...oneMore },
    handle: async (request, { phone, counter, from }) => {
      const opened = await answering.unlock(phone, idOf(request), { counter, use: request.body, from });
      if (opened.kind === 'refused') return refusal(request, phones, opened);
      return json({ share: Buffer.from(opened.share).toString('base64url') });
    },
  });
  const approve = signedRoute(phones, {
    id: 'wallet.approve',
    path: '/api/requests/:id/approve',
    summary: 'Takes the signed answer',
    body: bodies.approve,
    responses: { 200: 'Taken', ...refusals, ...oneMore, 422: 'It is no answer to this request' },
    handle: async (request, { phone }) => {
      const outcome = await answering.approve(phone, idOf(request), request.body);
      return outcome.kind === 'approved' ? json({}) : refusal(request, phones, outcome);
    },
  });
  const decline = (how: 'refused' | 'reported', word: 'refuse' | 'report') =>
    signedRoute(phones, {
      id: `wallet.${word}`,
      path: `/api/requests/:id/${word}`,
      summary:
        how === 'refused'
          ? 'The person refuses'
          : 'The person did not start this; further pushes rest a while',
      body: bodies.nothing,
      responses: { 200: 'The request has ended', ...refusals, ...oneMore },
      handle: async (request, { phone, from }) => {
        const outcome = await answering.decline(phone, idOf(request), how, from);
        return outcome.kind === 'declined' ? json({}) : refusal(request, phones, outcome);
      },
    });
  return [unlock, approve, decline('refused', 'refuse'), decline('reported', 'report')];
}

function upkeepRoutes({ phones }: WalletApiDeps): Route[] {
  const about = signedRoute(phones, {
    id: 'wallet.phone',
    path: '/api/phone',
    summary: 'How the phone and its certificates stand',
    body: bodies.nothing,
    responses: { 200: 'The phone', ...refusals },
    handle: async (_, { phone }) => json(await describe(phones, phone)),
  });
  const unlock = signedRoute(phones, {
    id: 'wallet.unlock_keys',
    path: '/api/phone/unlock',
    summary: 'Gives the share for a right PIN, to change the PIN or the keys',
    body: bodies.pin,
    responses: { 200: 'The share', ...refusals },
    handle: async (request, { phone, counter, from }) => {
      const call = { phoneId: phone.phoneId, counter, use: request.body, from };
      const opened = await unlockKeys(phones, call);
      if (opened.kind === 'refused') return refusal(request, phones, opened);
      return json({ share: Buffer.from(opened.share).toString('base64url') });
    },
  });
  const change = signedRoute(phones, {
    id: 'wallet.change_pin',
    path: '/api/pin/change',
    summary: 'From now on another PIN counts',
    body: bodies.changePin,
    responses: { 200: 'Changed', ...refusals },
    handle: async (request, { phone, counter, from }) => {
      const { verifier, ...use } = request.body;
      const outcome = await changePin(phones, { phoneId: phone.phoneId, counter, use, from }, verifier);
      return outcome.kind === 'changed' ? json({}) : refusal(request, phones, outcome);
    },
  });
  const renew = signedRoute(phones, {
    id: 'wallet.renew',
    path: '/api/renew',
    summary: 'New keys, new certificates',
    body: bodies.renew,
    responses: { 200: 'The certificates', 202: 'They are being made', ...refusals, 422: 'Refused' },
    handle: async (request, { phone, counter, from }) => {
      const { requests, ...use } = request.body;
      const call = { phoneId: phone.phoneId, counter, use, from };
      return delivered(request, phones, await renewPhone(phones, call, requests));
    },
  });
  return [about, unlock, change, renew];
}

interface SignedRoute<B extends z.ZodType> {
  readonly id: string;
  readonly path: string;
  readonly summary: string;
  readonly body: B;
  readonly responses: Route['responses'];
  handle(request: Sent<B>, caller: Caller): Promise<Reply>;
}

/** A route that a phone's device key must have signed. */
function signedRoute<B extends z.ZodType>(phones: PhonesDeps, definition: SignedRoute<B>): Route {
  return route<z.ZodType<unknown>, B>({
    id: definition.id,
    path: definition.path,
    summary: definition.summary,
    body: definition.body,
    responses: definition.responses,
    method: 'POST',
    audience: 'api',
    async handle(request) {
      const { req } = request.node;
      const header = req.headers['acar-device'];
      const caller = await recognisePhone(phones, typeof header === 'string' ? header : '', {
        origin: request.origin,
        method: request.method,
        target: req.url ?? '',
        body: Buffer.from(request.rawBody),
      });
      if (caller.kind === 'refused') return refusal(request, phones, caller);
      const { phone, counter } = caller;
      return definition.handle(request, { phone, counter, from: originOf(request) });
    },
  });
}

function originOf({ address, userAgent }: Pick<Request, 'address' | 'userAgent'>): CallOrigin {
  return { address, userAgent };
}

function delivered(request: Request, phones: PhonesDeps, outcome: Delivered | MobileRefusal): Reply {
  switch (outcome.kind) {
    case 'refused':
      return refusal(request, phones, outcome);
    case 'issuing':
      return json({ state: 'issuing' }, 202);
    case 'delivered':
      return json({
        state: 'active',
        authentication: Buffer.from(outcome.authentication).toString('base64url'),
        signature: Buffer.from(outcome.signature).toString('base64url'),
      });
  }
}

async function describe(phones: PhonesDeps, phone: Phone) {
  const places = [phone.authentication, phone.signature].flatMap((place) => (place ? [place] : []));
  const [holder, certificates] = await Promise.all([
    findHolder(phones.db, phone.accountId),
    findCertificates(phones.db, places),
  ]);
  return {
    name: phone.name,
    state: phone.state,
    holder: holder?.name ?? '',
    phoneNumber: phone.phoneNumber,
    triesLeft: phone.triesLeft,
    pinVersion: phone.pinVersion,
    certificates: certificates.map(({ status, notAfter }) => ({ status, notAfter: notAfter.toISOString() })),
  };
}

/** For the developer of a wallet; people read the wallet's own texts. */
const details: Readonly<Record<MobileErrorCode, string>> = {
  'mobile.unknown_phone': 'no phone of ours signed this call',
  'mobile.clock': "the phone's clock is more than five minutes off; `now` has ours",
  'mobile.replayed': 'a call with this counter or a later one came before',
  'mobile.phone_state': 'the state of the phone does not allow this',
  'mobile.enrolment_code': 'the code is wrong, used or over',
  'mobile.request_refused': 'what the phone sent cannot be certified',
  'mobile.pin_wrong': 'the PIN is wrong; `triesLeft` tells how often it may be tried',
  'mobile.pin_blocked': 'the PIN was wrong three times: the phone is blocked for ever',
  'mobile.copied': 'the storage of this phone was used elsewhere: the phone is stopped for ever',
  'mobile.request_unknown': 'there is no such request for this phone',
  'mobile.request_taken': 'another phone took the request first',
  'mobile.request_over': 'the request has ended or its time is over',
  'mobile.code_forged': 'the code does not belong to its token and second',
  'mobile.code_stale': 'the code is more than three seconds old, or from beyond its minute',
  'mobile.wrong_number': 'the chosen number is not the one on the other screen; the request has ended',
  'mobile.answer_malformed': 'the payload is not the one that this request asks for',
  'mobile.answer_signature': "the signature is not of the phone's key over this",
  'mobile.certificate': 'the certificate is not good now',
  'mobile.too_many': 'too many tries; later',
};

function refusal(request: Request, phones: PhonesDeps, { code, triesLeft }: MobileRefusal): Reply {
  const extra = {
    ...(triesLeft === undefined ? {} : { triesLeft }),
    ...(code === 'mobile.clock' ? { now: phones.clock.now() } : {}),
  };
  return problem(request, mobileStatuses[code], { code, detail: details[code], ...extra });
}
