import type { IncomingMessage, ServerResponse } from 'node:http';
import { ExchangeError, type Party, readTerms } from '../exchange/index.ts';
import { clientCertificate, type Handler, readBody } from '../http/index.ts';
import { fieldsOf, pairsOf, type RequestMessage } from '../message-signatures/index.ts';
import { refuse } from './answers.ts';
import { mostMessageOctets } from './catalogue/index.ts';
import { createExchangeLedger } from './exchanges/index.ts';
import { type Arrival, type GatewayAnswer, type GatewayDeps, readAll } from './model.ts';
import { listQuestions, mostQuestionsOctets } from './open-questions.ts';
import { type Place, readPlace } from './places.ts';
import { takeQuestionAnswer } from './question-answers.ts';
import { keptMessageOf, receiptsOf, type ReceiptsDeps } from './receipts.ts';
import { exchangeData } from './service.ts';

const contentTimeMs = 20_000;
const readingTimeMs = 60_000;

/** Answers agencies; behind a listener that asks for certificates. */
export function createGatewayHandler(given: Omit<GatewayDeps, 'ledger'> & ReceiptsDeps): Handler {
  const deps = { ...given, ledger: createExchangeLedger(given) };
  let underWay = 0;
  let held = 0;
  return async (req, res) => {
    const message = messageOf(deps.origin, req);
    const begun = deps.clock.now();
    const closed = new Promise<void>((done) => void res.once('close', done));
    let ours = 0;
    const hold: Hold = (octets) => {
      if (held + octets > deps.mostHeldOctets) return false;
      held += octets;
      ours += octets;
      return true;
    };
    underWay += 1;
    try {
      const answer =
        underWay > deps.mostExchanges
          ? await refuse(deps, message, 'gateway.busy')
          : await respond(deps, { req, message, hold });
      send(res, req, answer);
      tell(deps, message, answer, begun);
    } catch (error) {
      deps.onError(error);
      const answer = await refuse(deps, message, 'gateway.internal');
      if (!res.headersSent) send(res, req, answer);
      tell(deps, message, answer, begun);
    } finally {
      await taken(res, closed);
      underWay -= 1;
      held -= ours;
    }
  };
}

/** An answer takes memory until its reader has it: one who does not read is cut off. */
async function taken(res: ServerResponse, closed: Promise<void>): Promise<void> {
  const isOver = Promise.withResolvers<void>();
  const timer = setTimeout(() => {
    res.destroy();
    // One that waits behind another on its connection never closes where that is cut.
    isOver.resolve();
  }, readingTimeMs);
  await Promise.race([closed, isOver.promise]);
  clearTimeout(timer);
}

function tell(
  { clock, origin, onAnswer }: GatewayDeps,
  { method, targetUri }: RequestMessage,
  { status, code }: GatewayAnswer,
  begun: number,
): void {
  const route = readPlace(targetUri.slice(origin.length))?.id ?? 'gateway.exchange';
  const seconds = (clock.now() - begun) / 1000;
  onAnswer({ route, method, status, seconds, ...(code === undefined ? {} : { code }) });
}

/** As the consumer signed it: its target is ours, whatever the Host field says. */
function messageOf(origin: string, req: IncomingMessage): RequestMessage {
  return {
    kind: 'request',
    method: req.method ?? '',
    targetUri: `${origin}${req.url ?? ''}`,
    fields: fieldsOf(pairsOf(req.rawHeaders)),
  };
}

/** Room for so many octets until the answer was taken; false where there is none. */
type Hold = (octets: number) => boolean;

interface Visit {
  readonly req: IncomingMessage;
  readonly message: RequestMessage;
  readonly hold: Hold;
}

async function respond(deps: GatewayDeps & ReceiptsDeps, visit: Visit): Promise<GatewayAnswer> {
  const { req, message } = visit;
  try {
    const party = await deps.parties.judge(clientCertificate(req));
    const place = readPlace(req.url ?? '');
    return place ? await serve(deps, visit, party, place) : await refuse(deps, message, 'gateway.not_found');
  } catch (error) {
    // The certificate is not believed, or the terms cannot be read: there is nothing that a record could tell.
    if (error instanceof ExchangeError) return refuse(deps, message, error.code);
    throw error;
  }
}

/** For an agency whose certificate was judged. */
async function serve(
  deps: GatewayDeps & ReceiptsDeps,
  { req, message, hold }: Visit,
  party: Party,
  place: Place,
): Promise<GatewayAnswer> {
  const { organisation } = party;
  const read = (maxBytes: number) => readBody(req, { maxBytes, timeoutMs: contentTimeMs });
  switch (place.id) {
    case 'gateway.receipts':
      return prove(deps, message, { organisation, requestId: place.requestId, record: undefined });
    case 'gateway.kept_message':
      if (!hold(mostMessageOctets)) return refuse(deps, message, 'gateway.busy');
      return prove(deps, message, { organisation, requestId: place.requestId, record: place.record });
    case 'gateway.questions':
      if (!hold(mostQuestionsOctets)) return refuse(deps, message, 'gateway.busy');
      return listQuestions(deps, { agency: party, message, after: place.after }, read);
    case 'gateway.question_answer':
      return takeQuestionAnswer(deps, { agency: party, message, questionId: place.questionId }, read);
    case 'gateway.exchange': {
      const { service, path } = place;
      const arrival: Arrival = { consumer: party, message, terms: readTerms(message.fields), service, path };
      return exchangeData(deps, arrival, async ({ request, answer }) =>
        hold(Math.min(contentLength(req), request) + answer) ? read(request) : { kind: 'no-room' },
      );
    }
  }
}

/** As the request says, which Node holds it to; beyond every bound where it does not (RFC 9112 6.3). */
function contentLength({ headers }: IncomingMessage): number {
  if (headers['transfer-encoding'] !== undefined) return Number.POSITIVE_INFINITY;
  return Number(headers['content-length'] ?? 0);
}

interface Wanted {
  readonly organisation: string;
  readonly requestId: string;
  /** The message that this record keeps; else everything about the exchange. */
  readonly record: string | undefined;
}

async function prove(
  deps: GatewayDeps & ReceiptsDeps,
  message: RequestMessage,
  { organisation, requestId, record }: Wanted,
): Promise<GatewayAnswer> {
  if (message.method !== 'GET') return refuse(deps, message, 'gateway.method_not_allowed');
  if (record !== undefined) {
    const kept = await keptMessageOf(deps, organisation, { requestId, record });
    if (kept === 'disabled') return refuse(deps, message, 'gateway.organisation_unknown');
    if (!kept) return refuse(deps, message, 'gateway.not_found');
    return {
      status: 200,
      fields: fieldsOf([['content-type', 'message/http']]),
      content: await readAll(kept),
    };
  }
  const found = await receiptsOf(deps, organisation, requestId);
  if (found === 'disabled') return refuse(deps, message, 'gateway.organisation_unknown');
  if (!found) return refuse(deps, message, 'gateway.not_found');
  const content = Buffer.from(JSON.stringify(found));
  return { status: 200, fields: fieldsOf([['content-type', 'application/json']]), content };
}

function send(res: ServerResponse, req: IncomingMessage, { status, fields, content }: GatewayAnswer): void {
  if (res.destroyed) return;
  const headers = [...fields].map(([name, lines]) => [name, lines.join(', ')] as const);
  res.writeHead(status, {
    ...Object.fromEntries(headers),
    'content-length': content.length,
    'cache-control': 'no-store',
    // What is left of a refused content is not read.
    ...(req.complete ? {} : { connection: 'close' }),
  });
  res.end(content);
}
