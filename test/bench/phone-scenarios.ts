import { createMobileMethod, type MobileMethodDeps } from '../../oidc/login-methods/mobile/index.ts';
import { createQrMethod } from '../../oidc/login-methods/qr/index.ts';
import type { MobileState } from '../../oidc/login-methods/mobile/state.ts';
import type { OpenCode } from '../../oidc/login-methods/qr/state.ts';
import type { MobileSession, PhoneAnswer } from '../../oidc/phone-ports.ts';
import { policies } from '../../certs/index.ts';
import { sign } from 'node:crypto';
import { testLoginRequest } from '../support/login-request.ts';
import { answerTo } from '../support/phone-methods.ts';
import {
  type Holder,
  issueHolders,
  ocspNonce,
  rawVerifications,
  readyRevocation,
  type SignedByHolder,
} from './certificate-evidence.ts';
import { runByCpu } from './cpu.ts';
import { alternate, type Report, type Run, run, summarise } from './measure.ts';
import type { PkiWorld } from './pki-world.ts';

const seconds = 4;
const rounds = 2;
const request = testLoginRequest({ wantedLevel: 'substantial' });
const algorithm = 'SHA256WithECEncryption';

const rate = (runs: readonly Run[]) => summarise('', runs).perSecond;

interface Signed extends Holder {
  readonly signed: SignedByHolder;
}

/** The method's deps: stores answer at once, and evidence lies ready. */
function readyDeps(world: PkiWorld, holders: readonly Holder[]) {
  const nobody = async () => {
    throw new Error('nobody is asked');
  };
  return {
    origin: 'https://login.acar.example',
    authorities: [world.authority('phones-1').certificate],
    policies: { [policies.mobileAuthentication]: { level: 'substantial', key: 'swk' } },
    clock: world.clock,
    random: { bytes: () => ocspNonce },
    revocation: readyRevocation(holders),
    holders: { find: async () => ({ kind: 'account', accountId: 'a' }) },
    phones: { open: nobody, look: nobody, changed: nobody, take: nobody, cancel: nobody },
    service: { startAuthentication: nobody, poll: nobody },
    startPause: () => ({ over: Promise.resolve(), end: () => {} }),
    describeBrowser: () => '',
    readPhoneNumber: () => undefined,
    readPersonalCode: () => undefined,
  } satisfies MobileMethodDeps;
}

async function against(
  world: PkiWorld,
  name: string,
  prepared: readonly Signed[],
  signIn: (turn: number) => Promise<{ readonly kind: string }>,
): Promise<Report> {
  let turn = 0;
  const once = async () => {
    turn += 1;
    const outcome = await signIn(turn % prepared.length);
    if (outcome.kind !== 'verified') throw new Error(JSON.stringify(outcome));
  };
  const raw = rawVerifications(world.authority('phones-1').certificate, prepared);
  await run({ concurrency: 1, seconds: 2, run: once });
  const [signIns = [], verifications = []] = await alternate(rounds, [
    () => runByCpu({ concurrency: 1, seconds, run: once }),
    () => runByCpu({ concurrency: 1, seconds, run: async () => raw() }),
  ]);
  return {
    measurements: [
      summarise(`${name} answers judged with OCSP evidence, per second of a core`, signIns),
      summarise('the signature verifications in them alone, per second of a core', verifications),
    ],
    ratios: [
      {
        name: `${name} sign-ins / their verifications`,
        value: rate(signIns) / rate(verifications),
        bar: 0.4,
      },
    ],
  };
}

const phonesAuthority = { authority: 'phones-1', profile: 'mobile-authentication' } as const;

/** The qr method, answer in and verified person out, against the signature verifications that it contains. */
export async function qr(world: PkiWorld): Promise<Report> {
  const holders = await issueHolders(world, phonesAuthority);
  const [token, nonce, number] = ['t', 'n', '42'];
  const { clientId: client, serviceName: service } = request;
  const state: OpenCode = {
    step: 'code',
    id: 'r',
    token,
    secret: 's',
    nonce,
    number,
    wallet: 'https://wallet.acar.example',
    client,
    service,
    openedAt: 0,
  };
  const prepared = holders.map((holder): Signed & { answer: PhoneAnswer } => {
    const taken = {
      id: state.id,
      nonce,
      asked: { flow: 'qr', clientId: client, serviceName: service, language: '', browser: '', place: '' },
    } as const;
    const answer = answerTo({ key: holder.key, certificate: holder.certificate.raw }, taken, { number });
    return {
      ...holder,
      answer,
      signed: { message: Buffer.from(answer.payload), signature: answer.signature },
    };
  });
  const deps = readyDeps(world, holders);
  let current: PhoneAnswer | undefined;
  const phones = {
    ...deps.phones,
    look: async () => (current ? { kind: 'approved' as const, answer: current } : { kind: 'open' as const }),
    take: async () => current,
  };
  const method = createQrMethod({ ...deps, phones });
  return against(world, 'qr', prepared, (turn) => {
    current = prepared[turn]?.answer;
    return method.advance(state, {}, request);
  });
}

/** The same of the mobile method, over what the mobile-signature service answers. */
export async function mobile(world: PkiWorld): Promise<Report> {
  const holders = await issueHolders(world, phonesAuthority);
  const message = JSON.stringify({ type: 'acar-sign-in-1', flow: 'push', login: request.page, nonce: 'n' });
  const startedAt = world.clock.now();
  const state: MobileState = {
    step: 'push',
    sessionId: 's',
    message,
    nonce: 'n',
    personalCode: '5ARPXN9',
    startedAt,
  };
  const prepared = holders.map((holder): Signed => {
    const signature = sign('sha256', Buffer.from(message), { key: holder.key, dsaEncoding: 'ieee-p1363' });
    return { ...holder, signed: { message: Buffer.from(message), signature } };
  });
  let session: MobileSession = { kind: 'running' };
  const deps = readyDeps(world, holders);
  const method = createMobileMethod({ ...deps, service: { ...deps.service, poll: async () => session } });
  return against(world, 'mobile', prepared, (turn) => {
    const { signed, certificate } = prepared[turn] ?? {};
    if (!signed || !certificate) throw new Error('nobody signed');
    const { signature } = signed;
    session = { kind: 'complete', result: 'OK', signature, algorithm, certificate: certificate.raw };
    return method.advance(state, {}, request);
  });
}
