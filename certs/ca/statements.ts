import { der, oids } from '../asn1/index.ts';
import type { CertificateProfile } from '../lint/index.ts';
import type { DisclosureStatement } from './issuer.ts';

const statement = (oid: string, ...information: readonly Uint8Array[]) =>
  der.sequence(der.oid(oid), ...information);

/**
 * qcStatements (EN 319 412-5): qualified under the law of Azerbaijan, not of the Union, which QcCClegislation says; and
 * how the identifiers in the name are to be read (EN 319 412-1 5). undefined where a profile says neither.
 */
export function encodeStatements(
  profile: CertificateProfile,
  disclosure: readonly DisclosureStatement[],
): Uint8Array | undefined {
  const { qualified, semantics } = profile;
  const statements: Uint8Array[] = [];
  if (semantics) {
    const oid = semantics === 'natural' ? oids.naturalPersonSemantics : oids.legalPersonSemantics;
    statements.push(statement(oids.qcSyntaxV2, der.sequence(der.oid(oid))));
  }
  if (qualified) {
    const type = qualified.type === 'esign' ? oids.qcTypeEsign : oids.qcTypeEseal;
    statements.push(
      statement(oids.qcCompliance),
      statement(oids.qcLegislation, der.sequence(der.printableString('AZ'))),
      ...(qualified.hasSscd ? [statement(oids.qcSscd)] : []),
      statement(oids.qcType, der.sequence(der.oid(type))),
      ...(disclosure.length > 0 ? [encodeDisclosure(disclosure)] : []),
    );
  }
  return statements.length > 0 ? der.sequence(...statements) : undefined;
}

function encodeDisclosure(disclosure: readonly DisclosureStatement[]): Uint8Array {
  const locations = disclosure.map(({ url, language }) =>
    der.sequence(der.ia5String(url), der.printableString(language)),
  );
  return statement(oids.qcPds, der.sequence(...locations));
}
