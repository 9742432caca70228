import type { LoginMethod, MethodInput, MethodOutcome } from '../login-methods/index.ts';
import { isAtLeast } from '../ports.ts';
import type { OpenInteraction } from '../provider/index.ts';
import { levelOf, wantedLevel } from '../provider/index.ts';
import { type AnsweredFlow, createAnswers } from './answers.ts';
import { limitKeys, traceOf } from './attempts.ts';
import { missingScopes } from './consent.ts';
import {
  extendedDeadline,
  flowLimits,
  isPageOver,
  type LoginFlow,
  move,
  pageOf,
  readFlow,
  startFlow,
} from './login-flow.ts';
import type { LoginFlows, LoginFlowsDependencies } from './login-flows.ts';
import { isOver } from './machine.ts';
import type { FlowReply, FlowRequest, Live } from './model.ts';
import { createViews, returnOriginOf } from './views.ts';

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

  const answers = createAnswers({ ...deps, save, epochSeconds });

  const stay = async (flow: LoginFlow): Promise<FlowReply> => {
    await save(flow);
    return { kind: 'go', to: pageOf(flow) };
  };

  /** After a refusal. What the same form, sent twice, has led to meanwhile stands: a person who proved who they are goes on. */
  const stayRefused = async (refused: LoginFlow): Promise<FlowReply> => {
    const item = await store.find('LoginFlow', refused.uid);
    const present = item && readFlow(item.payload);
    if (present?.returnTo) return { kind: 'go', to: present.returnTo };
    return present?.person ? { kind: 'go', to: pageOf(present) } : stay(refused);
  };

  async function complete(request: FlowRequest, live: Live, event: 'finish' | 'approve'): Promise<FlowReply> {
    const answered = await answers.complete(request, live, event);
    return answered ? leave(answered) : stay(live.flow);
  }

  async function load(request: FlowRequest): Promise<Loaded> {
    const [interaction, item] = await Promise.all([
      access.find(request.req, request.res),
      store.find('LoginFlow', request.uid),
    ]);
    const stored = item && readFlow(item.payload);
    const flow = stored?.browser === request.browser ? stored : undefined;
    if (!interaction || interaction.uid !== request.uid || (stored && !flow)) return { kind: 'over', flow };
    if (!flow) return { kind: 'live', interaction, flow: await begin(request, interaction) };
    if (flow.returnTo || !isPageOver(flow, epochSeconds())) return { kind: 'live', interaction, flow };
    if (isOver(flow.state)) return { kind: 'over', flow };
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
    const isReachable = methods.all.some((method) => isAtLeast(method.highestLevel, flow.wantedLevel));
    if (!asksConsent && !isReachable)
      return answers.refuse({ kind: 'live', interaction, flow }, 'fall_short');
    const opened = asksConsent
      ? move(flow, 'ask_consent', {}, { person: flow.signedIn })
      : move(flow, 'ask_sign_in');
    await save(opened.flow);
    return opened.flow;
  }

  /** Runs `act` on a live login; anything else becomes a page that leads on. */
  async function onLive(request: FlowRequest, act: (live: Live) => Promise<FlowReply>): Promise<FlowReply> {
    return onLoaded(request, await load(request), act);
  }

  async function onLoaded(
    request: FlowRequest,
    loaded: Loaded,
    act: (live: Live) => Promise<FlowReply>,
  ): Promise<FlowReply> {
    if (loaded.kind === 'over') return overReply(request, loaded.flow);
    if (loaded.flow.returnTo) return { kind: 'go', to: loaded.flow.returnTo };
    return act(loaded);
  }

  /** The method that the person is in, with its state; undefined when the login is elsewhere, or the state is another release's. */
  function methodOf({ flow }: Live) {
    const method = flow.state === 'in-method' ? methods.find(flow.methodId) : undefined;
    const state = method?.stateSchema.safeParse(flow.methodState);
    return method && state?.success ? { method, state: state.data } : undefined;
  }

  async function advance(request: FlowRequest, live: Live, input: MethodInput): Promise<FlowReply> {
    const chosen = methodOf(live);
    if (!chosen) return stay(live.flow);
    const { method, state } = chosen;
    const keys = limitKeys(method.attemptedAccount(state, input), request.address);
    const decision = await deps.limiter.begin(keys);
    if (!decision.allowed) {
      await deps.recorder.record({
        type: 'sign_in.failed',
        ...traceOf(request, live, method),
        reason: 'blocked',
      });
      const notice = { reason: 'blocked', blockedUntil: decision.blockedUntil };
      return stayRefused(move(live.flow, 'fail', {}, { notice }).flow);
    }
    const outcome = await method.advance(state, input, await views.loginRequest(request, live.flow));
    const [reply] = await Promise.all([
      applyOutcome(request, live, method, outcome),
      outcome.kind === 'verified'
        ? deps.limiter.succeeded([...keys, ...limitKeys(outcome.attempted, request.address)])
        : undefined,
    ]);
    return reply;
  }

  async function overReply(request: FlowRequest, flow: LoginFlow | undefined): Promise<FlowReply> {
    // Back in history after the sign-in: the same request again leads to the service at once.
    if (flow?.returnTo) return { kind: 'go', to: `${pageOf(request)}/again` };
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
          reason: outcome.code ?? outcome.reason,
        });
        const notice = { reason: outcome.reason };
        const moved =
          outcome.state === undefined
            ? move(flow, 'give_up', {}, { notice })
            : move(flow, 'fail', {}, { methodState: outcome.state, notice });
        return stayRefused(moved.flow);
      }
      case 'verified': {
        const person = { ...outcome.person, amr: [...outcome.person.amr] };
        const levelReached = isAtLeast(person.level, flow.wantedLevel);
        const moved = move(flow, 'verify', { levelReached }, { person, verifiedBy: method.id });
        if (!moved.moved) return leave(await answers.refuse(live, 'fall_short'));
        return afterVerified(request, { ...live, flow: moved.flow });
      }
    }
  }

  async function afterVerified(request: FlowRequest, live: Live): Promise<FlowReply> {
    const { flow, interaction } = live;
    const [client, given] = await Promise.all([
      deps.clients.find(flow.clientId),
      flow.person ? deps.consents.find(flow.person.accountId, flow.clientId) : [],
    ]);
    const isAsked = (interaction.params['prompt'] ?? '').split(' ').includes('consent');
    const missing =
      client?.['acar_first_party'] === true ? [] : missingScopes(interaction.params['scope'], given);
    if (isAsked || missing.length > 0) return stay(move(flow, 'need_consent').flow);
    return complete(request, live, 'finish');
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
    advance: (request, input) => onLive(request, (live) => advance(request, live, input)),
    async returned(request, input) {
      const loaded = await load(request);
      const item =
        loaded.kind === 'over' && !loaded.flow ? await store.find('LoginFlow', request.uid) : undefined;
      const started = item && readFlow(item.payload);
      if (started) return { kind: 'show', ...(await views.elsewhere(request, started)) };
      return onLoaded(request, loaded, (live) => advance(request, live, input));
    },
    async follow(request) {
      const loaded = await load(request);
      const chosen = loaded.kind === 'live' ? methodOf(loaded) : undefined;
      const follow = chosen?.method.follow?.bind(chosen.method);
      if (loaded.kind === 'over' || !follow) return undefined;
      const login = await views.loginRequest(request, loaded.flow);
      return (signal) => follow(chosen?.state, login, signal);
    },
    back: simple('back'),
    switchPerson: simple('switch_person'),
    extend: (request) =>
      onLive(request, ({ flow }) => {
        const now = epochSeconds();
        const deadline = extendedDeadline(flow, now);
        return stay(move(flow, 'extend', { canExtend: deadline > now }, { deadline }).flow);
      }),
    approve: (request) => onLive(request, (live) => complete(request, live, 'approve')),
    cancel: (request) => onLive(request, async (live) => leave(await answers.refuse(live, 'cancel'))),
    async returnOriginOf(uid) {
      const item = await store.find('LoginFlow', uid);
      const flow = item && readFlow(item.payload);
      return flow && returnOriginOf(flow);
    },
    async again(request) {
      const item = await store.find('LoginFlow', request.uid);
      const flow = item && readFlow(item.payload);
      if (flow?.browser !== request.browser)
        return { kind: 'show', ...(await views.expired(request, undefined)) };
      return { kind: 'go', to: await access.startAgain(flow.clientId, flow.params) };
    },
  };
}

function leave({ returnTo }: AnsweredFlow): FlowReply {
  return { kind: 'go', to: returnTo };
}
