/** On what an agency may ask: a rule of law, by the reference under which the right was granted, or a person's consent. */
export type Basis =
  | { readonly kind: 'law'; readonly reference: string }
  | { readonly kind: 'consent'; readonly id: string };

/** What a consumer says of its request, signed by it. */
export interface Terms {
  /** A UUID that the consumer makes; one outcome belongs to it. */
  readonly requestId: string;
  /** Semantic identifier of the organisation that asks, such as `VATAZ-1400000002`. */
  readonly consumer: string;
  readonly purpose: string;
  readonly basis: Basis;
  /** Personal codes of those whom the request is about; may be none. */
  readonly persons: readonly string[];
  /** The consumer's own number of the case. */
  readonly case?: string | undefined;
  /** The official on whose behalf a system asks. */
  readonly user?: string | undefined;
}

export const mostPersons = 100;

export const isRequestId = (text: string) => /^[0-9a-f]{8}-([0-9a-f]{4}-){3}[0-9a-f]{12}$/.test(text);
export const isOrganisationId = (text: string) => /^(VAT|NTR)AZ-[0-9A-Z-]{1,40}$/.test(text);
/** Of a service, a purpose or a reference to a law. */
export const isExchangeName = (text: string) => /^[a-z0-9][a-z0-9.-]{0,62}$/.test(text);

/** Where a service stands at the gateway and at its provider: the same path at both, so that one can be told from the other. */
export function servicePath(service: string, path: string): string {
  return `/services/${service}${path}`;
}

/** The service and the rest of a path with its query; undefined for another path. */
export function readServicePath(
  target: string,
): { readonly service: string; readonly path: string } | undefined {
  const [, service = '', path = ''] = /^\/services\/([^/?]+)(\/[\x21-\x7e]{0,1000})$/.exec(target) ?? [];
  return isExchangeName(service) && isOneForm(target) ? { service, path } : undefined;
}

/** What a URL would write otherwise, two parties would read as different paths: dots, backslashes, signs to be escaped. */
function isOneForm(target: string): boolean {
  const { pathname, search } = new URL(target, 'https://gateway.invalid');
  return `${pathname}${search}` === target;
}
