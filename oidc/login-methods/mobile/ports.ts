import type { MobileService } from '../../phone-ports.ts';
import type { PhoneMethodDeps } from '../../phone-proof/index.ts';

/** What the mobile method needs from the application. */
export interface MobileMethodDeps extends PhoneMethodDeps {
  /** The login origin, to which the wallet leads back. */
  readonly origin: string;
  /** Our own mobile-signature service or an operator's. */
  readonly service: MobileService;
  /** The number in its stored form, or undefined when the text cannot be one; asks nobody. */
  readonly readPhoneNumber: (text: string) => string | undefined;
  readonly readPersonalCode: (text: string) => string | undefined;
}
