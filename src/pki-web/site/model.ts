import type { OpenSite } from '../../http/index.ts';
import type { Clock } from '../../../oidc/ports.ts';
import type { Repository } from '../../pki/index.ts';

/** Whether the interfaces for machines answer, as a call to them from here showed. */
export interface Liveness {
  readonly ocsp: boolean;
  readonly timeStamps: boolean;
}

export interface SiteDeps extends OpenSite {
  /** Origin of the certificate service. */
  readonly origin: string;
  readonly repository: Repository;
  readonly clock: Clock;
  readonly liveness: () => Promise<Liveness>;
}
