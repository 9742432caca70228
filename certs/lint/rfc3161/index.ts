import type { Rule } from '../linter.ts';
import { accuracy } from './accuracy.ts';
import { attributeOrder } from './attribute-order.ts';
import { attributes } from './attributes.ts';
import { certificateKeyUsage } from './certificate-key-usage.ts';
import { certificatePurpose } from './certificate-purpose.ts';
import { certificateValidity } from './certificate-validity.ts';
import { contentType } from './content-type.ts';
import { extensions } from './extensions.ts';
import { imprintHash } from './imprint-hash.ts';
import { messageDigest } from './message-digest.ts';
import { messageImprint } from './message-imprint.ts';
import { nonce } from './nonce.ts';
import { order } from './order.ts';
import { ordering } from './ordering.ts';
import { policy } from './policy.ts';
import { serialNumber } from './serial-number.ts';
import { signingCertificate } from './signing-certificate.ts';
import { tsaName } from './tsa-name.ts';
import type { TimeStampSubject } from './subject.ts';

export const timeStampRules: readonly Rule<TimeStampSubject>[] = [
  certificatePurpose,
  certificateKeyUsage,
  certificateValidity,
  contentType,
  messageDigest,
  signingCertificate,
  attributes,
  attributeOrder,
  messageImprint,
  imprintHash,
  nonce,
  policy,
  serialNumber,
  order,
  accuracy,
  ordering,
  tsaName,
  extensions,
];
