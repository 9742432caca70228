import type {
  ReportedCertificate,
  ReportedSignature,
  ReportedStatus,
  ReportedTimeStamp,
  ValidationReport,
} from './model.ts';
import { element, type Xml } from './xml-text.ts';

const namespaces = {
  xmlns: 'http://uri.etsi.org/19102/v1.4.1#',
  'xmlns:ds': 'http://www.w3.org/2000/09/xmldsig#',
  'xmlns:XAdES': 'http://uri.etsi.org/01903/v1.3.2#',
};
const urn = 'urn:etsi:019102';
const sha256 = 'http://www.w3.org/2001/04/xmlenc#sha256';

/**
 * The report in the form of ETSI TS 119 102-2 v1.4.1. That form needs something that was judged: undefined where the
 * document was refused or holds neither signature nor time stamp.
 */
export function etsiReport(report: ValidationReport): string | undefined {
  const { signatures, timeStamps } = report;
  if (signatures.length + timeStamps.length === 0) return undefined;
  const reports = [
    ...signatures.map((signature) => signatureReport(signature, report)),
    ...timeStamps.map((stamp) => timeStampReport('SignatureValidationReport', stamp, report.time)),
  ];
  const xml = element('ValidationReport', [...reports, validationObjects(report)], namespaces);
  return `<?xml version="1.0" encoding="UTF-8"?>\n${xml.xml}\n`;
}

function signatureReport(signature: ReportedSignature, { time }: ValidationReport): Xml {
  const { id, signer, bestSignatureTime, timeProvedBy, claimedTime, timeStamps } = signature;
  const proof = timeStamps.find((stamp) => stamp.id === timeProvedBy);
  return element('SignatureValidationReport', [
    element('SignatureIdentifier', [
      element('HashOnly', 'false'),
      element('DocHashOnly', 'false'),
      element('DAIdentifier', id),
    ]),
    constraints(signature),
    timeInfo(time, bestSignatureTime, proof),
    element('SignersDocument', element('SignersDocumentRepresentation', undefined, reference([documentId]))),
    claimedTime === null
      ? undefined
      : element(
          'SignatureAttributes',
          element('SigningTime', element('Time', claimedTime), { Signed: 'true' }),
        ),
    signer === null
      ? undefined
      : element(
          'SignerInformation',
          element('SignerCertificate', undefined, reference([certificateId(signer)])),
        ),
    process(timeStamps),
    status(signature, 'total-'),
  ]);
}

/** What the standard calls the process that led to the answer (5.3, 5.5, 5.6). */
function process(timeStamps: readonly ReportedTimeStamp[]): Xml {
  const isArchived = timeStamps.some(({ kind }) => kind === 'archive' || kind === 'document');
  const name = isArchived ? 'LTA' : timeStamps.length > 0 ? 'LTVM' : 'Basic';
  return element(
    'SignatureValidationProcess',
    element('SignatureValidationProcessID', `${urn}:validationprocess:${name}`),
  );
}

function timeStampReport(name: string, stamp: ReportedTimeStamp, time: string): Xml {
  const { signer } = stamp;
  return element(name, [
    constraints(stamp),
    timeInfo(time, stamp.time ?? time, undefined),
    signer === null
      ? undefined
      : element(
          'SignerInformation',
          element('SignerCertificate', undefined, reference([certificateId(signer)])),
        ),
    status(stamp, ''),
  ]);
}

function timeInfo(time: string, best: string, proof: ReportedTimeStamp | undefined): Xml {
  return element('ValidationTimeInfo', [
    element('ValidationTime', time),
    element('BestSignatureTime', [
      element('POETime', best),
      element('TypeOfProof', `${urn}:poetype:validation`),
      proof && element('POEObject', undefined, reference([stampId(proof)])),
    ]),
  ]);
}

const constraintStatuses = {
  passed: 'passed',
  failed: 'failed',
  indeterminate: 'indeterminate',
  warning: 'passed',
} as const;

/** Each step is a constraint of ours; a warning is one that was met with something to be told. */
function constraints({ steps }: Pick<ReportedSignature, 'steps'>): Xml | undefined {
  if (steps.length === 0) return undefined;
  return element(
    'ValidationConstraintsEvaluationReport',
    steps.map(({ step, outcome, code, what, clause }) =>
      element('ValidationConstraint', [
        element('ValidationConstraintIdentifier', `urn:acar:validation:${step}`),
        element('ValidationConstraintParameter', [
          element('Type', `urn:acar:validation:code`),
          element('Value', code),
        ]),
        element('ConstraintStatus', element('Status', `${urn}:constraintStatus:applied`)),
        element(
          'ValidationStatus',
          element('MainIndication', `${urn}:mainindication:${constraintStatuses[outcome]}`),
        ),
        element('Indications', clause === undefined ? what : `${what} (${clause})`),
      ]),
    ),
  );
}

type JudgedPart = Pick<ReportedSignature, 'indication' | 'subIndication' | 'path' | 'statuses'>;

function status({ indication, subIndication, path, statuses }: JudgedPart, prefix: 'total-' | ''): Xml {
  const main = {
    'TOTAL-PASSED': `${prefix}passed`,
    'TOTAL-FAILED': `${prefix}failed`,
    INDETERMINATE: 'indeterminate',
  }[indication];
  return element('SignatureValidationStatus', [
    element('MainIndication', `${urn}:mainindication:${main}`),
    subIndication === null ? undefined : element('SubIndication', `${urn}:subindication:${subIndication}`),
    associated(path, statuses),
  ]);
}

function associated(path: readonly string[], statuses: readonly ReportedStatus[]): Xml | undefined {
  const [signer, ...above] = path;
  if (signer === undefined) return undefined;
  const anchor = path.at(-1) ?? signer;
  const revoked = statuses.find((one) => one.status !== 'good' && one.since !== null);
  return element('AssociatedValidationReportData', [
    element('TrustAnchor', undefined, reference([certificateId(anchor)])),
    element('CertificateChain', [
      element('SigningCertificate', undefined, reference([certificateId(signer)])),
      ...above
        .slice(0, -1)
        .map((one) => element('IntermediateCertificate', undefined, reference([certificateId(one)]))),
      element('TrustAnchor', undefined, reference([certificateId(anchor)])),
    ]),
    ...statuses.map((one) => element('RelatedValidationObject', undefined, reference([evidenceId(one)]))),
    revoked &&
      element('RevocationStatusInformation', [
        element('ValidationObjectId', undefined, reference([certificateId(revoked.certificate)])),
        element('RevocationTime', revoked.since ?? revoked.producedAt),
        element('RevocationObject', undefined, reference([evidenceId(revoked)])),
      ]),
  ]);
}

function validationObjects(report: ValidationReport): Xml {
  const { document, certificates, signatures, timeStamps, time } = report;
  const stamps = [...signatures.flatMap((one) => one.timeStamps), ...timeStamps];
  const evidence = new Map(
    [...signatures, ...stamps].flatMap(({ statuses }) => statuses).map((one) => [one.sha256, one]),
  );
  const unique = new Map(stamps.map((stamp) => [stampId(stamp), stamp]));
  return element('SignatureValidationObjects', [
    object(documentId, 'signedData', digestOf(document.sha256)),
    ...Object.entries(certificates).map(([digest, certificate]) => certificateObject(digest, certificate)),
    ...[...evidence.values()].map((one) =>
      object(evidenceId(one), one.source === 'ocsp' ? 'OCSPResponse' : 'CRL', digestOf(one.sha256)),
    ),
    ...[...unique.values()].map((stamp) => stampObject(stamp, time)),
  ]);
}

function object(id: string, type: string, representation: Xml, rest: readonly Xml[] = []): Xml {
  return element(
    'ValidationObject',
    [
      element('ObjectType', `${urn}:validationObject:${type}`),
      element('ValidationObjectRepresentation', representation),
      ...rest,
    ],
    { id },
  );
}

function certificateObject(digest: string, { der }: ReportedCertificate): Xml {
  return object(certificateId(digest), 'certificate', element('base64', der));
}

function stampObject(stamp: ReportedTimeStamp, time: string): Xml {
  const content =
    stamp.token === null ? element('URI', `urn:acar:time-stamp:unreadable`) : element('base64', stamp.token);
  return object(stampId(stamp), 'timestamp', content, [timeStampReport('ValidationReport', stamp, time)]);
}

function digestOf(hex: string): Xml {
  return element('DigestAlgAndValue', [
    element('ds:DigestMethod', undefined, { Algorithm: sha256 }),
    element('ds:DigestValue', Buffer.from(hex, 'hex').toString('base64')),
  ]);
}

const documentId = 'document';

function certificateId(digest: string): string {
  return `certificate-${digest}`;
}

function evidenceId({ sha256: digest }: ReportedStatus): string {
  return `evidence-${digest}`;
}

/** Identifiers of formats hold what XML does not allow in one. */
function stampId({ id }: ReportedTimeStamp): string {
  return `time-stamp-${Buffer.from(id).toString('hex')}`;
}

function reference(ids: readonly string[]): Readonly<Record<string, string>> {
  return { VOReference: ids.join(' ') };
}
