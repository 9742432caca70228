import { generateKeyPairSync } from 'node:crypto';
import { beforeAll, describe, expect, it } from 'vitest';
import { oids } from '../../../../certs/asn1/index.ts';
import { type ProfileId, profiles } from '../../../../certs/ca/index.ts';
import type { Certificate } from '../../../../certs/index.ts';
import { signatureAlgorithms } from '../../../../certs/keys/index.ts';
import {
  type CertificateLintContext,
  certificateRules,
  lintCertificate,
} from '../../../../certs/lint/index.ts';
import { type TestAuthority, testIssuing, testRoot, testTime } from '../../../support/test-authority.ts';
import { putTogether, takeApart } from '../../../support/tbs-parts.ts';
import { accesses, caIssuers, drop, type Spoil, type Spoilt, subject } from './spoil.ts';
import { spoiltByAcar } from './spoilt-acar.ts';
import { spoiltByEtsi } from './spoilt-etsi.ts';
import { spoiltByRfc5280 } from './spoilt-rfc5280.ts';
import { spoiltByServices } from './spoilt-services.ts';

const table: readonly Spoilt[] = [...spoiltByRfc5280, ...spoiltByEtsi, ...spoiltByServices, ...spoiltByAcar];

const rsa = generateKeyPairSync('rsa', { modulusLength: 2048 });
const weakKey = new Uint8Array(rsa.publicKey.export({ format: 'der', type: 'spki' }));
let root: TestAuthority;
let issuing: TestAuthority;
const good = new Map<ProfileId, Certificate>();

beforeAll(async () => {
  root = await testRoot();
  issuing = await testIssuing(root);
  for (const id of ['issuing-persons', 'issuing-phones'] as const)
    good.set(id, await root.issue(profiles[id]));
  for (const id of [
    'citizen-signature',
    'citizen-authentication',
    'mobile-signature',
    'organisation-seal',
    'agency-system',
    'ocsp-responder',
    'time-stamping',
  ] as const)
    good.set(id, await issuing.issue(profiles[id]));
}, 120_000);

function findingsOf({
  of: id = 'citizen-signature',
  parts = (same) => same,
  context = (same) => same,
}: Omit<Spoilt, 'rule' | 'what'>) {
  const certificate = good.get(id);
  if (!certificate) throw new Error(`no ${id} was issued`);
  const issuer = profiles[id].family === 'authority' ? root : issuing;
  const { key } = issuer;
  const about: CertificateLintContext = {
    issuer: issuer.certificate,
    key,
    profile: profiles[id],
    time: testTime,
  };
  const result = lintCertificate(putTogether(parts(takeApart(certificate.tbs))), context(about, certificate));
  return result.kind === 'passed' ? [] : result.findings.map(({ rule }) => rule);
}

describe('the rules of certificates', () => {
  it.each(table)('$rule is broken alone: $what', (spoilt) => {
    expect(findingsOf(spoilt)).toEqual([spoilt.rule]);
  });

  it.each([...new Set(table.map(({ of: id = 'citizen-signature' }) => id))])(
    'passes an unspoilt %s',
    (id) => {
      expect(findingsOf({ of: id })).toEqual([]);
    },
  );
});

describe('what certificates share', () => {
  it('is judged anew for other octets, another issuer, key or profile, and the same whenever it comes again', () => {
    for (const spoilt of [...table, ...table.toReversed()]) {
      expect(findingsOf(spoilt)).toEqual([spoilt.rule]);
      expect(findingsOf({ of: spoilt.of ?? 'citizen-signature' })).toEqual([]);
      expect(findingsOf(spoilt)).toEqual([spoilt.rule]);
    }
  });
});

/** Rules that cannot be broken without others; each with all that it then breaks. */
describe('rules that do not break alone', () => {
  it.each<Omit<Spoilt, 'rule'> & { readonly rules: readonly string[] }>([
    {
      what: 'version 1 has no extensions',
      rules: ['rfc5280.version'],
      parts: (p) => ({ ...p, version: new Uint8Array(), extensions: [] }),
    },
    { what: 'an empty subject', rules: ['rfc5280.subject_name'], parts: subject() },
    {
      what: 'a weak key is another key',
      rules: ['acar.public_key', 'rfc5280.subject_key_identifier'],
      parts: (p) => ({ ...p, publicKey: weakKey }),
    },
    {
      what: 'RSA PKCS#1 v1.5 beyond 2028',
      rules: ['acar.algorithm_lifetime', 'rfc5280.signature_algorithm'],
      parts: (p) => ({ ...p, algorithm: signatureAlgorithms['rsa-pkcs1-sha256'].identifier }),
    },
    {
      what: 'no status at all',
      rules: ['etsi.status_location', 'acar.issuer_addresses'],
      parts: (p) => drop(oids.cRLDistributionPoints)(accesses(caIssuers)(p)),
    },
  ])('$rules: $what', ({ rules, ...spoilt }) => {
    expect(findingsOf(spoilt)).toEqual(expect.arrayContaining([...rules]));
  });

  it('refuses what it cannot read: an extension twice (RFC 5280 4.2), bytes that are no certificate', () => {
    const twice: Spoil = (p) => ({ ...p, extensions: [...p.extensions, ...p.extensions.slice(0, 1)] });
    expect(findingsOf({ parts: twice })).toEqual(['der.unreadable']);
    expect(findingsOf({ parts: accesses() })).toEqual(['der.unreadable']);
  });
});

describe('the list of rules', () => {
  it('has a case above for every rule, each rule once', () => {
    const ids: readonly string[] = certificateRules.map(({ id }) => id);
    const tried = new Set([
      ...table.map(({ rule }) => rule),
      'rfc5280.version',
      'rfc5280.subject_name',
      'acar.algorithm_lifetime',
      'etsi.status_location',
    ]);
    expect(new Set(ids).size).toBe(ids.length);
    expect(ids.filter((id) => !tried.has(id))).toEqual([]);
    expect([...tried].filter((id) => !ids.includes(id))).toEqual([]);
  });
});
