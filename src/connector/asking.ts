import type { MutualTlsClient, MutualTlsOutcome } from '../http/index.ts';
import type { RequestMessage } from '../message-signatures/index.ts';
import type { ConnectorErrorCode } from './errors.ts';
import type { OpenedConnector } from './gateway-party.ts';
import type { ConnectorOptions } from './model.ts';

export interface ConsumerOptions extends ConnectorOptions {
  /** For one try; a little more than any service takes. */
  readonly timeoutMs?: number;
  readonly mostAnswerOctets?: number;
}

/** What asking the gateway works with. */
export interface ConsumerWork extends OpenedConnector {
  readonly options: ConsumerOptions;
  readonly client: MutualTlsClient;
  readonly organisation: () => Promise<string>;
}

/** Once, and waits for what comes back. */
export function send(
  { client, options }: ConsumerWork,
  { message, content }: { readonly message: RequestMessage; readonly content: Uint8Array },
): Promise<MutualTlsOutcome> {
  return client.send(new URL(message.targetUri), {
    method: message.method,
    headers: [...message.fields].map(([name, lines]) => [name, lines.join(', ')] as const),
    body: content,
    timeoutMs: options.timeoutMs ?? 130_000,
    mostOctets: options.mostAnswerOctets ?? 16 * 1024 * 1024,
  });
}

/** Why nothing came back. */
export const transportCodes: Readonly<
  Record<Exclude<MutualTlsOutcome['kind'], 'answered'>, ConnectorErrorCode>
> = {
  unreachable: 'connector.unreachable',
  // The gateway gives the same message one outcome, so that it can be repeated.
  unknown: 'connector.cut_off',
  'timed-out': 'connector.timed_out',
  cut: 'connector.cut_off',
  'too-large': 'connector.answer_too_large',
};

/** Of an error document of the gateway. */
export function codeOf(content: Uint8Array): string | undefined {
  try {
    const { code }: { readonly code?: unknown } = JSON.parse(Buffer.from(content).toString('utf8'));
    return typeof code === 'string' && /^[a-z_.]{1,60}$/.test(code) ? code : undefined;
  } catch {
    return undefined;
  }
}
