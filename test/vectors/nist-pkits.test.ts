import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { type Read, readCertificate, readCrl, validatePath } from '../../certs/index.ts';

const folder = join(import.meta.dirname, '../../../shared/vectors/nist-pkits');
const isThere = existsSync(join(folder, 'pkits.json'));
if (!isThere) process.stderr.write(`skipped: the NIST path-validation suite is not at ${folder}\n`);

const caseSchema = z.array(
  z.object({
    id: z.string(),
    name: z.string(),
    cert: z.string(),
    other_certs: z.array(z.string()).default([]),
    crls: z.array(z.string()).default([]),
    revocation: z.boolean().default(true),
    error: z.object({ msg_regex: z.string() }).optional(),
    params: z
      .strictObject({
        user_initial_policy_set: z.array(z.string()).default(['2.5.29.32.0']),
        initial_explicit_policy: z.boolean().default(false),
        initial_policy_mapping_inhibit: z.boolean().default(false),
        initial_any_policy_inhibit: z.boolean().default(false),
      })
      .prefault({}),
  }),
);

/** Cases that are judged otherwise, with the reason; one that agrees must leave the list. */
const divergences: Readonly<Record<string, string>> = {
  '40105 valid_dsa_parameter_inheritance_test5':
    'keys whose parameters are inherited from the issuer are refused (decision 0001)',
};

const cases = isThere ? caseSchema.parse(JSON.parse(readFileSync(join(folder, 'pkits.json'), 'utf8'))) : [];

/** Malformed material is what it would be in the field: not there. */
function readAll<T>(names: readonly string[], sub: string, read: (bytes: Uint8Array) => Read<T>): T[] {
  return names.flatMap((name) => {
    const result = read(readFileSync(join(folder, sub, name)));
    return result.kind === 'read' ? [result.value] : [];
  });
}

function judge(one: (typeof cases)[number]): string {
  const [leaf] = readAll([one.cert], 'certs', readCertificate);
  if (!leaf) return 'malformed';
  const { params } = one;
  const result = validatePath({
    leaf,
    intermediates: readAll(one.other_certs, 'certs', readCertificate),
    anchors: readAll([anchor], 'certs', readCertificate),
    crls: readAll([anchorCrl, ...one.crls], 'crls', readCrl),
    time: Date.UTC(2020, 0, 1),
    revocation: one.revocation,
    policy: {
      initial: params.user_initial_policy_set,
      explicit: params.initial_explicit_policy,
      inhibitMapping: params.initial_policy_mapping_inhibit,
      inhibitAny: params.initial_any_policy_inhibit,
    },
    algorithms: { allowsSha1: true },
  });
  return result.kind === 'valid' ? 'valid' : `${result.code}: ${result.message}`;
}

const anchor = 'TrustAnchorRootCertificate.crt';
const anchorCrl = 'TrustAnchorRootCRL.crl';

/** A case in the public form of `acar verify path --jsonl`. */
function questionOf({ id, cert, other_certs, crls, revocation, params }: (typeof cases)[number]) {
  const at = (sub: string) => (name: string) => join(folder, sub, name);
  return {
    id,
    leaf: at('certs')(cert),
    anchors: [at('certs')(anchor)],
    intermediates: other_certs.map(at('certs')),
    crls: [anchorCrl, ...crls].map(at('crls')),
    time: '2020-01-01T00:00:00Z',
    revocation,
    policy: {
      initial: params.user_initial_policy_set,
      explicit: params.initial_explicit_policy,
      inhibitMapping: params.initial_policy_mapping_inhibit,
      inhibitAny: params.initial_any_policy_inhibit,
    },
    purpose: null,
    peerNames: [],
    maxDepth: null,
  };
}

const answersSchema = z.array(z.object({ id: z.string(), valid: z.boolean() }));

describe.skipIf(!isThere)('the NIST path-validation suite (PKITS)', () => {
  it('has all its cases', () => expect(cases).toHaveLength(246));

  it.each(cases.map((one) => [`${one.id} ${one.name}`, one] as const))('%s', (name, one) => {
    const verdict = judge(one);
    const agrees = (verdict === 'valid') === (one.error === undefined);
    expect(agrees, `${verdict}; expected ${one.error?.msg_regex ?? 'valid'}`).toBe(!(name in divergences));
  });

  it('is judged so by acar verify path, one line for a line, in order', () => {
    const script = join(import.meta.dirname, '../../scripts/acar');
    const input = cases.map((one) => `${JSON.stringify(questionOf(one))}\n`).join('');
    const words = ['verify', 'path', '--jsonl', '--allow-sha1'];
    const { status, stdout } = spawnSync(script, words, { input, encoding: 'utf8', maxBuffer: 2 ** 26 });
    const lines = stdout.trimEnd().split('\n');
    const answers = answersSchema.parse(lines.map((line): unknown => JSON.parse(line)));
    const isExpected = (one: (typeof cases)[number]) =>
      (one.error === undefined) !== `${one.id} ${one.name}` in divergences;
    expect(answers).toEqual(cases.map((one) => ({ id: one.id, valid: isExpected(one) })));
    expect(status).toBe(0);
  });
});
