import type { Clock, Random } from '../../oidc/ports.ts';
import type { Database } from '../db/index.ts';
import type { Party, PartyJudge, Sealer, Terms } from '../exchange/index.ts';
import type { MutualTlsClient } from '../http/index.ts';
import type { Fields, RequestMessage } from '../message-signatures/index.ts';
import type { BulkRecorder, KeptPayload, PayloadStore } from '../records/index.ts';
import type { RefusalCode } from './errors.ts';
import type { ExchangeLedger } from './exchanges/index.ts';

/** What a person asked an organisation about one of its requests. */
export interface AskedQuestion {
  readonly id: string;
  readonly exchange: string;
  readonly service: string;
  readonly requestedAt: Date;
  readonly askedAt: Date;
  readonly text: string;
}

/** The seam to persons' questions. */
export interface AgencyAnswers {
  /** A page of those to this organisation without an answer; undefined where `after` is none of its questions. */
  open(
    organisation: string,
    after: string | undefined,
  ): Promise<{ readonly questions: readonly AskedQuestion[]; readonly next: string | undefined } | undefined>;
  /** Undefined when no such question was asked of this organisation. */
  stateOf(organisation: string, questionId: string): Promise<'open' | 'answered' | undefined>;
  /** Undefined for what no person can be shown. */
  readAnswer(text: string): string | undefined;
  /** Recorded with the message that was signed. False when it was answered meanwhile. */
  answer(order: {
    readonly organisation: string;
    readonly questionId: string;
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
