import { generateKeyPairSync, hash, sign, verify } from 'node:crypto';
import type { ReadSignature } from '../../certs/signatures/index.ts';
import { verifyTimeStamp } from '../../certs/tsa/index.ts';
import { type Certificate, validatePath } from '../../certs/index.ts';
import { runOwnCpu } from './cpu.ts';
import { type Run, summarise } from './measure.ts';

const rawSeconds = 0.03;
/** What a letter or an order has. */
export const documentOctets = 10_000;

export const rate = (one: Run) => summarise('', [one]).perSecond;

/** Seconds of a core for one of each. */
export interface RawCosts {
  readonly signature: number;
  readonly verification: number;
  readonly verificationOfRoot: number;
  readonly hash: number;
}

export async function measureRaw(): Promise<RawCosts> {
  const message = Buffer.alloc(300, 7);
  const content = Buffer.alloc(documentOctets, 7);
  const cost = async (operation: () => unknown) => {
    return 1 / rate(await runOwnCpu(rawSeconds, async () => operation()));
  };
  const [p256, p384] = [keyPair('P-256'), keyPair('P-384')];
  const ofP256 = sign('sha256', message, p256.privateKey);
  const ofP384 = sign('sha384', message, p384.privateKey);
  return {
    signature: await cost(() => sign('sha256', message, p256.privateKey)),
    verification: await cost(() => verify('sha256', message, p256.publicKey, ofP256)),
    verificationOfRoot: await cost(() => verify('sha384', message, p384.publicKey, ofP384)),
    hash: await cost(() => hash('sha256', content, 'buffer')),
  };
}

function keyPair(namedCurve: string) {
  return generateKeyPairSync('ec', { namedCurve });
}

/** What a judgement verifies: time stamps, and the paths of the signer and of the units by the evidence that is there. */
export function checkSignature(
  { signer, evidence, timeStamps, level }: ReadSignature,
  root: Certificate,
): void {
  const { certificates, crls, ocspResponses } = evidence;
  const units = new Map<Certificate, number>();
  for (const { token, imprint } of timeStamps) {
    const stamped = { digest: token?.tstInfo.messageImprint.digest ?? new Uint8Array() };
    const verdict = token && verifyTimeStamp({ token, stamped, certificates });
    if (verdict?.kind !== 'verified' || imprint !== 'matches') throw new Error('a time stamp is not good');
    units.set(verdict.signer, token?.tstInfo.genTime ?? 0);
  }
  const [time = signer.certificate?.notBefore ?? 0] = units.values();
  if (!signer.certificate) throw new Error('no signer');
  for (const leaf of [signer.certificate, ...units.keys()]) {
    const revocation = level === 'LT' || level === 'LTA';
    const request = {
      leaf,
      intermediates: certificates,
      anchors: [root],
      crls,
      ocspResponses,
      time,
      revocation,
    };
    if (validatePath(request).kind !== 'valid') throw new Error('a path is not valid');
  }
}
