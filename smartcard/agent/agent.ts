import type { IncomingMessage, ServerResponse } from 'node:http';
import type { CardDesk } from './card-desk.ts';
import type { Configuration } from './config.ts';
import { BrowserConversation } from './conversation.ts';
import { diagnose } from './diagnosis.ts';
import { handBackForm, wholePage } from './document.ts';
import { CardStop, Refusal } from './errors.ts';
import { readForm } from './form.ts';
import { html, type Markup } from './html.ts';
import { createIssuerKeys } from './issuer-keys.ts';
import { ladderMarkup, rungsOf } from './ladder-page.ts';
import { ladder } from './messages/ladder.ts';
import { cardUse } from './messages/card-use.ts';
import { purposeTexts } from './messages/purposes.ts';
import { createRateLimit, type RateLimit } from './rate-limit.ts';
import {
  type CardRequest,
  createRequestJudge,
  issuerOf,
  maxRequestLength,
  type RequestJudge,
  type RequestPurpose,
} from './request.ts';
import { type AgentServer, pageHeaders, RefusalIn, startServer } from './server.ts';
import { handCertificate, signDocuments } from './sign-documents.ts';
import { signIn } from './sign-in.ts';
import { Turn } from './turn.ts';
import { type CardStep, type CardUse, keyOf } from './use-card.ts';

/** What this agent understands (PROTOCOL.md, versions). */
const protocol = 2;

export interface AgentOptions {
  readonly configuration: Configuration;
  readonly desk: CardDesk;
  /** The agent's own. */
  readonly version: string;
  /** Milliseconds since 1970. */
  readonly now: () => number;
  /** One line on what happened; nothing about persons or cards. */
  readonly log: (line: string) => void;
}

/** Runs the agent (PROTOCOL.md). @throws Error of the system when the port is taken */
export async function startAgent(options: AgentOptions): Promise<AgentServer> {
  const { configuration, now, log } = options;
  const judge = createRequestJudge(configuration.issuers, createIssuerKeys(now), now);
  const limit = createRateLimit(now, { burst: 20, everyMs: 3_000 });
  const agent: Agent = { ...options, judge, limit, turn: new Turn() };
  return startServer({
    port: configuration.port,
    log,
    routes: {
      'GET /status': async (message, response) => status(agent, message, response),
      'POST /authenticate': (message, response) => useCard(agent, message, response, 'authenticate'),
      'POST /certificate': (message, response) => useCard(agent, message, response, 'certificate'),
      'POST /sign': (message, response) => useCard(agent, message, response, 'sign'),
      'POST /diagnose': (message, response) => showDiagnosis(agent, message, response),
      'POST /answer': (message, response) => takeAnswer(agent, message, response),
    },
  });
}

interface Agent extends AgentOptions {
  readonly judge: RequestJudge;
  readonly limit: RateLimit;
  readonly turn: Turn;
}

interface Taken {
  readonly request: CardRequest;
  readonly state: string;
}

/** Takes a request that may be served now, and keeps the turn for it; nothing was shown before. @throws Refusal */
async function take(
  { configuration, judge, limit, turn }: Agent,
  message: IncomingMessage,
  purposes: readonly RequestPurpose[],
): Promise<Taken> {
  const { origin } = message.headers;
  const issuer = issuerOf(configuration.issuers, origin);
  if (!limit.admit(issuer.origin)) throw new Refusal('agent.too_many');
  const maxLength = Math.max(...purposes.map((purpose) => maxRequestLength[purpose]));
  const form = await readForm(message, { request: { maxLength }, state: { maxLength: 512 } });
  const request = await judge.judge(form.request, origin);
  if (!purposes.includes(request.purpose)) throw new Refusal('agent.request_malformed', 'another purpose');
  try {
    turn.take();
  } catch (error) {
    throw inLanguageOf(request, error);
  }
  try {
    judge.take(request);
  } catch (error) {
    turn.end();
    throw inLanguageOf(request, error);
  }
  return { request, state: form.state };
}

function inLanguageOf({ language }: CardRequest, error: unknown): unknown {
  return error instanceof Refusal ? new RefusalIn(language, error) : error;
}

async function useCard(
  agent: Agent,
  message: IncomingMessage,
  response: ServerResponse,
  purpose: RequestPurpose,
): Promise<void> {
  const { configuration, desk, log, turn } = agent;
  const taken = await take(agent, message, [purpose]);
  const { request } = taken;
  const conversation = new BrowserConversation(response, {
    language: request.language,
    title: purposeTexts[request.language][purpose].title,
    seconds: configuration.requestSeconds,
    headers: pageHeaders(["'self'", request.issuer.origin]),
  });
  turn.begin(conversation);
  try {
    const show = (step: CardStep) => conversation.step(stepMarkup(step, taken));
    const { cardSeconds } = configuration;
    const outcome = await run({ request, conversation, desk, show, cardSeconds }, agent);
    log(outcome.kind === 'done' ? doneLine[purpose] : `${outcome.code} ${outcome.detail}`);
    conversation.finish(outcomeMarkup(outcome, taken));
  } finally {
    conversation.abandon();
    turn.end(conversation);
  }
}

const doneLine: Readonly<Record<RequestPurpose, string>> = {
  authenticate: 'signed',
  certificate: 'certificate handed over',
  sign: 'documents signed',
};

type Outcome =
  /** Fields of the form that goes back. */
  | { readonly kind: 'done'; readonly fields: Readonly<Record<string, string>> }
  /** `detail` is for the log. */
  | { readonly kind: 'stopped'; readonly code: CardStop['code']; readonly detail: string };

async function run(use: CardUse, { version }: Agent): Promise<Outcome> {
  try {
    return { kind: 'done', fields: await answerTo(use, version) };
  } catch (error) {
    if (!(error instanceof CardStop)) throw error;
    const detail = error.cause instanceof Error ? error.cause.message : '';
    return { kind: 'stopped', code: error.code, detail };
  }
}

async function answerTo(use: CardUse, version: string): Promise<Readonly<Record<string, string>>> {
  const { request } = use;
  switch (request.purpose) {
    case 'authenticate':
      return { token: JSON.stringify(await signIn({ ...use, request }, version)) };
    case 'certificate': {
      const { certificate, algorithms } = await handCertificate({ ...use, request });
      return {
        certificate: Buffer.from(certificate).toString('base64'),
        algorithms: algorithms.join(' '),
        protocol: String(protocol),
      };
    }
    case 'sign': {
      const values = await signDocuments({ ...use, request });
      return { signatures: values.map((value) => Buffer.from(value).toString('base64url')).join(' ') };
    }
  }
}

async function showDiagnosis(
  agent: Agent,
  message: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const { desk, version, now, turn } = agent;
  const { request, state } = await take(agent, message, ['authenticate', 'certificate']);
  try {
    const { language } = request;
    const rungs = rungsOf(await diagnose(desk, keyOf[request.purpose], version), language, now());
    const t = ladder[language];
    const back = handBackForm(request.returnTo, { state, error: 'back' }, { text: t.back, isMain: false });
    response.writeHead(200, {
      ...pageHeaders([request.issuer.origin]),
      'content-type': 'text/html; charset=utf-8',
    });
    response.end(wholePage(language, t.title, html`${ladderMarkup(rungs, language)}${back}`).text);
  } finally {
    turn.end();
  }
}

/** A form of the agent's own page, which a virtual card's window shows. */
async function takeAnswer(
  { turn }: Agent,
  message: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const { origin, host } = message.headers;
  if (origin !== `http://${host}`) throw new Refusal('agent.origin_missing');
  const { ticket, ...fields } = await readForm(message, {
    ticket: { maxLength: 40 },
    answer: { maxLength: 20, isOptional: true },
    pin: { maxLength: 64, isOptional: true },
  });
  const isResumed = turn.find(ticket)?.resume(response, new Map(Object.entries(fields))) ?? false;
  if (!isResumed) throw new Refusal('agent.page_over');
}

function status({ configuration, version }: Agent, message: IncomingMessage, response: ServerResponse): void {
  const { origin } = message.headers;
  // Without Origin it is no page of another site that asks.
  const allowed = origin === undefined ? undefined : issuerOf(configuration.issuers, origin).origin;
  response.writeHead(200, {
    ...pageHeaders([]),
    'cross-origin-resource-policy': 'cross-origin',
    'content-type': 'application/json',
    vary: 'origin',
    ...(allowed && { 'access-control-allow-origin': allowed }),
  });
  response.end(JSON.stringify({ agent: 'acar-card-agent', version, protocol }));
}

function stepMarkup(step: CardStep, { request, state }: Taken): Markup {
  const t = cardUse[request.language];
  const cancel = handBackForm(
    request.returnTo,
    { state, error: 'card.cancelled' },
    { text: t.cancel, isMain: false },
  );
  return html`<p>${t[step]}</p>${cancel}`;
}

function outcomeMarkup(outcome: Outcome, { request, state }: Taken): Markup {
  const t = cardUse[request.language];
  const isDone = outcome.kind === 'done';
  const answer = isDone ? outcome.fields : { error: outcome.code };
  const form = handBackForm(request.returnTo, { state, ...answer }, { text: t.goOn, isMain: true });
  return html`<p>${isDone ? t.done : purposeTexts[request.language][request.purpose].ended}</p>${form}`;
}
