import type { IncomingMessage, ServerResponse } from 'node:http';
import type { LoginMethod, MethodInput, MethodOutcome, MethodRegistry } from '../login-methods/index.ts';
import type {
  AccountDirectory,
  AttemptLimiter,
  ClientDirectory,
  Clock,
  ConsentStore,
  EventRecorder,
  LimitKey,
  OidcStore,
} from '../ports.ts';
import { isAtLeast } from '../ports.ts';
import type { InteractionAccess, OpenInteraction } from '../provider/index.ts';
import { levelOf, wantedLevel } from '../provider/index.ts';
import { missingScopes, requestedAccess } from './consent.ts';
import {
  extendedDeadline,
  flowLimits,
  isPageOver,
  type LoginFlow,
  move,
  readFlow,
  startFlow,
} from './login-flow.ts';
import { isOver } from './machine.ts';
import type { InteractionView } from './view.ts';
import { createViews } from './views.ts';

/** One request of a browser to a login page. */
export interface FlowRequest {
  readonly req: IncomingMessage;
  readonly res: ServerResponse;
  readonly uid: string;
  readonly browser: string;
  readonly address: string;
  readonly userAgent: string;
  /** The page's language; the argument is the relying party's `ui_locales`. */
  readonly language: (uiLocales: string | undefined) => string;
}

export type FlowReply =
  | { readonly kind: 'show'; readonly view: InteractionView; readonly language: string }
  | { readonly kind: 'go'; readonly to: string };

export interface LoginFlows {
  show(request: FlowRequest): Promise<FlowReply>;
  choose(request: FlowRequest, methodId: string): Promise<FlowReply>;
  advance(request: FlowRequest, input: MethodInput): Promise<FlowReply>;
  back(request: FlowRequest): Promise<FlowReply>;
  /** "I need more time" (WCAG 2.2.1). */
  extend(request: FlowRequest): Promise<FlowReply>;
  approve(request: FlowRequest): Promise<FlowReply>;
  switchPerson(request: FlowRequest): Promise<FlowReply>;
  cancel(request: FlowRequest): Promise<FlowReply>;
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

interface Live {
  readonly kind: 'live';
  readonly interaction: OpenInteraction;
  readonly flow: LoginFlow;
}
type Loaded = Live | { readonly kind: 'over'; readonly flow: LoginFlow | undefined };

/** The login pages' use-cases. Every change of a login goes through the machine; every page is a redirect away from its form. */
export function createLoginFlows(deps: LoginFlowsDependencies): LoginFlows {
  const { access, store, methods, clock } = deps;
  const epochSeconds = () => Math.floor(clock.now() / 1000);
  const views = createViews({ ...deps, epochSeconds });

  const save = (flow: LoginFlow) =>
    store.upsert({
      kind: 'LoginFlow',
      id: flow.uid,
      payload: flow,
      expiresAt: flow.startedAt + flowLimits.keptSeconds,
    });

  const stay = async (flow: LoginFlow): Promise<FlowReply> => {
    await save(flow);
    return { kind: 'go', to: `/interaction/${flow.uid}` };
  };

  async function load(request: FlowRequest): Promise<Loaded> {
    const [interaction, item] = await Promise.all([
      access.find(request.req, request.res),
      store.find('LoginFlow', request.uid),
    ]);
    const stored = item && readFlow(item.payload);
    const flow = stored?.browser === request.browser ? stored : undefined;
    if (!interaction || interaction.uid !== request.uid || (stored && !flow)) return { kind: 'over', flow };
    if (!flow) return { kind: 'live', interaction, flow: await begin(request, interaction) };
    if (isOver(flow.state) || !isPageOver(flow, epochSeconds())) return { kind: 'live', interaction, flow };
    const expired = move(flow, 'expire').flow;
    await save(expired);
    return { kind: 'over', flow: expired };
  }

  async function begin(request: FlowRequest, interaction: OpenInteraction): Promise<LoginFlow> {
    const { session, params, resources } = interaction;
    const signedIn = session && { ...session, level: levelOf(session.acr) ?? ('low' as const) };
    const flow = startFlow({
      uid: interaction.uid,
      browser: request.browser,
      clientId: interaction.clientId,
      params: { ...params, ...(resources.length > 0 ? { resource: [...resources] } : {}) },
      wantedLevel: wantedLevel(params['acr_values']),
      signedIn: signedIn && { accountId: signedIn.accountId, level: signedIn.level, amr: [...signedIn.amr] },
      now: epochSeconds(),
    });
    const asksConsent = interaction.prompt === 'consent' && flow.signedIn !== undefined;
    const opened = asksConsent
      ? move(flow, 'ask_consent', {}, { person: flow.signedIn })
      : move(flow, 'ask_sign_in');
    await save(opened.flow);
    return opened.flow;
  }

  /** Runs `act` on a live login; anything else becomes a page that leads on. */
  async function onLive(request: FlowRequest, act: (live: Live) => Promise<FlowReply>): Promise<FlowReply> {
    const loaded = await load(request);
    if (loaded.kind === 'over') return overReply(request, loaded.flow);
    if (loaded.flow.returnTo) return { kind: 'go', to: loaded.flow.returnTo };
    return act(loaded);
  }

  async function overReply(request: FlowRequest, flow: LoginFlow | undefined): Promise<FlowReply> {
    // Back in history after the sign-in: the same request again leads to the service at once.
    if (flow?.returnTo) return { kind: 'go', to: `/interaction/${request.uid}/again` };
    return { kind: 'show', ...(await views.expired(request, flow)) };
  }

  async function applyOutcome(
    request: FlowRequest,
    live: Live,
    method: LoginMethod,
    outcome: MethodOutcome<unknown>,
  ): Promise<FlowReply> {
    const { flow } = live;
    switch (outcome.kind) {
      case 'challenge':
        return stay(move(flow, 'challenge', {}, { methodState: outcome.state }).flow);
      case 'waiting':
        return stay(
          move(flow, 'wait', {}, { methodState: outcome.state, pollAfterSeconds: outcome.pollAfterSeconds })
            .flow,
        );
      case 'failed': {
        await deps.recorder.record({
          type: 'sign_in.failed',
          ...traceOf(request, live, method),
          accountId: outcome.accountId,
          reason: outcome.reason,
        });
        const notice = { reason: outcome.reason };
        const moved =
          outcome.state === undefined
            ? move(flow, 'give_up', {}, { notice })
            : move(flow, 'fail', {}, { methodState: outcome.state, notice });
        return stay(moved.flow);
      }
      case 'verified': {
        const person = { ...outcome.person, amr: [...outcome.person.amr] };
        const levelReached = isAtLeast(person.level, flow.wantedLevel);
        const moved = move(flow, 'verify', { levelReached }, { person, verifiedBy: method.id });
        if (!moved.moved) return refuse(live, 'fall_short');
        return afterVerified({ ...live, flow: moved.flow });
      }
    }
  }

  async function afterVerified(live: Live): Promise<FlowReply> {
    const { flow, interaction } = live;
    const [client, given] = await Promise.all([
      deps.clients.find(flow.clientId),
      flow.person ? deps.consents.find(flow.person.accountId, flow.clientId) : [],
    ]);
    const isAsked = (interaction.params['prompt'] ?? '').split(' ').includes('consent');
    const missing =
      client?.['acar_first_party'] === true ? [] : missingScopes(interaction.params['scope'], given);
    if (isAsked || missing.length > 0) return stay(move(flow, 'need_consent').flow);
    return complete(live, 'finish');
  }

  async function complete(live: Live, event: 'finish' | 'approve'): Promise<FlowReply> {
    const { flow, interaction } = live;
    const moved = move(flow, event);
    if (!moved.moved || !flow.person) return stay(flow);
    const { accountId, level, amr } = flow.person;
    const client = await deps.clients.find(flow.clientId);
    const granted = requestedAccess(interaction, accountId, client);
    const login = flow.verifiedBy
      ? { accountId, acr: level, amr, remember: false, ts: epochSeconds() }
      : undefined;
    const given =
      event === 'approve' ? deps.consents.give(accountId, flow.clientId, granted.scopes) : undefined;
    const { returnTo } = interaction;
    // At once: whichever of them is lost in a crash, the library asks again or the page leads on.
    await Promise.all([
      access.finish(interaction, login, flow.verifiedBy, granted),
      given,
      save({ ...moved.flow, returnTo }),
    ]);
    return { kind: 'go', to: returnTo };
  }

  async function refuse(live: Live, event: 'cancel' | 'fall_short'): Promise<FlowReply> {
    const [error, why] = refusals[event];
    const { returnTo } = live.interaction;
    await Promise.all([
      access.refuse(live.interaction, error, why),
      save({ ...move(live.flow, event).flow, returnTo }),
    ]);
    return { kind: 'go', to: returnTo };
  }

  const simple = (event: 'back' | 'switch_person') => (request: FlowRequest) =>
    onLive(request, ({ flow }) => stay(move(flow, event).flow));

  return {
    show: (request) =>
      onLive(request, async (live) => ({
        kind: 'show',
        ...(await views.of(request, live.flow, live.interaction)),
      })),
    choose: (request, methodId) =>
      onLive(request, async (live) => {
        const method = methods.find(methodId);
        const methodFits = method !== undefined && isAtLeast(method.highestLevel, live.flow.wantedLevel);
        const moved = move(live.flow, 'choose', { methodFits }, { methodId });
        if (!method || !moved.moved) return stay(live.flow);
        const chosen = { ...live, flow: moved.flow };
        return applyOutcome(
          request,
          chosen,
          method,
          await method.start(await views.loginRequest(request, chosen.flow)),
        );
      }),
    advance: (request, input) =>
      onLive(request, async (live) => {
        const method = methods.find(live.flow.methodId);
        const state = method?.stateSchema.safeParse(live.flow.methodState);
        if (!method || !state?.success || live.flow.state !== 'in-method') return stay(live.flow);
        const keys = limitKeys(method.attemptedAccount(state.data, input), request.address);
        const decision = await deps.limiter.begin(keys);
        if (!decision.allowed) {
          await deps.recorder.record({
            type: 'sign_in.failed',
            ...traceOf(request, live, method),
            reason: 'blocked',
          });
          const notice = { reason: 'blocked', blockedUntil: decision.blockedUntil };
          return stay(move(live.flow, 'fail', {}, { notice }).flow);
        }
        const outcome = await method.advance(state.data, input, await views.loginRequest(request, live.flow));
        const [reply] = await Promise.all([
          applyOutcome(request, live, method, outcome),
          outcome.kind === 'verified' ? deps.limiter.succeeded(keys) : undefined,
        ]);
        return reply;
      }),
    back: simple('back'),
    switchPerson: simple('switch_person'),
    extend: (request) =>
      onLive(request, ({ flow }) => {
        const now = epochSeconds();
        const deadline = extendedDeadline(flow, now);
        return stay(move(flow, 'extend', { canExtend: deadline > now }, { deadline }).flow);
      }),
    approve: (request) => onLive(request, (live) => complete(live, 'approve')),
    cancel: (request) => onLive(request, (live) => refuse(live, 'cancel')),
    async again(request) {
      const item = await store.find('LoginFlow', request.uid);
      const flow = item && readFlow(item.payload);
      if (flow?.browser !== request.browser)
        return { kind: 'show', ...(await views.expired(request, undefined)) };
      return { kind: 'go', to: await access.startAgain(flow.clientId, flow.params) };
    },
  };
}

/** What the relying party is told (OpenID Connect Core 3.1.2.6, Unmet Authentication Requirements 1.0). */
const refusals = {
  cancel: ['access_denied', 'the person cancelled'],
  fall_short: ['unmet_authentication_requirements', 'the wanted level was not reached'],
} as const;

/** A step that guesses nothing about an account counts for nothing. */
function limitKeys(account: string | undefined, address: string): LimitKey[] {
  if (account === undefined) return [];
  return [
    { scope: 'account', value: account },
    { scope: 'address', value: address },
    { scope: 'account-and-address', value: `${account} ${address}` },
  ];
}

function traceOf(request: FlowRequest, live: Live, method: LoginMethod) {
  const { address, userAgent } = request;
  return { clientId: live.flow.clientId, method: method.id, address, userAgent };
}
