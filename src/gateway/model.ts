import type { Clock, Random } from '../../oidc/ports.ts';
import type { Database } from '../db/index.ts';
import type { Party, PartyJudge, Sealer, Terms } from '../exchange/index.ts';
import type { MutualTlsClient } from '../http/index.ts';
import type { Fields, RequestMessage } from '../message-signatures/index.ts';
import type { BulkRecorder, KeptPayload, PayloadStore } from '../records/index.ts';
import type { RefusalCode } from './errors.ts';
import type { ExchangeLedger } from './exchanges/index.ts';

/** A question as the agency reads it of which it was asked: neither the person's code nor any address. */
export interface AskedQuestion {
  readonly id: string;
  /** The agency's own name of its request; for one that had none that counts, the number of its record. */
  readonly exchange: string;
  readonly service: string;
  readonly requestedAt: Date;
  readonly askedAt: Date;
  /** The person's words. */
  readonly text: string;
}

/** The seam to persons' questions, which agencies read and answer themselves at the gateway. */
export interface AgencyAnswers {
  /**
   * A page of questions to this organisation without an answer, the oldest first; from behind the question `after`,
   * which may have been answered meanwhile. Undefined when it was not asked that one.
   */
  open(
    organisation: string,
    after: string | undefined,
  ): Promise<{ readonly questions: readonly AskedQuestion[]; readonly next: string | undefined } | undefined>;
  /** Undefined when no such question was asked of this organisation. */
  stateOf(organisation: string, questionId: string): Promise<'open' | 'answered' | undefined>;
  /** 1 to 4000 characters, as the person will read them; undefined for anything else. */
  readAnswer(text: string): string | undefined;
  /**
   * Once for each question; with the message that the organisation signed, which the record keeps. False when
   * somebody else was faster.
   */
  answer(order: {
    readonly organisation: string;
    readonly questionId: string;
    /** As `readAnswer` gave it. */
    readonly text: string;
    readonly payload: KeptPayload;
  }): Promise<boolean>;
}

/** What the gateway works with. */
export interface GatewayDeps {
  /** Such as `https://gateway.acar.example:8443`. */
  readonly origin: string;
  /** As `acar_gateway`. */
  readonly db: Database;
  readonly clock: Clock;
  readonly random: Random;
  readonly recorder: BulkRecorder;
  readonly payloads: PayloadStore;
  readonly ledger: ExchangeLedger;
  readonly parties: PartyJudge;
  readonly sealer: Sealer;
  /** Calls connectors of providers. */
  readonly client: Pick<MutualTlsClient, 'send'>;
  /** The keyed digest of a personal code: by it a person's accesses are found. */
  readonly subjectOf: (personalCode: string) => string;
  /** What persons asked and agencies answer; it is not the gateway's own matter. */
  readonly questions: AgencyAnswers;
  readonly mostExchanges: number;
  /** Of contents and answers that are under way. */
  readonly mostHeldOctets: number;
  /** Told of every answer; `code` is that of a refusal. */
  readonly onAnswer: (answer: {
    readonly route: string;
    readonly method: string;
    readonly status: number;
    readonly seconds: number;
    readonly code?: string;
  }) => void;
  readonly onError: (error: unknown) => void;
}

/** A request of a consumer whose certificate was judged; nothing else of it is believed yet. */
export interface Arrival {
  readonly consumer: Party;
  readonly message: RequestMessage;
  readonly terms: Terms;
  readonly service: string;
  /** Below the service, with its query. */
  readonly path: string;
}

/** What goes back over HTTP. */
export interface GatewayAnswer {
  readonly status: number;
  readonly fields: Fields;
  readonly content: Uint8Array;
  /** Of a refusal. */
  readonly code?: RefusalCode;
}

/** Messages are bounded by their services: one fits into memory. */
export async function readAll(content: AsyncIterable<Uint8Array>): Promise<Buffer> {
  const parts: Uint8Array[] = [];
  for await (const part of content) parts.push(part);
  return Buffer.concat(parts);
}
