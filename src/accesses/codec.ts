import { csvField } from '../http/index.ts';
import type { Language } from '../messages/index.ts';
import type { Access } from './model.ts';

const columns = [
  'id',
  'at',
  'organisation',
  'organisationName',
  'service',
  'serviceTitle',
  'contents',
  'purpose',
  'basis',
  'official',
  'case',
  'outcome',
  'reason',
  'endedAt',
  'request',
  'questionedAt',
  'answeredAt',
  'answeredThrough',
] as const;

/** One access as a program reads it: texts in one language, times in RFC 3339 and UTC, null for what is not known. */
export type ExportedAccess = Readonly<Record<(typeof columns)[number], string | null>>;

export function toExported(access: Access, language: Language): ExportedAccess {
  const { organisation, service, basis, end, question } = access;
  return {
    id: access.id,
    at: access.at.toISOString(),
    organisation: organisation.id,
    organisationName: organisation.names[language],
    service: service.id,
    serviceTitle: service.titles[language],
    contents: service.contents?.[language] ?? null,
    purpose: access.purpose.texts?.[language] ?? access.purpose.id,
    basis: basis.kind === 'law' ? (basis.texts?.[language] ?? basis.reference) : `consent ${basis.consentId}`,
    official: access.official ?? null,
    case: access.caseNumber ?? null,
    outcome: access.outcome,
    reason: access.reason ?? null,
    endedAt: end?.at.toISOString() ?? null,
    request: access.exchange ?? null,
    questionedAt: question?.askedAt.toISOString() ?? null,
    answeredAt: question?.answer?.at.toISOString() ?? null,
    answeredThrough: question?.answer?.through ?? null,
  };
}

/** RFC 4180 with a byte order mark, by which spreadsheets know UTF-8. */
export const csvHead = `\u{feff}${columns.join(',')}\r\n`;

export function csvLine(exported: ExportedAccess): string {
  return `${columns.map((name) => csvField(exported[name] ?? '')).join(',')}\r\n`;
}
