import type { CertificateRule } from '../certificate-draft.ts';
import { noCheck } from './no-check.ts';
import { responderAlone } from './responder-alone.ts';
import { responderLifetime } from './responder-lifetime.ts';

/** RFC 6960: certificates of OCSP responders. */
export const responderRules: readonly CertificateRule[] = [noCheck, responderLifetime, responderAlone];
