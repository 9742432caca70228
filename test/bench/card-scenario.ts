import { hash } from 'node:crypto';
import { createCardMethod } from '../../oidc/login-methods/card/index.ts';
import { testLoginRequest } from '../support/login-request.ts';
import { signToken } from '../support/web-eid.ts';
import { issueHolders, ocspNonce, rawVerifications, readyRevocation } from './certificate-evidence.ts';
import { runByCpu } from './cpu.ts';
import { alternate, type Report, type Run, run, summarise } from './measure.ts';
import type { PkiWorld } from './pki-world.ts';

const seconds = 4;
const rounds = 2;
const origin = 'https://login.acar.example';
const nonce = Buffer.alloc(32, 1).toString('base64');

const rate = (runs: readonly Run[]) => summarise('', runs).perSecond;

/**
 * The card method, token in and verified person out, against the signature verifications that it contains: token,
 * certificate, OCSP answer, the responder's certificate. Stores answer at once, and evidence lies ready.
 */
export async function card(world: PkiWorld): Promise<Report> {
  const issuer = world.authority('persons-1').certificate;
  const holders = await issueHolders(world, { authority: 'persons-1', profile: 'citizen-authentication' });
  const prepared = holders.map((holder) => {
    const { key, certificate } = holder;
    return { ...holder, token: signToken({ key, certificate: certificate.raw, origin, nonce }) };
  });
  const method = createCardMethod({
    origin,
    authorities: [issuer],
    disallowedPolicies: ['1.3.6.1.4.1.32473.1.2.2'],
    agentOrigin: 'http://127.0.0.1:24817',
    clock: world.clock,
    random: { bytes: () => ocspNonce },
    nonces: { take: async () => true },
    requests: { sign: async () => '' },
    holders: { find: async () => ({ kind: 'account', accountId: 'a' }) },
    revocation: readyRevocation(holders),
  });
  const request = testLoginRequest({ wantedLevel: 'high' });
  const endsAt = Math.floor(world.clock.now() / 1000) + 3600;
  const inputs = prepared.map(({ token }) => ({ token: JSON.stringify(token) }));
  let turn = 0;
  const signIn = async () => {
    turn += 1;
    const input = inputs[turn % inputs.length] ?? {};
    const outcome = await method.advance({ step: 'read-card', nonce, endsAt }, input, request);
    if (outcome.kind !== 'verified') throw new Error(JSON.stringify(outcome));
  };
  const message = Buffer.concat([origin, nonce].map((text) => hash('sha256', text, 'buffer')));
  const raw = rawVerifications(
    issuer,
    prepared.map(({ token, ...holder }) => ({
      ...holder,
      signed: { message, signature: Buffer.from(token.signature, 'base64') },
    })),
  );
  await run({ concurrency: 1, seconds: 2, run: signIn });
  const [signIns = [], verifications = []] = await alternate(rounds, [
    () => runByCpu({ concurrency: 1, seconds, run: signIn }),
    () => runByCpu({ concurrency: 1, seconds, run: async () => raw() }),
  ]);
  return {
    measurements: [
      summarise('card tokens judged with OCSP evidence, per second of a core', signIns),
      summarise('the signature verifications in them alone, per second of a core', verifications),
    ],
    ratios: [
      { name: 'card sign-ins / their verifications', value: rate(signIns) / rate(verifications), bar: 0.4 },
    ],
  };
}
