/**
 * What a payload is, which decides how long it is kept: what was asked and answered between agencies, or what was refused
 * and never reached anybody.
 */
export type RetentionClass = 'exchange' | 'refusal';

/** A UUID as the store gives them. */
export const isPayloadId = (id: string) => /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(id);

/** A payload as it was kept; belongs to no record yet. */
export interface KeptPayload {
  readonly id: string;
  /** Hexadecimal: the salted commitment, for the record's fact `payloadDigest`. */
  readonly digest: string;
  readonly octets: number;
}

export type PayloadReading =
  | {
      readonly kind: 'kept';
      readonly mediaType: string;
      readonly octets: number;
      readonly digest: string;
      /**
       * Can be read once, in pieces, each of which was authenticated. Ends only when the whole is what was committed to.
       * @throws PayloadError `payload.damaged`, `payload.incomplete`
       */
      readonly content: AsyncIterable<Uint8Array>;
    }
  | {
      readonly kind: 'erased';
      readonly mediaType: string;
      readonly octets: number;
      readonly digest: string;
      readonly erasedAt: Date;
    };

/** Payloads of records, sealed and apart from the log, as `acar_web`. */
export interface PayloadStore {
  /**
   * Seals and stores while it reads, in constant memory; durable when it resolves. Belongs to no record: the recorder
   * claims it in the statement that records an event with the facts `payload` and `payloadDigest`. What nobody claimed
   * in a day is removed.
   * @throws PayloadError `payload.too_large`, with nothing that could be claimed
   */
  keep(
    source: AsyncIterable<Uint8Array> | Uint8Array,
    of: {
      readonly retention: RetentionClass;
      readonly mostOctets: number;
      /** One line of at most 200 characters. */
      readonly mediaType: string;
    },
  ): Promise<KeptPayload>;
  /** Undefined for what was never whole, or is no payload. @throws PayloadError `payload.damaged` */
  read(id: string): Promise<PayloadReading | undefined>;
  /** With the content it proves the record's digest (`payloadCommitment`); undefined when it was erased. */
  saltOf(id: string): Promise<Uint8Array | undefined>;
}
