import { setTimeout as pause } from 'node:timers/promises';
import type { Fields, Pdu } from 'smpp';
import type { Log, Random } from '../jobs/index.ts';
import type { DeliveryReceipt, OutgoingMessage, SendResult, Transport } from './model.ts';
import { cutSms, type SmsPart } from './sms-text.ts';
import { openSmppLink, type SmppLink } from './smpp-link.ts';

export interface SmppOptions {
  readonly host: string;
  readonly port: number;
  readonly tls: boolean;
  /** PEM of the certificate authority of a private server. */
  readonly certificateAuthority?: string | undefined;
  readonly systemId: string;
  readonly password: string;
  /** What the phone shows: up to eleven letters and digits, a short code, or a number with `+`. */
  readonly sender: string;
  readonly random: Random;
  readonly log?: Log | undefined;
  readonly enquireSeconds?: number;
  readonly firstReconnectSeconds?: number;
  /** The pauses after each `ESME_RTHROTTLED` for one part; after the last the outbox takes over. */
  readonly throttlePausesMs?: readonly number[];
  /** How many messages may be under way without an answer. */
  readonly window?: number;
}

const defaultWindow = 10;
const defaultThrottlePausesMs = [500, 1_000, 2_000, 4_000];

/** SMPP v3.4 5.1.3. */
const throttled = 0x58;
/** Those that speak of this number or this text, and will again: destination, length, numbering plan, coding. */
const refusals = new Set([0x01, 0x0b, 0x50, 0x51, 0x104]);
const textModeWithHeader = 0x40;

/** SMS through a mobile operator's SMPP v3.4 server. */
export function createSmppTransport(options: SmppOptions): Transport {
  let keep: ((receipt: DeliveryReceipt) => Promise<void>) | undefined;
  const link = openSmppLink({
    ...options,
    async onDeliver(pdu) {
      const receipt = receiptOf(pdu);
      if (receipt) await keep?.(receipt);
    },
  });
  const pauses = options.throttlePausesMs ?? defaultThrottlePausesMs;
  return {
    channel: 'sms',
    concurrency: options.window ?? defaultWindow,
    onReceipt(keeper) {
      keep = keeper;
    },
    async send(message) {
      const providerIds = [...(message.providerIds ?? [])];
      const reference = Number(BigInt(message.id) % 0x1_0000n);
      // What the operator took at an earlier try is not sent again.
      for (const part of cutSms(message.body, reference & 0xff).slice(providerIds.length)) {
        const answer = await submitPart(link, fieldsOf(options.sender, message, part, reference), pauses);
        const trouble = explain(answer);
        if (trouble)
          return trouble.kind === 'later' && providerIds.length > 0 ? { ...trouble, providerIds } : trouble;
        providerIds.push(answer?.message_id ?? '');
      }
      return { kind: 'accepted', providerIds };
    },
    close: () => link.close(),
  };
}

/** The operator asks for a slower pace: the same part again after a while, so that accepted parts need no repeat. */
async function submitPart(
  link: SmppLink,
  fields: Fields,
  pauses: readonly number[],
): Promise<Pdu | undefined> {
  for (const milliseconds of pauses) {
    const answer = await link.submit(fields);
    if (answer?.command_status !== throttled) return answer;
    await pause(milliseconds);
  }
  return link.submit(fields);
}

function fieldsOf(sender: string, message: OutgoingMessage, part: SmsPart, reference: number): Fields {
  return {
    ...sourceOf(sender),
    dest_addr_ton: 1,
    dest_addr_npi: 1,
    destination_addr: message.to.replace('+', ''),
    esm_class: part.hasHeader ? textModeWithHeader : 0,
    data_coding: part.dataCoding,
    short_message: part.octets,
    registered_delivery: 1,
    validity_period: message.expiresAt,
    user_message_reference: reference,
  };
}

/** Type of number and numbering plan (SMPP v3.4 5.2.5, 5.2.6): alphanumeric, international, or an operator's short code. */
function sourceOf(sender: string): Fields {
  if (!/^\+?[0-9]+$/.test(sender)) return { source_addr_ton: 5, source_addr_npi: 0, source_addr: sender };
  if (sender.startsWith('+')) return { source_addr_ton: 1, source_addr_npi: 1, source_addr: sender.slice(1) };
  return { source_addr_ton: 3, source_addr_npi: 0, source_addr: sender };
}

function explain(answer: Pdu | undefined): SendResult | undefined {
  if (!answer) return { kind: 'later', reason: 'no session with the mobile operator', isServerAway: true };
  const { command_status: status } = answer;
  if (status === 0) return undefined;
  const reason = `SMPP status 0x${status.toString(16).padStart(8, '0')}`;
  if (refusals.has(status)) return { kind: 'refused', reason };
  return { kind: 'later', reason, isServerAway: status === throttled };
}

/** SMPP v3.4 5.2.28 and appendix B. */
const states: Readonly<Record<number, string>> = {
  1: 'ENROUTE',
  2: 'DELIVRD',
  3: 'EXPIRED',
  4: 'DELETED',
  5: 'UNDELIV',
  6: 'ACCEPTD',
  7: 'UNKNOWN',
  8: 'REJECTD',
};

/** From the optional parameters, else from the customary text `id:… stat:…`; undefined for anything but a receipt. */
function receiptOf(pdu: Pdu): DeliveryReceipt | undefined {
  if (((pdu.esm_class ?? 0) & 0x3c) !== 0x04) return undefined;
  const text = String(pdu.short_message?.message ?? '');
  const providerId = pdu.receipted_message_id || /\bid:([^\s]{1,65})/.exec(text)?.[1];
  const status = states[pdu.message_state ?? 0] ?? /\bstat:([A-Z]{1,10})\b/.exec(text)?.[1];
  return providerId && status ? { providerId, status } : undefined;
}
