import { dsNamespace } from '../xades/names.ts';
import type { ExpandedName } from '../xml/index.ts';

/** Namespaces, names and identifiers of trusted lists (ETSI TS 119 612). */

export const tslNamespace = 'http://uri.etsi.org/02231/v2#';
export const tslTag = 'http://uri.etsi.org/19612/TSLTag';
const qualificationsNamespace = 'http://uri.etsi.org/TrstSvc/SvcInfoExt/eSigDir-1999-93-EC-TrustedList/#';
const additionalNamespace = 'http://uri.etsi.org/02231/v2/additionaltypes#';

export const tsl = (local: string): ExpandedName => ({ namespace: tslNamespace, local });
export const signature: ExpandedName = { namespace: dsNamespace, local: 'Signature' };
export const qualifications: ExpandedName = { namespace: qualificationsNamespace, local: 'Qualifications' };
export const takenOverBy: ExpandedName = { namespace: additionalNamespace, local: 'TakenOverBy' };

const serviceTypes = 'http://uri.etsi.org/TrstSvc/Svctype/';
const statuses = 'http://uri.etsi.org/TrstSvc/TrustedList/Svcstatus/';
const additional = 'http://uri.etsi.org/TrstSvc/TrustedList/SvcInfoExt/';

/** 5.5.1: what our own list has. */
export const serviceTypeUris = {
  ca: `${serviceTypes}CA/QC`,
  ocsp: `${serviceTypes}Certstatus/OCSP/QC`,
  tsa: `${serviceTypes}TSA/QTST`,
} as const;

/** 5.5.1: services that are read, and what they do; others are of no use for documents. */
export const serviceRoles: ReadonlyMap<string, 'ca' | 'ocsp' | 'tsa'> = new Map([
  [serviceTypeUris.ca, 'ca'],
  [`${serviceTypes}CA/PKC`, 'ca'],
  [serviceTypeUris.ocsp, 'ocsp'],
  [`${serviceTypes}Certstatus/OCSP`, 'ocsp'],
  [serviceTypeUris.tsa, 'tsa'],
  [`${serviceTypes}TSA`, 'tsa'],
  [`${serviceTypes}TSA/TSS-QC`, 'tsa'],
  [`${serviceTypes}TSA/TSS-AdESQCandQES`, 'tsa'],
]);

export const grantedUri = `${statuses}granted`;
export const withdrawnUri = `${statuses}withdrawn`;

/** 5.5.4 and the statuses of lists before 2016: those under which a service is to be believed. */
export const believedStatuses: ReadonlySet<string> = new Set(
  [
    'granted',
    'undersupervision',
    'supervisionincessation',
    'accredited',
    'recognisedatnationallevel',
    'setbynationallaw',
  ].map((status) => `${statuses}${status}`),
);

/** 5.5.9.4: what the certificates of an authority are for. */
export const forSignatures = `${additional}ForeSignatures`;
export const forSeals = `${additional}ForeSeals`;
export const forWebSites = `${additional}ForWebSiteAuthentication`;
