import { parse, stringify } from 'yaml';
import { z } from 'zod';
import { signatureAlgorithms } from '../../../certs/index.ts';
import { AuthorityError } from './errors.ts';

const name = z.string().regex(/^[a-z][a-z0-9-]{0,62}$/, 'a name has small letters, digits and hyphens');
const text = z.string().min(1).max(64);
const days = z.int().min(1).max(10_000);
const algorithms = Object.keys(signatureAlgorithms) as (keyof typeof signatureAlgorithms)[];
const algorithm = z.enum(algorithms);
const http = z.url({ protocol: /^https?$/ });

const key = z
  .discriminatedUnion('kind', [
    z.strictObject({ kind: z.literal('software') }),
    /** The token's PIN stands in `keys/<token>.pin` of the folder. */
    z.strictObject({
      kind: z.literal('pkcs11'),
      module: z.string().min(1),
      token: z.string().regex(/^[A-Za-z0-9_-]{1,32}$/),
      label: text,
    }),
  ])
  .default({ kind: 'software' });

const root = z.strictObject({
  name,
  kind: z.literal('root'),
  commonName: text,
  algorithm,
  key,
  /** How long the CRL that the ceremony makes is current. */
  crlDays: days.default(200),
});

const issuing = z.strictObject({
  name,
  kind: z.enum(['persons', 'phones', 'organisations', 'systems']),
  issuer: name,
  commonName: text,
  algorithm,
  key,
  crlPartitions: z.int().min(1).max(256).default(1),
});

const planSchema = z
  .strictObject({
    title: z.string().min(1).max(200),
    organisation: z.strictObject({
      name: text,
      identifier: z.strictObject({ scheme: z.enum(['VAT', 'NTR']), number: z.string().min(1).max(40) }),
    }),
    /** Origin of the certificate service: addresses in certificates and CRLs begin with it. */
    address: http,
    disclosure: z
      .array(z.strictObject({ language: z.enum(['az', 'en', 'ru']), url: z.url({ protocol: /^https$/ }) }))
      .min(1),
    practiceStatement: http.nullable().default(null),
    authorities: z
      .array(z.discriminatedUnion('kind', [root, issuing]))
      .min(1)
      .max(50),
    /** One root says of another that it may be believed too. */
    crossCertificates: z.array(z.strictObject({ issuer: name, subject: name })).default([]),
    timeStamping: z
      .array(z.strictObject({ name, issuer: name, commonName: text, algorithm, key }))
      .default([]),
  })
  .superRefine((plan, context) => {
    for (const message of referenceProblems(plan)) context.addIssue({ code: 'custom', message });
  });

/** What a key ceremony makes: one file, read by several people before the keys exist. */
export type CeremonyPlan = z.output<typeof planSchema>;
export type PlannedAuthority = CeremonyPlan['authorities'][number];
export type PlannedKey = z.output<typeof key>;

/** Authorities stand after their issuers, so that the file reads as the ceremony runs. */
function referenceProblems(plan: {
  authorities: readonly { name: string; kind: string; issuer?: string }[];
  crossCertificates: readonly { issuer: string; subject: string }[];
  timeStamping: readonly { name: string; issuer: string }[];
}): string[] {
  const problems: string[] = [];
  const kinds = new Map<string, string>();
  const add = (one: string, kind: string) => {
    if (kinds.has(one)) problems.push(`the name ${one} stands twice`);
    kinds.set(one, kind);
  };
  for (const { name: one, kind, issuer } of plan.authorities) {
    if (issuer !== undefined && kinds.get(issuer) !== 'root')
      problems.push(`${one}: ${issuer} is no root that stands above it`);
    add(one, kind);
  }
  for (const { issuer, subject } of plan.crossCertificates)
    if (kinds.get(issuer) !== 'root' || kinds.get(subject) !== 'root' || issuer === subject)
      problems.push(`a cross-certificate is between two roots, not ${issuer} and ${subject}`);
  for (const { name: one, issuer } of plan.timeStamping) {
    if (kinds.get(issuer) !== 'organisations')
      problems.push(`${one}: ${issuer} issues no time-stamping units`);
    add(one, 'unit');
  }
  return problems;
}

const longestPlan = 256 * 1024;

/** Reads a plan in YAML. @throws AuthorityError `ceremony.plan_invalid` with every problem */
export function readPlan(yaml: string): CeremonyPlan {
  return parseYaml(yaml, planSchema);
}

/** A plan of any kind in YAML. @throws AuthorityError `ceremony.plan_invalid` with every problem */
export function parseYaml<Plan>(yaml: string, schema: z.ZodType<Plan>): Plan {
  if (yaml.length > longestPlan) throw new AuthorityError('ceremony.plan_invalid', ['the plan is too long']);
  let content: unknown;
  try {
    content = parse(yaml, { maxAliasCount: 0, uniqueKeys: true });
  } catch (error) {
    throw new AuthorityError('ceremony.plan_invalid', [error instanceof Error ? error.message : 'no YAML']);
  }
  const read = schema.safeParse(content);
  if (read.success) return read.data;
  const problems = read.error.issues.map(({ path, message }) =>
    path.length > 0 ? `${path.join('.')}: ${message}` : message,
  );
  throw new AuthorityError('ceremony.plan_invalid', problems);
}

/** Texts that YAML would read as something else are quoted. */
export function writeYaml(plan: object): string {
  return stringify(plan, { lineWidth: 0 });
}
