import type { Rule } from '../linter.ts';
import { algorithm } from './algorithm.ts';
import { authorityKeyIdentifier } from './authority-key-identifier.ts';
import { criticalEntryExtensions } from './critical-entry-extensions.ts';
import { crlNumber } from './crl-number.ts';
import { crlSign } from './crl-sign.ts';
import { deltaBase } from './delta-base.ts';
import { emptyList } from './empty-list.ts';
import { entryExtensions } from './entry-extensions.ts';
import { expiredCertificates } from './expired-certificates.ts';
import { extensions } from './extensions.ts';
import { freshestCrl } from './freshest-crl.ts';
import { invalidityDates } from './invalidity-dates.ts';
import { issuerName } from './issuer-name.ts';
import { issuerValidity } from './issuer-validity.ts';
import { issuingDistributionPoint } from './issuing-distribution-point.ts';
import { removals } from './removals.ts';
import { revocationDates } from './revocation-dates.ts';
import { serialNumbers } from './serial-numbers.ts';
import { timeEncoding } from './time-encoding.ts';
import { uniqueEntries } from './unique-entries.ts';
import { unspecifiedReason } from './unspecified-reason.ts';
import { updateTimes } from './update-times.ts';
import { version } from './version.ts';
import type { CrlSubject } from './subject.ts';

export const crlRules: readonly Rule<CrlSubject>[] = [
  version,
  algorithm,
  issuerName,
  crlSign,
  updateTimes,
  issuerValidity,
  timeEncoding,
  emptyList,
  authorityKeyIdentifier,
  crlNumber,
  deltaBase,
  issuingDistributionPoint,
  freshestCrl,
  extensions,
  expiredCertificates,
  serialNumbers,
  uniqueEntries,
  revocationDates,
  unspecifiedReason,
  entryExtensions,
  criticalEntryExtensions,
  invalidityDates,
  removals,
];
