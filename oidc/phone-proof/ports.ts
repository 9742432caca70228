import type { PhoneRequests } from '../phone-ports.ts';
import type { LoginRequest } from '../login-methods/login-method.ts';
import type { PhoneDisplay } from '../phone-ports.ts';
import type { PhoneProofDeps } from './prove.ts';

/** A time that passes, and can be cut short. Ten thousand pages wait with one each: it is as small as can be. */
export interface Pause {
  readonly over: Promise<void>;
  readonly end: () => void;
}

/** What both ways in with a phone need from the application. */
export interface PhoneMethodDeps extends PhoneProofDeps {
  readonly phones: PhoneRequests;
  readonly startPause: (milliseconds: number) => Pause;
  /** Browser and system in words a person knows, from what the browser says of itself. */
  readonly describeBrowser: (userAgent: string, language: string) => string;
  /** Id of another way in for those who cannot take this one; undefined where there is none. */
  readonly alternative?: string | undefined;
}

const longestService = 300;

/** What the person is told on the phone before approving. */
export function displayOf(
  deps: Pick<PhoneMethodDeps, 'describeBrowser'>,
  request: LoginRequest,
): PhoneDisplay {
  const { clientId, language, serviceName, userAgent, address } = request;
  return {
    clientId,
    language,
    serviceName: (serviceName || clientId).slice(0, longestService).toWellFormed(),
    browser: deps.describeBrowser(userAgent, language),
    place: roughNetwork(address),
  };
}

/**
 * The network that an address belongs to, without the part that names a household: enough to tell one's own from a
 * stranger's. Empty when it is no address.
 */
export function roughNetwork(address: string): string {
  const plain = address.replace(/^::ffff:(?=\d+\.)/i, '');
  const [, first, second] = /^(\d{1,3})\.(\d{1,3})\.\d{1,3}\.\d{1,3}$/.exec(plain) ?? [];
  if (first !== undefined && second !== undefined) return `${first}.${second}.*.*`;
  const groups = plain.split('::')[0]?.split(':') ?? [];
  return plain.includes(':') && groups.length > 1 ? `${groups.slice(0, 3).join(':')}:*` : '';
}

/** Whether a browser runs on a phone or tablet that may hold the certificate itself. */
export function isHandheld(userAgent: string): boolean {
  return /Mobi|Android|iPhone|iPad/i.test(userAgent);
}
