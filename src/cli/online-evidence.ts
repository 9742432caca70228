import type { AskedAddress } from '../../certs/signatures/report/index.ts';
import { createNamedSources } from '../signature-sources/index.ts';
import { gatherEvidence } from '../verification/index.ts';
import { CliError } from './errors.ts';
import type { CommandInput, Services } from './model.ts';
import type { Gather } from './verify-document.ts';

export interface OnlineEvidence {
  readonly gather: Gather | undefined;
  close(): Promise<void>;
}

/**
 * With `--online` certificates may lead to any public address, as people and not strangers choose what is verified here;
 * with `--online-origins` to these alone, which may be private.
 * @throws CliError `cli.usage`
 */
export function openOnlineEvidence(options: CommandInput['options'], services: Services): OnlineEvidence {
  const given = options['online-origins'];
  const origins = typeof given === 'string' ? given.split(',') : undefined;
  if (options['online'] !== true) {
    if (origins) throw new CliError('cli.usage', '--online-origins goes with --online');
    return { gather: undefined, close: async () => {} };
  }
  const wrong = origins?.find((one) => !URL.canParse(one) || new URL(one).origin !== one);
  if (wrong !== undefined) throw new CliError('cli.usage', `--online-origins: ${wrong} is no origin`);
  const fetch = services.openFetch({ allowPrivate: origins !== undefined });
  const allows = ({ origin }: URL) => origins === undefined || origins.includes(origin);
  return {
    async gather(document, { trust, time }) {
      const asked: AskedAddress[] = [];
      const sources = createNamedSources({ allows, fetch, tell: (one) => void asked.push(one) });
      const evidence = await gatherEvidence(document, { trust, intermediates: [], sources, now: () => time });
      return { evidence, asked };
    },
    close: () => fetch.close(),
  };
}
