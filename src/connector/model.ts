import type { Certificate } from '../../certs/index.ts';
import type { Clock, Random } from '../../oidc/ports.ts';
import type { Basis } from '../exchange/index.ts';
import type { ConnectorErrorCode } from './errors.ts';

/** How a connector shows itself, and whom it talks to. */
export interface ConnectorOptions {
  /** Origin of the gateway. It is known by this host name in its certificate. */
  readonly gateway: string;
  /** PEM: the system's certificate (profile agency-system), and its key. */
  readonly certificate: string;
  readonly key: string;
  /** The root above the systems of agencies, and the authorities between. */
  readonly authorities: readonly Certificate[];
  readonly clock: Clock;
  readonly random: Random;
}

/** What a system asks of another agency's service. */
export interface DataRequest {
  readonly service: string;
  /** GET by default. */
  readonly method?: string;
  /** Below the service; personal data belong into the content. */
  readonly path: string;
  readonly purpose: string;
  readonly basis: Basis;
  /** Personal codes of those whom it is about. */
  readonly persons?: readonly string[];
  readonly case?: string | undefined;
  readonly user?: string | undefined;
  readonly content?: Uint8Array;
  readonly contentType?: string | undefined;
  /** A UUID; a new one by default. */
  readonly requestId?: string | undefined;
}

export type DataOutcome =
  | {
      readonly kind: 'answered';
      readonly requestId: string;
      readonly status: number;
      readonly contentType: string | undefined;
      readonly content: Uint8Array;
      /** The organisation that signed the answer. */
      readonly provider: string;
      /** Places in the interaction record. */
      readonly records: readonly string[];
    }
  /** By the gateway, with its code. */
  | { readonly kind: 'refused'; readonly requestId: string; readonly status: number; readonly code: string }
  /** What became of the request is not known, unless the code says that it never left. */
  | {
      readonly kind: 'failed';
      readonly requestId: string;
      readonly code: ConnectorErrorCode;
      readonly detail?: string;
    };

/** What a person asked us about one of our requests. */
export interface PersonQuestion {
  readonly question: string;
  /** Our own number of the request, or that of its record where it had none that counts. */
  readonly request: string;
  readonly service: string;
  readonly requestedAt: string;
  readonly askedAt: string;
  /** The person's words: plain text, to be shown as nothing else. */
  readonly text: string;
}

export type OpenQuestions =
  | {
      readonly kind: 'listed';
      /** The oldest first. */
      readonly questions: readonly PersonQuestion[];
      /** The `after` of the next page; undefined on the last one. */
      readonly next: string | undefined;
    }
  | {
      readonly kind: 'failed';
      /** The gateway's where it refuses. */
      readonly code: string;
    };

/** What a register is asked; signatures were verified. */
export interface ProvidedRequest {
  readonly service: string;
  readonly method: string;
  readonly path: string;
  readonly requestId: string;
  /** The organisation that asks. */
  readonly consumer: string;
  readonly purpose: string;
  readonly basis: Basis;
  readonly persons: readonly string[];
  readonly case?: string | undefined;
  readonly user?: string | undefined;
  readonly contentType: string | undefined;
  readonly content: Uint8Array;
}

export interface ProvidedAnswer {
  readonly status: number;
  readonly contentType?: string | undefined;
  readonly content?: Uint8Array;
}
