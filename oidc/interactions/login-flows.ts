import type { MethodInput, MethodProgress, MethodRegistry } from '../login-methods/index.ts';
import type {
  AccountDirectory,
  AttemptLimiter,
  ClientDirectory,
  Clock,
  ConsentStore,
  EventRecorder,
  OidcStore,
} from '../ports.ts';
import type { InteractionAccess } from '../provider/index.ts';
import type { FlowReply, FlowRequest } from './model.ts';

export interface LoginFlows {
  show(request: FlowRequest): Promise<FlowReply>;
  choose(request: FlowRequest, methodId: string): Promise<FlowReply>;
  advance(request: FlowRequest, input: MethodInput): Promise<FlowReply>;
  /** The same when another program led the browser back; a browser that did not start the login is told what to do. */
  returned(request: FlowRequest, input: MethodInput): Promise<FlowReply>;
  /** What the page of a waiting method shows from now on; undefined when nothing is waited for here. */
  follow(request: FlowRequest): Promise<Following | undefined>;
  back(request: FlowRequest): Promise<FlowReply>;
  /** "I need more time" (WCAG 2.2.1). */
  extend(request: FlowRequest): Promise<FlowReply>;
  approve(request: FlowRequest): Promise<FlowReply>;
  switchPerson(request: FlowRequest): Promise<FlowReply>;
  cancel(request: FlowRequest): Promise<FlowReply>;
  /**
   * The origin to which this login leads back, whoever asks: for the header of a page that gets no cookies. Undefined for
   * one that is not known, or leads to no web page.
   */
  returnOriginOf(uid: string): Promise<string | undefined>;
  /** Starts the relying party's request anew. */
  again(request: FlowRequest): Promise<FlowReply>;
}

export interface LoginFlowsDependencies {
  readonly access: InteractionAccess;
  readonly store: OidcStore;
  readonly methods: MethodRegistry;
  readonly limiter: AttemptLimiter;
  readonly consents: ConsentStore;
  readonly accounts: AccountDirectory;
  readonly clients: ClientDirectory;
  readonly recorder: EventRecorder;
  readonly clock: Clock;
}

/** Views until the other device has answered, or `signal` tells that the page is gone. */
export type Following = (signal: AbortSignal) => AsyncIterable<MethodProgress>;
