import { z } from 'zod';
import { isExchangeName, isOrganisationId } from '../../exchange/index.ts';

const words = (longest: number) =>
  z
    .string()
    .min(1)
    .max(longest)
    .regex(/^\P{Cc}*$/u);
/** In each language of the portal. */
const texts = (longest: number) =>
  z.strictObject({ az: words(longest), en: words(longest), ru: words(longest) });
export type Texts = Readonly<Record<'az' | 'en' | 'ru', string>>;

const name = z.string().refine(isExchangeName, 'has small letters, digits, hyphens and dots');
const organisationId = z
  .string()
  .refine(isOrganisationId, 'is the identifier of an organisation, such as VATAZ-1400000002');
const time = z.iso.datetime({ offset: true });
const address = z
  .string()
  .refine(
    (text) => URL.canParse(text) && new URL(text).protocol === 'https:' && new URL(text).origin === text,
    'is an https origin',
  );
const path = z
  .string()
  .regex(/^(\/(\*|(?!\.+(\/|$))[\w.~-]{1,64})){1,10}$/, 'is a path of plain segments, of which any may be *');

/** No service takes or gives more in one message. */
export const mostMessageOctets = 16 * 1024 * 1024;

/** An organisation that asks or answers, as an operator enters it. */
export const organisationSchema = z.strictObject({
  organisation: organisationId,
  names: texts(200),
  contact: z.email().optional(),
  isActive: z.boolean().default(true),
});

/** A service of a provider, as an operator enters it. */
export const serviceSchema = z.strictObject({
  service: name,
  provider: organisationId,
  /** Of the provider's connector. */
  address,
  titles: texts(200),
  /** Which data it gives, for those whom they are about. */
  contents: texts(500),
  methods: z
    .array(z.enum(['GET', 'POST', 'PUT', 'PATCH', 'DELETE']))
    .min(1)
    .max(5),
  paths: z.array(path).min(1).max(50),
  mostRequestOctets: z
    .int()
    .min(0)
    .max(mostMessageOctets)
    .default(64 * 1024),
  mostAnswerOctets: z
    .int()
    .min(1)
    .max(mostMessageOctets)
    .default(1024 * 1024),
  timeoutMs: z.int().min(100).max(120_000).default(10_000),
  concernsPersons: z.boolean().default(true),
  isActive: z.boolean().default(true),
});

const rightFields = {
  consumer: organisationId,
  service: name,
  purpose: name,
  purposes: texts(200),
  /** The text of the law, or why a consent is asked for. */
  legalTexts: texts(1000),
  validFrom: time,
  validUntil: time,
};

/** That a consumer may use a service for a purpose. */
export const rightSchema = z
  .discriminatedUnion('basis', [
    z.strictObject({ ...rightFields, basis: z.literal('law'), reference: name }),
    z.strictObject({ ...rightFields, basis: z.literal('consent') }),
  ])
  .refine(
    ({ validFrom, validUntil }) => Date.parse(validFrom) < Date.parse(validUntil),
    'ends before it begins',
  );

export type Organisation = z.infer<typeof organisationSchema>;
export type DataService = z.infer<typeof serviceSchema>;
export type RightOrder = z.infer<typeof rightSchema>;

export interface Right {
  readonly rightId: string;
  readonly consumer: string;
  readonly service: string;
  readonly purpose: string;
  readonly purposes: Texts;
  readonly basis: 'law' | 'consent';
  readonly reference: string | undefined;
  readonly legalTexts: Texts;
  readonly validFrom: Date;
  readonly validUntil: Date;
  readonly revokedAt: Date | undefined;
}

/** Whether the service offers this; `path` may have a query. */
export function isOffered(
  { methods, paths }: { readonly methods: readonly string[]; readonly paths: readonly string[] },
  method: string,
  path: string,
): boolean {
  const [bare = ''] = path.split('?');
  const given = bare.split('/');
  const fits = (pattern: string) => {
    const wanted = pattern.split('/');
    return (
      wanted.length === given.length &&
      wanted.every((segment, place) => (segment === '*' ? given[place] !== '' : segment === given[place]))
    );
  };
  // Dots would lead elsewhere at a provider that resolves them.
  const isPlain = given.every((segment) => !/^(\.|%2e)+$/i.test(segment) && !/%2f/i.test(segment));
  return isPlain && methods.includes(method) && paths.some(fits);
}
