import { z } from 'zod';
import { page, type Reply, type Request, type Route, route } from '../../http/index.ts';
import { atCourt, type OfficeFrame, type WorkplaceDeps } from '../workplace/index.ts';
import { readDate, weekOf } from './model.ts';
import { calendarPage } from './pages.ts';
import type { Hearings } from './service.ts';

export interface CalendarDeps extends WorkplaceDeps {
  readonly hearings: Hearings;
  /** Milliseconds since 1970. */
  readonly now: () => number;
}

const query = z.strictObject({
  of: z
    .string()
    .regex(/^(room|judge):[0-9a-f-]{36}$/)
    .optional(),
  week: z.string().max(10).optional(),
});

export function calendarRoutes(deps: CalendarDeps): Route[] {
  return [
    route({
      id: 'court.calendar',
      method: 'GET',
      path: '/courts/:court/calendar',
      summary: 'The hearings of a room or a judge in a week',
      audience: 'page',
      query,
      responses: {
        200: 'The page.',
        303: 'To the sign-in, when nobody is signed in.',
        404: 'No court at which I work.',
      },
      handle: (request) =>
        atCourt(deps, request, ['judge', 'chair', 'clerk'], (frame) =>
          showWeek(deps, request, frame, request.query),
        ),
    }),
  ];
}

async function showWeek(
  { courts, hearings, now }: CalendarDeps,
  request: Request,
  frame: OfficeFrame,
  asked: z.infer<typeof query>,
): Promise<Reply> {
  const { courtId } = frame.court;
  const [rooms, staff] = await Promise.all([courts.roomsOf(courtId), courts.staffOf(courtId)]);
  const judges = staff.filter(({ office }) => office === 'judge');
  const monday = weekOf(readDate(asked.week ?? '') ?? now());
  const of = chosen(asked.of) ?? usual(frame, judges[0]?.staffId ?? '');
  const found = await hearings.week({ ...of, courtId }, monday);
  return page(calendarPage(request, frame, { monday, of, rooms, judges, hearings: found }));
}

function chosen(
  of: string | undefined,
): { readonly what: 'room' | 'judge'; readonly id: string } | undefined {
  const [what, id] = of?.split(':') ?? [];
  return id !== undefined && (what === 'room' || what === 'judge') ? { what, id } : undefined;
}

/** A judge begins with the own week. */
function usual({ member }: OfficeFrame, firstJudge: string): { readonly what: 'judge'; readonly id: string } {
  return { what: 'judge', id: member.office === 'judge' ? member.staffId : firstJudge };
}
