import { z } from 'zod';
import type { MobileHash, MobileSession, MobileStart } from '../../../oidc/phone-ports.ts';

/** The operator protocol, as the Estonian Mobile-ID service publishes it (login-protocols section 2). */

export type KeyUse = 'authentication' | 'signature';

/** What stands behind the protocol: our own service, or a simulator of an operator. */
export interface OperatorBackend {
  /** The name that phones show; undefined = this caller may not use the service. */
  nameOf(caller: {
    readonly relyingPartyId: string;
    readonly name: string;
    readonly address: string;
  }): Promise<string | undefined>;
  /** DER of the signature certificate; undefined = there is none. */
  certificate(phoneNumber: string, personalCode: string): Promise<Uint8Array | undefined>;
  start(order: OperatorOrder): Promise<MobileStart>;
  poll(
    keyUse: KeyUse,
    sessionId: string,
    options: { readonly timeoutMs: number; readonly signal: AbortSignal },
  ): Promise<MobileSession>;
}

export interface OperatorOrder {
  readonly keyUse: KeyUse;
  readonly relyingPartyId: string;
  readonly serviceName: string;
  readonly phoneNumber: string;
  readonly personalCode: string;
  readonly hash: Uint8Array;
  readonly hashType: MobileHash;
  readonly language: string;
  readonly clientId: string;
  readonly browser: string;
  readonly place: string;
}

/** Characters of a text on the phone: 100 octets in the seven-bit alphabet of SMS, or 50 of two octets each. */
export const longestText = { 'GSM-7': 100, 'UCS-2': 50 } as const;

/** ISO 639-2, as the protocol has languages, and our tags. */
export const languageCodes: Readonly<Record<string, string>> = { AZE: 'az', ENG: 'en', RUS: 'ru' };

const phoneNumber = z.string().regex(/^\+\d{7,15}$/);
const nationalIdentityNumber = z.string().regex(/^[A-Za-z0-9]{5,20}$/);
const caller = {
  relyingPartyUUID: z.string().regex(/^[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}$/),
  relyingPartyName: z.string().min(1).max(100),
  phoneNumber,
  nationalIdentityNumber,
};

/** Unknown members are ignored, so that callers with extensions of others are served. */
export const certificateBody = z.object(caller);

const line = (longest: number) =>
  z
    .string()
    .max(longest)
    .regex(/^\P{Cc}*$/u);

export const startBody = z.object({
  ...caller,
  hash: z
    .string()
    .max(100)
    .regex(/^[A-Za-z0-9+/]+={0,2}$/),
  hashType: z.enum(['SHA256', 'SHA384', 'SHA512']),
  language: z.string().max(10),
  displayText: line(100).optional(),
  displayTextFormat: z.enum(['GSM-7', 'UCS-2']).optional(),
  acarClientId: line(256).optional(),
  acarBrowser: line(200).optional(),
  acarPlace: line(200).optional(),
});
