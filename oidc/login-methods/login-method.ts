import type { z } from 'zod';
import type { Level } from '../ports.ts';

/** What a method knows of the login it takes part in. */
export interface LoginRequest {
  /** The level that the relying party needs; a method that cannot reach it is not offered. */
  readonly wantedLevel: Level;
  /** Set at step-up: who is signed in at a lower level, and how. */
  readonly signedIn?:
    | { readonly accountId: string; readonly level: Level; readonly amr: readonly string[] }
    | undefined;
  /** An unguessable name of the browser that started; what the method hands out is bound to it. */
  readonly browser: string;
  readonly language: string;
  /** The relying party's display name in the person's language. */
  readonly serviceName: string;
  readonly loginHint?: string | undefined;
  /** Identifier of the relying party. */
  readonly clientId: string;
  /** Where the browser's request came from, and what it says of itself; both may be empty. */
  readonly address: string;
  readonly userAgent: string;
  /** The path of this login's page at the login origin; what lies below it belongs to the page. */
  readonly page: string;
}

/** Why a try did not succeed, in words that tell an attacker nothing. */
export type FailureReason =
  | 'wrong_credentials'
  | 'malformed_input'
  | 'wrong_one_time_code'
  | 'expired'
  | 'no_channel'
  | 'refused'
  | 'unavailable'
  | 'level_not_reachable';

export interface VerifiedPerson {
  readonly accountId: string;
  readonly level: Level;
  /** RFC 8176 values and our own (`mobile`, `qr`). */
  readonly amr: readonly string[];
}

/** What a step of a method comes to. `state` is kept until the next step and must fit the method's schema. */
export type MethodOutcome<State> =
  /** The person must answer something: the page shows `describe(state)`. */
  | { readonly kind: 'challenge'; readonly state: State }
  /** Nothing to do but wait for another device; ask again after `pollAfterSeconds`. */
  | { readonly kind: 'waiting'; readonly state: State; readonly pollAfterSeconds: number }
  | {
      readonly kind: 'verified';
      readonly person: VerifiedPerson;
      /** What an earlier step tried to open (`attemptedAccount`), whose tries are forgiven now. */
      readonly attempted?: string | undefined;
    }
  /** `state` absent = this try cannot go on; the person may choose a method again. */
  | {
      readonly kind: 'failed';
      readonly reason: FailureReason;
      /** The method's own stable code, where it can tell more: for the record. */
      readonly code?: string | undefined;
      readonly state?: State | undefined;
      readonly accountId?: string | undefined;
    };

/** A sanitised view of a state for the page: no secrets. `screen` names the page that the application draws. */
export interface MethodView {
  readonly screen: string;
  readonly values: Readonly<Record<string, string | number | boolean>>;
}

/** What the page of a waiting method shows next. */
export interface MethodProgress extends MethodView {
  /** The other device has answered: the page sends its form, so that the method goes on. */
  readonly isAnswered: boolean;
}

export type MethodInput = Readonly<Record<string, string>>;

/**
 * One way to prove who one is. Pure towards its surroundings: no HTTP library, SQL, clock or fetch inside; what it needs
 * comes through its factory's argument. Adding a method is one folder here and one line in `registry.ts`.
 */
export interface LoginMethod<State = unknown> {
  /** In addresses, records and metrics. */
  readonly id: string;
  /** The highest level that this method can reach. */
  readonly highestLevel: Level;
  readonly stateSchema: z.ZodType<State>;
  start(request: LoginRequest): Promise<MethodOutcome<State>>;
  /** `input` is what the form sent: strings of at most 16 KiB together, unchecked. */
  advance(state: State, input: MethodInput, request: LoginRequest): Promise<MethodOutcome<State>>;
  describe(state: State, request: LoginRequest): MethodView | Promise<MethodView>;
  /**
   * With a method that waits for another device: what its page shows from now on, until the device has answered or
   * `signal` tells that nobody looks any more. Changes nothing, and may be followed by several pages at once.
   */
  follow?(state: State, request: LoginRequest, signal: AbortSignal): AsyncIterable<MethodProgress>;
  /** The account that this input tries to open, for the attempt limiter; undefined when the step guesses nothing. */
  attemptedAccount(state: State, input: MethodInput): string | undefined;
}
