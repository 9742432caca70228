import type { ProvidedHandler } from '../../connector/index.ts';
import type { Fetch } from '../../http/index.ts';

/**
 * Hands what the connector verified to the register, and the answer back. The register hears of one person alone, in
 * the header that it knows: a request about several, or about nobody where one is needed, the register refuses.
 */
export function behindConnector(register: string, fetch: Fetch): ProvidedHandler {
  return async ({ method, path, persons }) => {
    const headers: Record<string, string> = persons.length === 0 ? {} : { 'acar-person': persons.join(',') };
    const answer = await fetch(register + path, { method, headers });
    return {
      status: answer.status,
      contentType: answer.headers.get('content-type') ?? undefined,
      content: Buffer.from(await answer.arrayBuffer()),
    };
  };
}
