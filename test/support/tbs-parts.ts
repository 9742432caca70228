import { der, fieldsOf, oidOf, readDer, tags } from '../../certs/asn1/index.ts';

export interface ExtensionPart {
  readonly oid: string;
  /** The DER of the BOOLEAN, empty where it is left out. */
  readonly critical: Uint8Array;
  readonly value: Uint8Array;
}

/** A TBSCertificate in parts, so that a test can spoil one. */
export interface TbsParts {
  readonly version: Uint8Array;
  readonly serial: Uint8Array;
  readonly algorithm: Uint8Array;
  readonly issuer: Uint8Array;
  readonly validity: Uint8Array;
  readonly subject: Uint8Array;
  readonly publicKey: Uint8Array;
  readonly uniqueIdentifier: Uint8Array;
  readonly extensions: readonly ExtensionPart[];
}

const none = new Uint8Array();

export function takeApart(tbs: Uint8Array): TbsParts {
  const fields = fieldsOf(readDer(tbs));
  const [version, serial, algorithm, issuer, validity, subject, publicKey] = [
    fields.next(0xa0),
    fields.next(tags.integer),
    fields.next(tags.sequence),
    fields.next(tags.sequence),
    fields.next(tags.sequence),
    fields.next(tags.sequence),
    fields.next(tags.sequence),
  ].map(({ bytes }) => bytes);
  const all = fieldsOf(fieldsOf(fields.next(0xa3), 0xa3).next(tags.sequence)).rest();
  const extensions = all.map((one) => {
    const extension = fieldsOf(one);
    const oid = oidOf(extension.next(tags.oid));
    const critical = extension.optional(tags.boolean)?.bytes ?? none;
    return { oid, critical, value: extension.next(tags.octetString).content };
  });
  return {
    version: version ?? none,
    serial: serial ?? none,
    algorithm: algorithm ?? none,
    issuer: issuer ?? none,
    validity: validity ?? none,
    subject: subject ?? none,
    publicKey: publicKey ?? none,
    uniqueIdentifier: none,
    extensions,
  };
}

export function putTogether(parts: TbsParts): Uint8Array {
  const { version, serial, algorithm, issuer, validity, subject, publicKey, uniqueIdentifier } = parts;
  const extensions = parts.extensions.map(({ oid, critical, value }) =>
    der.sequence(der.oid(oid), critical, der.octetString(value)),
  );
  return der.sequence(
    version,
    serial,
    algorithm,
    issuer,
    validity,
    subject,
    publicKey,
    uniqueIdentifier,
    ...(extensions.length > 0 ? [der.explicit(3, der.sequence(...extensions))] : []),
  );
}
