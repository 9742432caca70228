import { hash } from 'node:crypto';
import type { PhoneFlow } from '../phone-ports.ts';

/** What was asked, as it must stand in what the phone signed (src/mobile/PROTOCOL.md, section 3). */
export interface AskedPayload {
  readonly flow: PhoneFlow;
  /** Id of the request. */
  readonly request: string;
  /** Identifier of the relying party. */
  readonly client: string;
  /** Its display name, as the phone showed it. */
  readonly service: string;
  /** QR: the two digits that only the starting browser showed. */
  readonly number?: string | undefined;
  /** Same device: base64url of the verifier's SHA-256. */
  readonly challenge?: string | undefined;
  readonly nonce: string;
}

type Member = keyof AskedPayload | 'type' | 'form';

const type = 'acar-sign-in-1';

/** The one text that a phone signs for a request; members in this order, no spaces. */
export function writePayload({
  flow,
  request,
  client,
  service,
  number,
  challenge,
  nonce,
}: AskedPayload): string {
  return JSON.stringify({
    type,
    flow,
    request,
    client,
    service,
    ...(number === undefined ? {} : { number }),
    ...(challenge === undefined ? {} : { challenge }),
    nonce,
  });
}

/**
 * The first member of the signed text that is not what was asked; undefined when all of them are. `form` = other or
 * doubled members, or another way to write them.
 */
export function differingMember(signed: string, asked: AskedPayload): Member | undefined {
  const members = readMembers(signed);
  if (!members) return 'form';
  const expected: Readonly<Record<string, unknown>> = { type, ...asked };
  const differing = memberNames.find((name) => members[name] !== expected[name]);
  return differing ?? (signed === writePayload(asked) ? undefined : 'form');
}

const memberNames = [
  'type',
  'flow',
  'request',
  'client',
  'service',
  'number',
  'challenge',
  'nonce',
] as const satisfies readonly Member[];

function readMembers(text: string): Readonly<Record<string, unknown>> | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? { ...value } : undefined;
  } catch {
    return undefined;
  }
}

const verifierBytes = 32;

/** The challenge that belongs to a verifier; undefined for a text that is none: base64url of 32 octets. */
export function challengeOf(verifier: string): string | undefined {
  const bytes = Buffer.from(verifier, 'base64url');
  const isVerifier = bytes.length === verifierBytes && bytes.toString('base64url') === verifier;
  return isVerifier ? hash('sha256', bytes, 'base64url') : undefined;
}
