import { setting, wholeNumber } from '../config/index.ts';

const megabytes = (most: number) => wholeNumber(1, most).transform((count) => count * 1024 * 1024);

/** Settings of the documents that persons keep and sign here. Values are octets. */
export const documentSettings = {
  document: setting('ACAR_DOCUMENT_MEGABYTES', megabytes(1024), 'The largest document, in mebibytes', {
    fallback: '100',
  }),
  renewMonths: setting(
    'ACAR_DOCUMENTS_RENEW_MONTHS',
    wholeNumber(1, 60),
    'Months before the newest archive time stamp of a document ends (its certificate, or an algorithm of ETSI TS 119 312) in which the document gets a further one: role worker',
    { fallback: '6' },
  ),
  person: setting(
    'ACAR_DOCUMENTS_OF_PERSON_MEGABYTES',
    megabytes(1024 * 1024),
    'What one person may keep in all, in mebibytes',
    { fallback: '1024' },
  ),
} as const;
