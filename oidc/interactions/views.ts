import type { LoginRequest, MethodRegistry } from '../login-methods/index.ts';
import type { AccountDirectory, ClientDirectory, ClientMetadata, ConsentStore } from '../ports.ts';
import { isAtLeast } from '../ports.ts';
import { accountClaims, type OpenInteraction } from '../provider/index.ts';
import { handedOverClaims, missingScopes } from './consent.ts';
import { type LoginFlow, longestDeadline, pageOf, warningSeconds } from './login-flow.ts';
import type { FlowRequest } from './model.ts';
import type { InteractionView, ServiceView } from './view.ts';

export interface ViewsDependencies {
  readonly methods: MethodRegistry;
  readonly accounts: AccountDirectory;
  readonly clients: ClientDirectory;
  readonly consents: ConsentStore;
  readonly epochSeconds: () => number;
}

interface Shown {
  readonly view: InteractionView;
  readonly language: string;
}

const languageFor = (request: FlowRequest, flow: LoginFlow | undefined) =>
  request.language(textParam(flow, 'ui_locales'));

/** Turns a stored login into what its page shows. */
export function createViews(deps: ViewsDependencies) {
  return {
    async loginRequest(request: FlowRequest, flow: LoginFlow): Promise<LoginRequest> {
      const language = languageFor(request, flow);
      const client = await deps.clients.find(flow.clientId);
      return {
        wantedLevel: flow.wantedLevel,
        signedIn: flow.signedIn,
        browser: flow.browser,
        language,
        serviceName: client ? nameOf(client, language) : '',
        loginHint: textParam(flow, 'login_hint'),
        clientId: flow.clientId,
        address: request.address,
        userAgent: request.userAgent,
        page: pageOf(flow),
      };
    },

    async expired(request: FlowRequest, flow: LoginFlow | undefined): Promise<Shown> {
      const language = languageFor(request, flow);
      const client = flow && (await deps.clients.find(flow.clientId));
      const service = flow && client ? serviceView(client, flow, language) : undefined;
      return {
        language,
        view: { screen: 'expired', uid: request.uid, service, canStartAgain: flow !== undefined },
      };
    },

    /** For a browser that did not start this login. */
    async elsewhere(request: FlowRequest, flow: LoginFlow): Promise<Shown> {
      const language = languageFor(request, flow);
      const client = await deps.clients.find(flow.clientId);
      return {
        language,
        view: { screen: 'elsewhere', service: client && serviceView(client, flow, language) },
      };
    },

    async of(request: FlowRequest, flow: LoginFlow, interaction: OpenInteraction): Promise<Shown> {
      const language = languageFor(request, flow);
      const client = await deps.clients.find(flow.clientId);
      if (!client) return { language, view: { screen: 'failed', service: undefined, reason: 'client_gone' } };
      const page = {
        uid: flow.uid,
        service: serviceView(client, flow, language),
        timeLimit: timeLimit(flow, deps.epochSeconds()),
      };
      if (flow.state === 'consenting')
        return { language, view: { ...page, ...(await consentPart(deps, flow, interaction)) } };
      const method = flow.state === 'in-method' ? deps.methods.find(flow.methodId) : undefined;
      const state = method?.stateSchema.safeParse(flow.methodState);
      if (method && state?.success) {
        const view = await method.describe(state.data, await this.loginRequest(request, flow));
        return { language, view: { ...page, ...methodPart(deps, flow), methodId: method.id, view } };
      }
      return { language, view: { ...page, ...choicePart(deps, flow) } };
    },
  };
}

function choicePart(deps: ViewsDependencies, flow: LoginFlow) {
  return {
    screen: 'choose' as const,
    methods: deps.methods.all.map((method) => ({
      id: method.id,
      reachesLevel: isAtLeast(method.highestLevel, flow.wantedLevel),
    })),
    wantedLevel: flow.wantedLevel,
    isStepUp: flow.signedIn !== undefined && !isAtLeast(flow.signedIn.level, flow.wantedLevel),
    notice: flow.notice?.reason,
  };
}

function methodPart(deps: ViewsDependencies, flow: LoginFlow) {
  return {
    screen: 'method' as const,
    notice: flow.notice?.reason,
    blockedUntil: flow.notice?.blockedUntil,
    hasOtherMethods: deps.methods.all.length > 1,
    pollAfterSeconds: flow.pollAfterSeconds,
  };
}

async function consentPart(deps: ViewsDependencies, flow: LoginFlow, interaction: OpenInteraction) {
  const accountId = flow.person?.accountId ?? '';
  const [account, given] = await Promise.all([
    deps.accounts.findById(accountId),
    deps.consents.find(accountId, flow.clientId),
  ]);
  const { scope } = interaction.params;
  const values: Readonly<Record<string, string>> = account ? accountClaims(account) : {};
  return {
    screen: 'consent' as const,
    personName: account ? `${account.givenName} ${account.familyName}` : '',
    amr: flow.person?.amr ?? [],
    // What nobody knows is not handed over.
    claims: handedOverClaims(scope).flatMap((name) => {
      const value = values[name];
      return value === undefined ? [] : { name, value };
    }),
    isKnownService: missingScopes(scope, given).length === 0,
    isContinuation: flow.verifiedBy === undefined,
  };
}

function timeLimit(flow: LoginFlow, now: number) {
  return {
    secondsLeft: Math.max(0, flow.deadline - now),
    warningSeconds,
    // Offered from the first second on: a page without script cannot show the button later.
    canExtend: flow.deadline < longestDeadline(flow),
  };
}

function serviceView(client: ClientMetadata, flow: LoginFlow, language: string): ServiceView {
  const redirectUri = textParam(flow, 'redirect_uri') ?? '';
  const homepage = client['initiate_login_uri'] ?? client['client_uri'];
  return {
    clientId: client.client_id,
    name: nameOf(client, language),
    host: URL.canParse(redirectUri) ? new URL(redirectUri).host : '',
    returnOrigin: returnOriginOf(flow),
    homepage: typeof homepage === 'string' ? homepage : undefined,
  };
}

/** Where the answer goes, as far as a page may tell the browser. */
export function returnOriginOf(flow: LoginFlow): string | undefined {
  const redirectUri = textParam(flow, 'redirect_uri') ?? '';
  return URL.canParse(redirectUri) ? new URL(redirectUri).origin : undefined;
}

function nameOf(client: ClientMetadata, language: string): string {
  const names = [client[`client_name#${language}`], client['client_name']];
  return names.find((name) => typeof name === 'string') ?? client.client_id;
}

function textParam(flow: LoginFlow | undefined, name: string): string | undefined {
  const value = flow?.params[name];
  return typeof value === 'string' ? value : undefined;
}
