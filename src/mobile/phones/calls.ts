import { type MobileRefusal, refuse } from '../errors.ts';
import type { PhonesDeps } from './deps.ts';
import { deviceCallText, isSignedBy, readDeviceCall } from './device-call.ts';
import type { Phone } from './model.ts';
import { countCall, findPhone } from './store.ts';

/** How far a phone's clock may be off. Seconds. */
const clockTolerance = 300;

export type Recognised =
  | { readonly kind: 'phone'; readonly phone: Phone; readonly counter: number }
  | MobileRefusal;

/** Which phone calls: by its device key, over this very call, once. */
export async function recognisePhone(
  deps: PhonesDeps,
  header: string,
  at: {
    readonly origin: string;
    readonly method: string;
    readonly target: string;
    readonly body: Uint8Array;
  },
): Promise<Recognised> {
  const call = readDeviceCall(header);
  const phone = call && (await findPhone(deps.db, call.phoneId));
  if (!phone || !isSignedBy(phone.deviceKey, deviceCallText(call, at), call.signature))
    return refuse('mobile.unknown_phone');
  const now = deps.clock.now();
  if (Math.abs(now / 1000 - call.timestamp) > clockTolerance) return refuse('mobile.clock');
  const isNew = await countCall(deps.db, phone.phoneId, call.counter, new Date(now));
  return isNew ? { kind: 'phone', phone, counter: call.counter } : refuse('mobile.replayed');
}
