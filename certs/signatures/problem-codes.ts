/**
 * Every code of a problem, by the format that finds it. People read the code's sentence: whoever adds one here writes
 * that too (`src/verification/messages/problems-*.ts`), or nothing compiles.
 */
export type ProblemCode =
  | CadesProblemCode
  | PadesProblemCode
  | XadesProblemCode
  | JadesProblemCode
  | AsicProblemCode;

/** What is told of a CMS signature beside its arithmetic. */
export type CadesProblemCode =
  | 'cades.no_signed_attributes'
  | 'cades.message_digest'
  | 'cades.digest_algorithm_mismatch'
  | 'cades.attribute_repeated'
  | 'cades.no_signing_time'
  | 'cades.content_type'
  | 'cades.signing_certificate'
  | 'cades.time_stamp_unreadable'
  | 'cades.time_stamp_unsupported'
  | 'cades.archive_time_stamp_unsupported'
  | 'cades.counter_signature_unreadable'
  | 'cades.evidence_unreadable';

/** What is told of a signature in a PDF. */
export type PadesProblemCode =
  | 'pades.dictionary'
  | 'pades.duplicate_entry'
  | 'pades.contents'
  | 'pades.contents_trailing'
  | 'pades.byte_range'
  | 'pades.byte_range_gap'
  | 'pades.byte_range_end'
  | 'pades.shared_dictionary'
  | 'pades.sub_filter'
  | 'pades.message'
  | 'pades.signers'
  | 'pades.content_inside'
  | 'pades.signing_time'
  | 'pades.no_time'
  | 'pades.content_after_signature'
  | 'pades.form_filled_after_signature'
  | 'pades.stamp_after_signature'
  | 'pades.annotated_after_signature'
  | 'pades.signature_removed'
  | 'pades.trailing_bytes';

/** What is told of an XML signature beside its arithmetic. */
export type XadesProblemCode =
  /** The signature is not built as RFC 3275 and EN 319 132-1 say. */
  | 'xades.structure'
  /** It has no qualifying properties: an XML signature, and not XAdES. */
  | 'xades.no_qualifying_properties'
  /** Qualifying or signed properties stand twice, or not in their place. */
  | 'xades.qualifying_properties'
  /** The reference to the signed properties is missing, doubled, or leads elsewhere. */
  | 'xades.signed_properties_reference'
  /** An Id that is referred to stands twice. */
  | 'xades.duplicate_id'
  /** A name that is referred to belongs to two files. */
  | 'xades.duplicate_file'
  /** Only an element of the document is signed. */
  | 'xades.part_of_document'
  /** Some of an object within the signature is signed, and not all. */
  | 'xades.part_of_object'
  /** The document that the signature lies in is not signed. */
  | 'xades.document_not_signed'
  /** A signature that is left out of what it signs does not lie in it. */
  | 'xades.enveloped_elsewhere'
  /** Nothing is signed but properties. */
  | 'xades.nothing_signed'
  /** An object within the signature is not signed, or text or elements in it are no part of it. */
  | 'xades.unsigned_object'
  /** Comments are not signed. */
  | 'xades.unsigned_comments'
  /** A file is signed after canonicalisation, which other octets have too. */
  | 'xades.canonical_file'
  /** A reference, transform or algorithm that is not supported. */
  | 'xades.unsupported'
  /** A property that must be there once with one token has several. */
  | 'xades.several_tokens'
  /** An archive time stamp of an old form, which is not checked. */
  | 'xades.old_archive_time_stamp'
  /** A certificate or revocation value that cannot be read. */
  | 'xades.evidence_unreadable'
  /** A counter-signature that does not sign the value of its signature. */
  | 'xades.counter_signature_elsewhere'
  /** Something stands beside the signatures. */
  | 'xades.unknown_content';

/** What is told of a JSON Web Signature. */
export type JadesProblemCode =
  | 'jades.algorithm'
  | 'jades.crit'
  | 'jades.unprotected_header'
  | 'jades.x5c'
  | 'jades.b64'
  | 'jades.payload'
  | 'jades.payload_not_signed'
  | 'jades.sigD'
  | 'jades.etsiU'
  /** Members of the JWS, or unsigned components, that nobody reads. */
  | 'jades.unsigned_content'
  | 'jades.evidence_unreadable'
  | 'jades.time_stamp_unreadable';

/** What containers forbid, and what of them a person must be told. */
export type AsicProblemCode =
  | 'asic.mimetype'
  | 'asic.data_files'
  | 'asic.contents'
  | 'asic.not_signed'
  | 'asic.unsigned_file'
  | 'asic.signature_outside_meta_inf'
  | 'asic.signature_unreadable'
  | 'asic.manifest'
  | 'asic.manifest_mismatch'
  | 'asic.reference'
  | 'asic.unknown_file'
  | 'asic.comment'
  | 'asic.evidence_record';
