import { describe, expect, it } from 'vitest';
import { der, oids } from '../../../certs/asn1/index.ts';
import { judgeOcsp, readOcspResponse } from '../../../certs/index.ts';
import { signatureAlgorithms } from '../../../certs/keys/index.ts';
import { issuingKey } from '../../../certs/lint/index.ts';
import { lintOcspResponse } from '../../../certs/lint/rfc6960/index.ts';
import {
  certIdsOf,
  createOcspSigner,
  encodeResponseData,
  type OcspAnswer,
  ocspErrorResponses,
  prepareOcspResponder,
  signOcspResponse,
} from '../../../certs/ocsp/index.ts';
import {
  day,
  type Entity,
  extension,
  issue,
  issueCa,
  now,
  ocspExtensions,
  signerOf,
} from '../../support/der-pki.ts';

const algorithm = signatureAlgorithms['ecdsa-p256-sha256'];
const ca = issueCa({ subject: 'ca' });
const other = issueCa({ subject: 'other' });
const leaf = issue({ subject: 'leaf', issuer: ca });
const delegate = issue({ subject: 'responder', issuer: ca, extensions: ocspExtensions });
const responder = prepareOcspResponder({
  certificate: delegate.certificate,
  issuer: ca.certificate,
  algorithm,
});
const signer = createOcspSigner({ responder, key: issuingKey(signerOf(delegate)) });

const certId = certIdsOf(ca.certificate, 'sha256')(leaf.certificate.serialNumber);
const answer: OcspAnswer = {
  certId,
  status: { kind: 'good' },
  thisUpdate: now - 1000,
  nextUpdate: now + 3600_000,
};
const nonce = Buffer.alloc(32, 7);

async function sign(change: Partial<OcspAnswer> = {}, withNonce?: Uint8Array): Promise<Uint8Array> {
  const signed = await signer.answer({
    answers: [{ ...answer, ...change }],
    producedAt: now,
    nonce: withNonce,
  });
  if (signed.kind !== 'signed') throw new Error(JSON.stringify(signed.findings));
  return signed.response;
}

function judge(bytes: Uint8Array) {
  const read = readOcspResponse(bytes);
  if (read.kind !== 'read') return { status: read.code };
  return judgeOcsp({
    response: read.value,
    issuer: ca.certificate,
    certificate: leaf.certificate,
    time: now,
  });
}

describe('making OCSP answers (RFC 6960 4.2)', () => {
  it('says good, revoked, unknown and never issued', async () => {
    expect(judge(await sign())).toEqual({ status: 'good' });
    expect(judge(await sign({}, nonce))).toEqual({ status: 'good' });
    expect(judge(await sign({ status: { kind: 'unknown' } }))).toEqual({ status: 'unknown' });
    expect(judge(await sign({ status: { kind: 'revoked', since: now - day, reason: 1 } }))).toEqual({
      status: 'revoked',
      revocationTime: now - day,
      reason: 1,
    });
    expect(judge(await sign({ status: { kind: 'never-issued' } }))).toEqual({
      status: 'revoked',
      revocationTime: 0,
      reason: 6,
    });
  });

  it('repeats the nonce, and tells never issued and archive cutoff by their extensions', async () => {
    const read = readOcspResponse(
      await sign({ status: { kind: 'never-issued' }, archiveCutoff: now - 365 * day }, nonce),
    );
    const basic = read.kind === 'read' && read.value.kind === 'basic' ? read.value.basic : undefined;
    expect(basic?.extensions.map(({ oid, isCritical }) => [oid, isCritical])).toEqual([
      [oids.ocspNonce, false],
      [oids.ocspExtendedRevoke, false],
    ]);
    expect(Buffer.from(basic?.extensions[0]?.value ?? [])).toEqual(Buffer.from(der.octetString(nonce)));
    expect(basic?.responses[0]?.extensions.map(({ oid }) => oid)).toEqual([oids.ocspArchiveCutoff]);
    expect(basic?.responderId.kind).toBe('byKey');
    expect(basic?.certificates).toHaveLength(1);
  });

  it('signs answers for all by the SHA-1 CertID, without a nonce (RFC 5019 2.2.1)', async () => {
    const { certId: _, ...status } = answer;
    const serialNumber = leaf.certificate.serialNumber;
    const signed = await signer.presign({ ...status, serialNumber, producedAt: now });
    expect(signed.kind === 'signed' && judge(signed.response)).toEqual({ status: 'good' });
  });

  it('answers as the authority itself without sending its certificate', async () => {
    const self = prepareOcspResponder({ certificate: ca.certificate, issuer: ca.certificate, algorithm });
    const own = createOcspSigner({ responder: self, key: issuingKey(signerOf(ca)) });
    const signed = await own.answer({ answers: [answer], producedAt: now });
    expect(signed.kind === 'signed' && judge(signed.response)).toEqual({ status: 'good' });
  });

  it('signs with no key but the responder’s', async () => {
    const stranger = createOcspSigner({ responder, key: issuingKey(signerOf(other)) });
    await expect(stranger.answer({ answers: [answer], producedAt: now })).rejects.toMatchObject({
      code: 'keys.mismatch',
    });
    const forged = { kind: 'ocsp-response', tbs: new Uint8Array(), warnings: [] };
    const key = issuingKey(signerOf(delegate));
    await expect(signOcspResponse(key, forged as never, responder)).rejects.toMatchObject({
      code: 'keys.mismatch',
    });
  });

  it('has constant refusals', () => {
    for (const [status, bytes] of Object.entries(ocspErrorResponses))
      expect(readOcspResponse(bytes)).toEqual({ kind: 'read', value: { kind: 'error', raw: bytes, status } });
    expect(Buffer.from(ocspErrorResponses.unauthorized).toString('hex')).toBe('30030a0106');
  });
});

interface Bent {
  readonly answer?: Partial<OcspAnswer>;
  readonly responder?: Entity;
  readonly sent?: Uint8Array;
  readonly asked?: readonly Uint8Array[];
  readonly now?: number;
  readonly algorithm?: typeof algorithm | (typeof signatureAlgorithms)['ecdsa-p384-sha384'];
  readonly bend?: (data: Uint8Array) => Uint8Array;
}

/** The rules that an answer breaks. */
function findings(bent: Bent): readonly string[] {
  const certificate = (bent.responder ?? delegate).certificate;
  const prepared = prepareOcspResponder({ certificate, issuer: ca.certificate, algorithm });
  const data = encodeResponseData(prepared, {
    answers: [{ ...answer, ...bent.answer }],
    producedAt: now,
    nonce: bent.sent,
  });
  const result = lintOcspResponse(bent.bend?.(data) ?? data, {
    responder: certificate,
    issuer: ca.certificate,
    algorithm: bent.algorithm ?? algorithm,
    asked: bent.asked ?? [bent.answer?.certId ?? certId],
    nonce: bent.sent === undefined || bent.asked !== undefined ? bent.sent : nonce,
    now: bent.now ?? now,
  });
  return (result.kind === 'refused' ? result.findings : result.linted.warnings).map(({ rule }) => rule);
}

const replace = (from: string, to: string) => (data: Uint8Array) => {
  const text = Buffer.from(data).toString('latin1');
  if (!text.includes(from)) throw new Error('nothing to bend');
  return Buffer.from(text.replace(from, to), 'latin1');
};
const bytesOf = (value: Uint8Array) => Buffer.from(value).toString('latin1');
const asResponder = (change: Partial<Parameters<typeof issue>[0]>) =>
  issue({ subject: 'responder', issuer: ca, extensions: ocspExtensions, ...change });
const [purpose, noCheck] = ocspExtensions as [Uint8Array, Uint8Array];
const oneHash = Buffer.alloc(32);

describe('the linter of OCSP answers', () => {
  it.each<[string, Bent]>([
    ['times_ordered', { answer: { thisUpdate: now + 1000 } }],
    ['times_ordered', { answer: { nextUpdate: now } }],
    ['times_ordered', { now: now - 1000 }],
    ['times_ordered', { answer: { status: { kind: 'revoked', since: now + 1000, reason: 1 } } }],
    ['nonce_echoed', { sent: Buffer.alloc(32, 8) }],
    ['responder_purpose', { responder: asResponder({ extensions: [noCheck] }) }],
    [
      'responder_key_usage',
      {
        responder: asResponder({
          extensions: [purpose, noCheck, extension(oids.keyUsage, der.namedBits([4]))],
        }),
      },
    ],
    ['responder_no_check', { responder: asResponder({ extensions: [purpose] }) }],
    ['responder_issued_by_authority', { responder: asResponder({ issuer: other }) }],
    ['responder_issued_by_authority', { responder: asResponder({ issuer: other, issuerName: 'ca' }) }],
    ['responder_valid', { responder: asResponder({ notBefore: now + 1000 }) }],
    ['responder_outlives_answer', { responder: asResponder({ notAfter: now + 1000 }) }],
    ['asked_and_answered', { asked: [] }],
    ['asked_and_answered', { asked: [certIdsOf(ca.certificate, 'sha256')(9999n)] }],
    ['authority_named', { answer: { certId: certIdsOf(other.certificate, 'sha256')(1n) } }],
    [
      'authority_named',
      {
        answer: {
          certId: der.sequence(
            der.sequence(der.oid(oids.sha256)),
            der.octetString(oneHash),
            der.octetString(oneHash),
            der.integer(1),
          ),
        },
      },
    ],
    ['archive_cutoff', { answer: { archiveCutoff: now + 1000 } }],
    ['reason_meaningful', { answer: { status: { kind: 'revoked', since: now - day, reason: 8 } } }],
    ['algorithm_fits_key', { algorithm: signatureAlgorithms['ecdsa-p384-sha384'] }],
    ['extended_revoke', { answer: { status: { kind: 'revoked', since: 0, reason: 6 } } }],
    [
      'extended_revoke',
      { answer: { status: { kind: 'never-issued' } }, bend: replace('19700101000000Z', '19700101000001Z') },
    ],
    ['responder_named_by_key', { bend: replace(bytesOf(responder.encoded.responderId).slice(-4), 'aaaa') }],
  ])('refuses or warns by %s', (rule, bent) => expect(findings(bent)).toEqual([`rfc6960.${rule}`]));

  it('passes what keeps the rules, and lets "unknown" be said of another authority', () => {
    expect(findings({})).toEqual([]);
    expect(findings({ sent: nonce })).toEqual([]);
    const strange = {
      certId: certIdsOf(other.certificate, 'sha256')(1n),
      status: { kind: 'unknown' },
    } as const;
    expect(findings({ answer: strange })).toEqual([]);
  });

  it('refuses what the reader refuses: fractions of a second, a missing field', () => {
    const fraction = replace('\x18\x0f20260111000000Z', '\x18\x0f202601110000.5Z');
    expect(findings({ bend: fraction })).toEqual(['der.unreadable']);
    expect(findings({ bend: (data) => data.subarray(0, -1) })).toEqual(['der.unreadable']);
  });

  it('refuses critical extensions, a missing nextUpdate, a nonce that nobody sent', () => {
    const single = (...after: readonly Uint8Array[]) =>
      der.sequence(certId, Uint8Array.of(0x80, 0), der.generalizedTime(now - 1000), ...after);
    const data = (one: Uint8Array, ...extensions: readonly Uint8Array[]) =>
      der.sequence(
        responder.encoded.responderId,
        der.generalizedTime(now),
        der.sequence(one),
        ...(extensions.length > 0 ? [der.explicit(1, der.sequence(...extensions))] : []),
      );
    const next = der.explicit(0, der.generalizedTime(now + 3600_000));
    expect(findings({ bend: () => data(single()) })).toEqual(['rfc6960.next_update_present']);
    const critical = extension('1.3.6.1.4.1.99999.1', der.nullValue(), true);
    expect(findings({ bend: () => data(single(next), critical) })).toEqual([
      'rfc6960.extensions_not_critical',
    ]);
    const unsent = extension(oids.ocspNonce, der.octetString(nonce));
    expect(findings({ bend: () => data(single(next), unsent) })).toEqual(['rfc6960.nonce_echoed']);
    const misplaced = extension(oids.ocspArchiveCutoff, der.generalizedTime(now - day));
    expect(findings({ bend: () => data(single(next), misplaced) })).toEqual(['rfc6960.archive_cutoff']);
    const extended = der.explicit(1, der.sequence(extension(oids.ocspExtendedRevoke, der.nullValue())));
    expect(findings({ bend: () => data(single(next, extended)) })).toEqual(['rfc6960.extended_revoke']);
  });
});
