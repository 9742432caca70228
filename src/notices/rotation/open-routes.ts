import { z } from 'zod';
import {
  page,
  type Reply,
  type Request,
  RequestError,
  type Route,
  route,
  textsFor,
} from '../../http/index.ts';
import type { Court } from '../courts/index.ts';
import { type WorkplaceDeps, workplaceTexts } from '../workplace/index.ts';
import { fileName, openDrawsPage } from './pages/open.ts';
import type { RotationViews } from './views.ts';

export interface OpenRoutesDeps extends Pick<WorkplaceDeps, 'courts' | 'portal'> {
  readonly lots: RotationViews;
}

const listSize = 25;
/** A file costs a proof for each record: so many are made at a time, for all readers. */
const mostFiles = 8;

/** What everybody sees of the lots of a court. */
export function openRoutes(deps: OpenRoutesDeps): Route[] {
  const courtOf = async (request: Request): Promise<Court> => {
    const court = await deps.courts.find(request.params['court'] ?? '');
    if (!court) throw new RequestError(404, 'http.not_found');
    return court;
  };
  let files = 0;
  const fileReply = (courtId: string, year?: number): Reply => {
    if (files >= mostFiles) throw new RequestError(503, 'http.unavailable');
    return {
      kind: 'content',
      status: 200,
      body: counted(deps.lots.file(courtId, year)),
      type: 'application/jsonl',
      name: fileName(courtId, year),
      disposition: 'attachment',
    };
  };
  async function* counted(texts: AsyncIterable<string>): AsyncGenerator<Uint8Array> {
    files += 1;
    try {
      for await (const text of texts) yield Buffer.from(text);
    } finally {
      files -= 1;
    }
  }
  return [
    route({
      id: 'court.draws',
      method: 'GET',
      path: '/draws/:court',
      summary: 'The draws of a court, for everybody',
      audience: 'page',
      query: z.strictObject({
        before: z
          .string()
          .regex(/^[0-9]{1,15}$/)
          .optional(),
      }),
      responses: { 200: 'The page.', 404: 'There is no such court.' },
      async handle(request) {
        const court = await courtOf(request);
        const { before } = request.query;
        const [found, logKey, years] = await Promise.all([
          deps.lots.openDraws(court.courtId, before === undefined ? undefined : Number(before), listSize + 1),
          deps.lots.logKey(),
          deps.lots.years(court.courtId),
        ]);
        const draws = found.slice(0, listSize);
        const next = found.length > listSize ? draws.at(-1)?.id : undefined;
        const { site } = textsFor(workplaceTexts, request);
        const view = {
          court,
          draws,
          next,
          isFirst: before === undefined,
          logKey,
          years,
          portal: deps.portal,
          site,
        };
        return page(openDrawsPage(request, view));
      },
    }),
    route({
      id: 'court.draws_file',
      method: 'GET',
      path: '/draws/:court/file',
      summary: 'All draws of a court with their receipts, as lines of JSON: for acar verify draws',
      audience: 'page',
      responses: {
        200: 'The file.',
        404: 'There is no such court.',
        503: 'Others fetch it now; try again soon.',
      },
      async handle(request): Promise<Reply> {
        const { courtId } = await courtOf(request);
        return fileReply(courtId);
      },
    }),
    route({
      id: 'court.draws_file_of_year',
      method: 'GET',
      path: '/draws/:court/files/:year',
      summary: 'The part of the file of draws that was recorded in a year; all years together are the file',
      audience: 'page',
      responses: {
        200: 'The file.',
        404: 'There is no such court, or it has no such year.',
        503: 'Others fetch it now; try again soon.',
      },
      async handle(request): Promise<Reply> {
        const { courtId } = await courtOf(request);
        const years = await deps.lots.years(courtId);
        const year = years.find((one) => String(one) === request.params['year']);
        if (year === undefined) throw new RequestError(404, 'http.not_found');
        return fileReply(courtId, year);
      },
    }),
  ];
}
