import type { Clock } from '../../../oidc/ports.ts';
import type { Database } from '../../db/index.ts';
import { page, type Route, redirect, route } from '../../http/index.ts';
import { courtPath } from './frame.ts';
import { atCourt, signedInAtCourt } from './guard.ts';
import type { OfficeTasks, WorkplaceDeps } from './model.ts';
import { overviewPage, workplacesPage } from './pages.ts';
import { countTasks } from './store.ts';

const signInFirst = { 303: 'To the sign-in, when nobody is signed in.' };

export interface OverviewDeps extends WorkplaceDeps {
  readonly tasks: OfficeTasks;
}

const dayInBaku = new Intl.DateTimeFormat('sv-SE', { timeZone: 'Asia/Baku' });

/** `db` as `acar_web`. */
export function createOfficeTasks({
  db,
  clock,
  hearings,
}: {
  readonly db: Database;
  readonly clock: Clock;
  readonly hearings: {
    countUntold(
      courtId: string,
      judgeId: string | undefined,
    ): Promise<{ readonly ofJudge: number; readonly ofCourt: number }>;
  };
}): OfficeTasks {
  return {
    async of(courtId, judgeId) {
      const [counts, untold] = await Promise.all([
        countTasks(db, courtId, judgeId, dayInBaku.format(clock.now())),
        hearings.countUntold(courtId, judgeId),
      ]);
      return { ...counts, untold: untold.ofCourt, untoldOwn: untold.ofJudge };
    },
  };
}

export function workplaceRoutes(deps: OverviewDeps): Route[] {
  return [
    route({
      id: 'court.workplaces',
      method: 'GET',
      path: '/',
      summary: 'The courts at which I work; one alone is opened at once',
      audience: 'page',
      responses: { 200: 'The page.', ...signInFirst },
      handle: (request) =>
        signedInAtCourt(deps, request, (frame, workplaces) => {
          const [only, ...others] = workplaces;
          if (only && others.length === 0) return redirect(courtPath(only));
          return page(workplacesPage(request, frame, workplaces));
        }),
    }),
    route({
      id: 'court.overview',
      method: 'GET',
      path: '/courts/:court',
      summary: 'The first page of a court',
      audience: 'page',
      responses: { 200: 'The page.', 404: 'No court at which I work.', ...signInFirst },
      handle: (request) =>
        atCourt(deps, request, ['judge', 'chair', 'clerk'], async (frame) => {
          const { staffId, office } = frame.member;
          const judgeId = office === 'judge' ? staffId : undefined;
          return page(overviewPage(request, frame, await deps.tasks.of(frame.court.courtId, judgeId)));
        }),
    }),
  ];
}
