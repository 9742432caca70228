import { X509Certificate } from 'node:crypto';
import type { CeremonyPlan, OrderResult, StatusEvent } from '../../pki/index.ts';
import { CliError } from '../errors.ts';
import { type CommandInput, type Outcome, readActor, required, type Services } from '../model.ts';
import { readJson, readMoment, readOrder, readReason, readRequestFile, readSerial } from './ca-input.ts';

/** What the commands of the certificate service do. Loaded when one of them runs: it needs the service's code. */

export async function ceremony(
  { operands: [path = ''], options }: CommandInput,
  services: Services,
): Promise<Outcome> {
  const office = await services.ca({ isDevelopment: options['development'] === true });
  const plan = office.readPlan(services.readText(path));
  if (options['check'] === true) return planned(plan);
  const out = required(options, 'out');
  const files = await office.holdCeremony(plan, out, required(options, 'passphrase-file'));
  const text = files.map(({ file, sha256 }) => `${sha256}  ${file}`);
  return {
    kind: 'done',
    data: { folder: out, files },
    text: [...text, `Put ${out}/offline into a safe: the service never needs the keys of a root.`],
  };
}

export async function list(_input: CommandInput, services: Services): Promise<Outcome> {
  const authorities = await (await services.ca()).list();
  const data = authorities.map(
    ({ caId, name, kind, isIssuing, partitions, notBefore, notAfter, counts, fingerprint }) => ({
      caId,
      name,
      kind,
      isIssuing,
      partitions,
      counts,
      fingerprint,
      notBefore: iso(notBefore),
      notAfter: iso(notAfter),
    }),
  );
  const text = authorities.flatMap(({ name, kind, isIssuing, notBefore, notAfter, counts, fingerprint }) => [
    `${name}  ${kind}${isIssuing ? '' : ', issues no more'}  ${iso(notBefore)} to ${iso(notAfter)}`,
    `  sha256 ${fingerprint}`,
    `  ${Object.entries(counts)
      .map(([status, count]) => `${status} ${count}`)
      .join(', ')}`,
  ]);
  return { kind: 'done', data, text: text.length > 0 ? text : ['no authorities: hold a ceremony first'] };
}

export async function issue({ options }: CommandInput, services: Services): Promise<Outcome> {
  const order = readOrder(required(options, 'order'), readActor(options), services);
  if (order.kind === 'refused') return order;
  const isDevelopment = options['development'] === true;
  return told(await (await services.ca({ isDevelopment })).issue(order.order));
}

export async function renew({ options }: CommandInput, services: Services): Promise<Outcome> {
  const order = {
    orderedBy: readActor(options),
    orderKey: required(options, 'order-key'),
    request: readRequestFile(required(options, 'request'), services),
  };
  const office = await services.ca({ isDevelopment: options['development'] === true });
  return told(await office.renew(required(options, 'authority'), readSerial(options), order));
}

export async function history({ options }: CommandInput, services: Services): Promise<Outcome> {
  const serial = readSerial(options);
  const events = await (await services.ca()).history(required(options, 'authority'), serial);
  if (events.length === 0)
    return {
      kind: 'refused',
      problems: [{ code: 'certificate.not_found', message: refusals['certificate.not_found'] }],
    };
  const suspensions = suspensionsOf(events);
  const text = [
    ...events.map((event) =>
      [
        iso(event.at),
        event.action,
        event.reason !== undefined && `reason ${event.reason}`,
        `by ${event.doneBy}`,
        event.note,
      ]
        .filter(Boolean)
        .join('  '),
    ),
    ...suspensions.map(({ from, to }) => `suspended from ${from} to ${to ?? 'now'}`),
  ];
  const told = events.map(({ at, invalidSince, ...event }) => ({
    ...event,
    at: iso(at),
    ...(invalidSince === undefined ? {} : { invalidSince: iso(invalidSince) }),
  }));
  return { kind: 'done', data: { serial, events: told, suspensions }, text };
}

function planned(plan: CeremonyPlan): Outcome {
  const text = [
    ...plan.authorities.map(
      (one) =>
        `${one.kind} ${one.name}: ${one.commonName}, ${one.algorithm}, key ${one.key.kind}${
          one.kind === 'root' ? '' : `, issued by ${one.issuer}, ${one.crlPartitions} CRL partitions`
        }`,
    ),
    ...plan.crossCertificates.map(({ issuer, subject }) => `cross-certificate of ${subject} by ${issuer}`),
    ...plan.timeStamping.map(
      (one) => `time-stamping unit ${one.name}: ${one.commonName}, ${one.algorithm}, issued by ${one.issuer}`,
    ),
    `addresses begin with ${plan.address}`,
    'the plan has no problems; nothing was made',
  ];
  return { kind: 'done', data: plan, text };
}

function told(result: OrderResult): Outcome {
  if (result.kind === 'refused') {
    const { code, message, field: path } = result;
    return { kind: 'refused', problems: [{ code, message, ...(path === undefined ? {} : { path }) }] };
  }
  const certificate = new X509Certificate(result.certificate).toString();
  const { serial, orderId } = result;
  return { kind: 'done', data: { serial, orderId, certificate }, text: [certificate.trimEnd()] };
}

export async function changeStatus(
  { options }: CommandInput,
  services: Services,
  action: 'hold' | 'release' | 'revoke',
): Promise<Outcome> {
  const note = options['note'];
  if (typeof note === 'string' && note.length > 500)
    throw new CliError('cli.usage', '--note has at most 500 characters');
  const serial = readSerial(options);
  const change = {
    serial,
    action,
    doneBy: readActor(options),
    reason: readReason(options),
    invalidSince: readMoment(options, 'invalid-since'),
    ...(typeof note === 'string' ? { note } : {}),
  };
  const result = await (await services.ca()).change(required(options, 'authority'), change);
  if (result.kind === 'refused')
    return { kind: 'refused', problems: [{ code: result.code, message: refusals[result.code] }] };
  const data = { serial, status: result.status, at: iso(result.at) };
  return { kind: 'done', data, text: [`${serial} is ${data.status} since ${data.at}`] };
}

const refusals = {
  'certificate.not_found': 'no certificate of the authority has this serial number',
  'certificate.not_allowed': 'the status of the certificate does not allow it; a revocation is for ever',
  'certificate.invalid_since': 'the date is in the future',
} as const;

/** A suspension ends with what follows it: the release, or a revocation. */
function suspensionsOf(events: readonly StatusEvent[]) {
  return events.flatMap(({ action, at }, index) => {
    const end = events[index + 1]?.at;
    return action === 'held' ? [{ from: iso(at), to: end === undefined ? null : iso(end) }] : [];
  });
}

function iso(moment: number): string {
  return new Date(moment).toISOString();
}

export async function addClient({ options }: CommandInput, services: Services): Promise<Outcome> {
  const entry = await (await services.ca()).enterClient(
    readJson(services.readText(required(options, 'file'))),
  );
  if (entry.kind === 'refused')
    return {
      kind: 'refused',
      problems: entry.problems.map((problem) => ({ code: 'client.form', ...problem })),
    };
  const { client, version } = entry;
  return { kind: 'done', data: { ...client, version }, text: [`${client.name}  version ${version}`] };
}

export async function listClients({ options }: CommandInput, services: Services): Promise<Outcome> {
  const after = options['after'];
  const clients = await (await services.ca()).clients(typeof after === 'string' ? after : '');
  const text = clients.map(
    ({ name, subjectId, subjectName, profiles, isActive }) =>
      `${name}  ${isActive ? 'active' : 'off'}  ${subjectId}  ${subjectName}  ${profiles.join(', ')}`,
  );
  return { kind: 'done', data: clients, text: text.length > 0 ? text : ['no systems'] };
}
