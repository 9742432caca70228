import type { Clock } from '../oidc/ports.ts';
import type { Database } from './db/index.ts';
import type { Job } from './jobs/index.ts';
import { checkReached, type NoticeLinks, type ReachTimes, tellCourts } from './notices/index.ts';
import { createOutbox } from './notify/index.ts';
import { createRecorder } from './records/index.ts';
import type { ServiceConfig } from './settings.ts';

/** What the deliveries of court notices need, at the court's pages and in the work behind. */
export interface CourtDelivery {
  readonly links: NoticeLinks;
  readonly times: ReachTimes;
}

export function courtDelivery(config: ServiceConfig): CourtDelivery {
  const { portal } = config.origins;
  return {
    links: {
      notice: (noticeId) => `${portal}/me/notices/${noticeId}`,
      verification: `${config.verification.origin ?? portal}/`,
    },
    times: {
      reachMs: config.court.reachHours * 3_600_000,
      leastMs: config.court.reachLeastMinutes * 60_000,
    },
  };
}

const minute = 60;

/** The work of a `worker` for the court's notices; none where no court has an origin. */
export function courtDeliveryJobs(
  config: ServiceConfig,
  { db, clock }: { readonly db: Database; readonly clock: Clock },
): readonly Job[] {
  const { origin } = config.court;
  if (origin === undefined) return [];
  const outbox = createOutbox({ clock });
  const recorder = createRecorder({ clock });
  const deps = { db, clock, outbox, recorder, ...courtDelivery(config) };
  return [
    {
      name: 'notices.check_reached',
      everySeconds: minute,
      run: async (signal) => void (await checkReached(deps, signal)),
    },
    {
      name: 'notices.tell_courts',
      everySeconds: 5 * minute,
      run: async () =>
        void (await tellCourts(
          { db, clock, outbox },
          (courtId) => `${origin}/courts/${courtId}/undelivered`,
        )),
    },
  ];
}
