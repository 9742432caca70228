import { type Certificate, issuerHashes } from '../../validation/index.ts';
import type { TrustedService, TrustInterval, TrustModel } from '../judgement/trust.ts';
import type { ListedService, ServicePeriod, TrustedList } from './model.ts';
import { believedStatuses, forWebSites, serviceRoles, serviceTypeUris } from './names.ts';
import type { WrittenService } from './write.ts';

/**
 * Whom a judgement believes by a trusted list, and when. A service that the list knows by its key identifier alone
 * (5.5.3) is found among `known`; one of a type or with an extension that is not understood is left out.
 */
export function trustModelOf(list: TrustedList, known: readonly Certificate[] = []): TrustModel {
  return { services: list.services.flatMap((service) => trustedOf(service, known)) };
}

/** The same of what a list of ours says, for who makes it need not read it. */
export function trustModelOfContent(services: readonly WrittenService[]): TrustModel {
  return {
    services: services.map(({ type, name, certificate, statuses, additional = [] }) => {
      const uri = serviceTypeUris[type];
      const periods = statuses.map((one) => ({ ...one, type: uri, unknownCritical: [], additional }));
      return { type, certificate, name: name.en, granted: intervalsOf({ periods }, type) };
    }),
  };
}

function trustedOf(service: ListedService, known: readonly Certificate[]): readonly TrustedService[] {
  const type = serviceRoles.get(service.type);
  if (!type) return [];
  const granted = intervalsOf(service, type);
  const certificates =
    service.certificates.length > 0
      ? service.certificates
      : known.filter((certificate) => isIdentified(certificate, service.keyIdentifiers));
  return certificates.map((certificate) => ({ type, certificate, name: service.name, granted }));
}

/**
 * By a hash of its key (RFC 5280 4.2.1.2 and RFC 7093 2): what a certificate itself calls its key, anybody may have
 * written.
 */
function isIdentified(certificate: Certificate, keyIdentifiers: readonly string[]): boolean {
  const octets = [
    issuerHashes(certificate, 'sha1').key,
    ...(['sha256', 'sha384', 'sha512'] as const).map((hash) =>
      issuerHashes(certificate, hash).key.subarray(0, 20),
    ),
  ];
  return octets.some((one) => keyIdentifiers.includes(Buffer.from(one).toString('hex')));
}

/** Each period lasts until the next one begins. */
function intervalsOf({ periods }: Pick<ListedService, 'periods'>, role: string): readonly TrustInterval[] {
  return periods.flatMap((period, index) => {
    if (!isBelieved(period, role)) return [];
    const next = periods[index - 1];
    return [{ from: period.from, ...(next ? { until: next.from - 1 } : {}) }];
  });
}

function isBelieved({ type, status, unknownCritical, additional }: ServicePeriod, role: string): boolean {
  const isForWebSites = additional.length > 0 && additional.every((uri) => uri === forWebSites);
  const isSame = serviceRoles.get(type) === role;
  return isSame && believedStatuses.has(status) && unknownCritical.length === 0 && !isForWebSites;
}
