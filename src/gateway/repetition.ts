import { type CheckedSeal, readKeptResponse, readOctets } from '../exchange/index.ts';
import { deliver, refuse } from './answers.ts';
import { type RefusalCode, refusalStatuses } from './errors.ts';
import { readStanding, type Standing, type StoredExchange } from './exchanges/index.ts';
import { type Arrival, type GatewayAnswer, type GatewayDeps, readAll } from './model.ts';
import { concernedBy, refusedEvents } from './record-events.ts';

/** Another request was faster: with the same number, or with the same nonce under another. */
export async function repeatAfterRace(
  deps: GatewayDeps,
  arrival: Arrival,
  checked: CheckedSeal,
): Promise<GatewayAnswer> {
  const { terms, service } = arrival;
  const standing = await readStanding(deps.db, { terms, service, now: new Date(deps.clock.now()) });
  return repeat(deps, arrival, standing, checked);
}

/** The outcome of the first, for the same message again; another one under its number or nonce is refused. */
export async function repeat(
  deps: GatewayDeps,
  arrival: Arrival,
  standing: Standing,
  { identity }: CheckedSeal,
): Promise<GatewayAnswer> {
  const { exchange } = standing;
  const isSame = exchange?.identity === Buffer.from(identity).toString('hex');
  if (exchange && isSame) return outcomeOf(deps, arrival, exchange);
  const code = exchange ? 'gateway.request_id_taken' : 'gateway.replayed';
  const events = refusedEvents(deps.subjectOf, concernedBy(arrival, standing), code);
  await deps.db.transaction((tx) => deps.recorder.recordAll(tx, events));
  return refuse(deps, arrival.message, code);
}

async function outcomeOf(
  deps: GatewayDeps,
  { message }: Arrival,
  { state, reason, answerPayload, records }: StoredExchange,
): Promise<GatewayAnswer> {
  if (state === 'requested') return refuse(deps, message, 'gateway.in_progress');
  if (state !== 'answered') return refuse(deps, message, storedReason(reason));
  const kept = answerPayload === undefined ? undefined : await deps.payloads.read(answerPayload);
  const octets = kept?.kind === 'kept' ? await readAll(kept.content) : undefined;
  const answer = octets && readKeptResponse(octets);
  if (!answer) return refuse(deps, message, 'gateway.answer_erased');
  const certificate = readOctets(answer.fields, 'acar-provider-certificate');
  return deliver(deps, message, { ...answer, provider: { certificate }, records });
}

const isKnown = (code: string): code is RefusalCode => Object.hasOwn(refusalStatuses, code);

function storedReason(reason: string | undefined): RefusalCode {
  return reason !== undefined && isKnown(reason) ? reason : 'gateway.interrupted';
}
