import type { CertificateRule } from '../certificate-draft.ts';
import { timeStampingPurpose } from './time-stamping-purpose.ts';

/** RFC 3161: certificates of time-stamping units. */
export const timeStampingRules: readonly CertificateRule[] = [timeStampingPurpose];
