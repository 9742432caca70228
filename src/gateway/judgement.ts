import { readPersonalCode } from '../accounts/index.ts';
import { isOffered } from './catalogue/index.ts';
import type { RefusalCode } from './errors.ts';
import type { Standing } from './exchanges/index.ts';
import type { Arrival } from './model.ts';

/** Why the request may not go on; undefined when it may. Pure: all that decides is in `standing`. */
export function refusalOf({ message, terms, path }: Arrival, standing: Standing): RefusalCode | undefined {
  const { service } = standing;
  if (!standing.isConsumerActive) return 'gateway.organisation_unknown';
  if (!service?.isActive || !standing.isProviderActive) return 'gateway.service_unknown';
  if (!standing.hasRight) return standing.mayUseService ? 'gateway.wrong_purpose' : 'gateway.no_right';
  if (!isOffered(service, message.method, path)) return 'gateway.operation_unknown';
  if (service.concernsPersons && terms.persons.length === 0) return 'gateway.persons_missing';
  if (!service.concernsPersons && terms.persons.length > 0) return 'gateway.persons_unexpected';
  if (terms.persons.some((code) => readPersonalCode(code) !== code)) return 'gateway.personal_code';
  if (terms.basis.kind === 'consent' && !standing.hasConsent) return 'gateway.no_consent';
  return undefined;
}
