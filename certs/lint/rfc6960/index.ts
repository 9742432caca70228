import { algorithmFitsKey } from './algorithm-fits-key.ts';
import { archiveCutoff } from './archive-cutoff.ts';
import { askedAndAnswered } from './asked-and-answered.ts';
import { authorityNamed } from './authority-named.ts';
import { extendedRevoke } from './extended-revoke.ts';
import { extensionsNotCritical } from './extensions-not-critical.ts';
import { nextUpdatePresent } from './next-update-present.ts';
import { nonceEchoed } from './nonce-echoed.ts';
import { reasonMeaningful } from './reason-meaningful.ts';
import { responderIssuedByAuthority } from './responder-issued-by-authority.ts';
import { responderKeyUsage } from './responder-key-usage.ts';
import { responderNamedByKey } from './responder-named-by-key.ts';
import { responderNoCheck } from './responder-no-check.ts';
import { responderOutlivesAnswer } from './responder-outlives-answer.ts';
import { responderPurpose } from './responder-purpose.ts';
import { responderValid } from './responder-valid.ts';
import { timesOrdered } from './times-ordered.ts';
import { createLinter } from '../linter.ts';
import { expectTag, oids, readDer, tags, timeOf } from '../../asn1/index.ts';
import { type Extension, parseResponseData } from '../../validation/index.ts';
import type { OcspLintContext, OcspRule, OcspSubject } from './subject.ts';

/** Every rule of an OCSP answer. That times have no fractions (RFC 6960 4.2.2.1) is asked by the reader. */
const rules: readonly OcspRule[] = [
  algorithmFitsKey,
  archiveCutoff,
  askedAndAnswered,
  authorityNamed,
  extendedRevoke,
  extensionsNotCritical,
  nextUpdatePresent,
  nonceEchoed,
  reasonMeaningful,
  responderIssuedByAuthority,
  responderKeyUsage,
  responderNamedByKey,
  responderNoCheck,
  responderOutlivesAnswer,
  responderPurpose,
  responderValid,
  timesOrdered,
];

/** Judges the DER of a ResponseData; only what it passes can be signed. */
export const lintOcspResponse = createLinter<'ocsp-response', OcspLintContext, OcspSubject>({
  kind: 'ocsp-response',
  read: (tbs, context) => {
    const data = parseResponseData(tbs);
    return {
      ...context,
      data,
      isIssuer: Buffer.compare(context.responder.raw, context.issuer.raw) === 0,
      archiveCutoffs: data.responses.flatMap(({ extensions }) => readArchiveCutoffs(extensions)),
    };
  },
  rules,
});

function readArchiveCutoffs(extensions: readonly Extension[]): readonly number[] {
  const cutoffs = extensions.filter(({ oid }) => oid === oids.ocspArchiveCutoff);
  return cutoffs.map(({ value }) => {
    const time = readDer(value);
    expectTag(time, tags.generalizedTime);
    return timeOf(time);
  });
}
