import type { MobileResult } from '../../../oidc/phone-ports.ts';

/** How a simulated phone behaves. `wait` = until somebody decides on the control page. */
export type Behaviour = MobileResult | 'wait';

export const behaviours = [
  'OK',
  'TIMEOUT',
  'NOT_MID_CLIENT',
  'USER_CANCELLED',
  'SIGNATURE_HASH_MISMATCH',
  'PHONE_ABSENT',
  'DELIVERY_ERROR',
  'SIM_ERROR',
  'wait',
] as const satisfies readonly Behaviour[];

/** The last two digits of a phone number decide, so that a relying party's tests need nothing but numbers. */
export const behaviourBySuffix: Readonly<Record<string, Behaviour>> = {
  '11': 'NOT_MID_CLIENT',
  '22': 'USER_CANCELLED',
  '33': 'SIGNATURE_HASH_MISMATCH',
  '44': 'PHONE_ABSENT',
  '55': 'DELIVERY_ERROR',
  '66': 'SIM_ERROR',
  '77': 'TIMEOUT',
  '88': 'wait',
};

/** What a call comes to beside the phone, by the caller's UUID. */
export const unknownParty = '00000000-0000-0000-0000-000000000000';

export function behaviourOf(phoneNumber: string, chosen: ReadonlyMap<string, Behaviour>): Behaviour {
  return chosen.get(phoneNumber) ?? behaviourBySuffix[phoneNumber.slice(-2)] ?? 'OK';
}

/** A session as the control page shows it. */
export interface SimulatedSession {
  readonly id: string;
  readonly keyUse: 'authentication' | 'signature';
  readonly serviceName: string;
  readonly phoneNumber: string;
  readonly personalCode: string;
  readonly controlCode: string;
  readonly browser: string;
  readonly place: string;
  readonly startedAt: Date;
  readonly result: MobileResult | undefined;
}
