import { createOcspAnswering, startDelegates } from '../../src/pki/responders/index.ts';
import { startStatusSource } from '../../src/pki/status/index.ts';
import { createRecorder } from '../../src/records/index.ts';
import type { PkiWorld } from './pki-world.ts';

/** The responder in this process. */
export async function openAnswering({ db, clock, pki }: PkiWorld) {
  const onError = (error: unknown) => console.error(error);
  const statuses = await startStatusSource({ db, clock, onError });
  const recorder = createRecorder({ clock });
  const delegates = await startDelegates({ db, clock, recorder, onError, authorities: pki.authorities });
  const answering = createOcspAnswering({ clock, delegates, statuses, validityMs: 3_600_000, onError });
  return {
    answering,
    async stop() {
      delegates.stop();
      await statuses.stop();
    },
  };
}
