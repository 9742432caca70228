import type { Clock } from '../../../oidc/ports.ts';
import type { Fetch } from '../../http/index.ts';
import { pkiPaths } from '../../pki/index.ts';
import type { Liveness } from './model.ts';

const keptMs = 10_000;

/**
 * Asks the interfaces for machines as a stranger would. Empty questions are enough: whoever refuses them is there.
 * The answer is kept for ten seconds, so that visitors of the status page cause no load.
 */
export function createLiveness(deps: {
  readonly origin: string;
  readonly fetch: Fetch;
  readonly clock: Clock;
}): () => Promise<Liveness> {
  const { origin, fetch: call, clock } = deps;
  const answers = async (path: string, type: string) => {
    try {
      const response = await call(`${origin}${path}`, {
        method: 'POST',
        headers: { 'content-type': type },
        body: '0',
        signal: AbortSignal.timeout(3_000),
      });
      return response.status < 500 && response.status !== 404;
    } catch {
      return false;
    }
  };
  let kept: { readonly at: number; readonly state: Promise<Liveness> } | undefined;
  const ask = async (): Promise<Liveness> => {
    const [ocsp, timeStamps] = await Promise.all([
      answers(pkiPaths.ocsp, 'application/ocsp-request'),
      answers(pkiPaths.timeStamp, 'application/timestamp-query'),
    ]);
    return { ocsp, timeStamps };
  };
  return () => {
    if (!kept || clock.now() - kept.at > keptMs) kept = { at: clock.now(), state: ask() };
    return kept.state;
  };
}
