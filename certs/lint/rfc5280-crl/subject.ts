import { contextConstructed, type Der, fieldsOf, oids, tags, valueAt } from '../../asn1/index.ts';
import type { SignatureAlgorithm } from '../../keys/index.ts';
import { type Certificate, type Extension, parseTbsCrl, type TbsCrl } from '../../validation/index.ts';
import { type EntryFaults, findEntryFaults } from './entry-faults.ts';

/** What a CRL is judged against; everything else stands in its bytes. */
export interface CrlContext {
  /** The certificate of the CA, whose key will sign. */
  readonly issuer: Certificate;
  readonly algorithm: SignatureAlgorithm;
  /**
   * The number of the CRL of the moment before, full or delta, of the same scope; undefined for the first. A full and a
   * delta CRL of one moment share their number (RFC 5280 5.2.3).
   */
  readonly previousNumber: bigint | undefined;
  /** The number of the published full CRL that it completes; undefined for a full CRL. */
  readonly baseNumber: bigint | undefined;
  /** The address that the certificates of its partition name; undefined for a CRL of all of them. */
  readonly distributionPoint: string | undefined;
}

/** The bytes as a relying party reads them, and what only the encoding shows. */
export interface CrlSubject {
  readonly context: CrlContext;
  readonly crl: TbsCrl;
  readonly hasVersion: boolean;
  readonly times: readonly Der[];
  /** Whether revokedCertificates is there, be it empty. */
  readonly hasList: boolean;
  readonly faults: EntryFaults;
}

/** tbsCertList (RFC 5280 5.1.2). @throws DerError when the bytes are not one */
export function readCrlSubject(tbs: Uint8Array, context: CrlContext): CrlSubject {
  const crl = parseTbsCrl(tbs);
  // The whole tree was checked just now.
  const fields = fieldsOf(valueAt(tbs, 0));
  const version = fields.optional(tags.integer);
  fields.next(tags.sequence);
  fields.next(tags.sequence);
  const thisUpdate = fields.next(tags.utcTime, tags.generalizedTime);
  const nextUpdate = fields.optional(tags.utcTime, tags.generalizedTime);
  const list = fields.optional(tags.sequence);
  fields.optional(contextConstructed(0));
  fields.end();
  return {
    context,
    crl,
    hasVersion: version !== undefined,
    times: nextUpdate ? [thisUpdate, nextUpdate] : [thisUpdate],
    hasList: list !== undefined,
    faults: findEntryFaults(list?.content ?? new Uint8Array(), crl.thisUpdate),
  };
}

export function findExtension({ crl }: CrlSubject, oid: string): Extension | undefined {
  return crl.extensions.find((extension) => extension.oid === oid);
}

export function isDelta(subject: CrlSubject): boolean {
  return findExtension(subject, oids.deltaCRLIndicator) !== undefined;
}
