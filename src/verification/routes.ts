import { z } from 'zod';
import {
  type OpenSite,
  page,
  type Reply,
  type Request,
  RequestError,
  type Route,
  route,
} from '../http/index.ts';
import { formatDateTime } from '../messages/index.ts';
import { formPage, type FormView } from './pages/form.ts';
import { resultPage } from './pages/result.ts';
import { documentTypes, receive } from './received.ts';
import type { Admission, MadeReport, VerificationService } from './service.ts';
import type { SpoolRoom } from './spool.ts';

export interface RoutesDeps extends OpenSite {
  readonly origin: string;
  readonly maxBytes: number;
  readonly service: VerificationService;
  /** For what does not fit into memory. */
  readonly room: SpoolRoom;
  /** Milliseconds since 1970. */
  readonly now: () => number;
}

const uploadResponses = {
  400: 'No document, or two, or cut off',
  413: 'More bytes than are taken',
  415: 'A media type that is not taken',
  429: 'Too many documents from this address; Retry-After says when it may go on',
  503: 'Too many documents at this moment, or no room for one more; come again after Retry-After',
} as const;

const faces = ['report', 'sealed', 'etsi'] as const;

/** The public verification: a page for people, and the same for programs. */
export function verificationRoutes(deps: RoutesDeps): readonly Route[] {
  const upload = { maxBytes: deps.maxBytes };
  return [
    route({
      id: 'verification.form',
      method: 'GET',
      path: '/',
      summary: 'The page where a document is chosen',
      audience: 'page',
      responses: { 200: 'The page' },
      handle: (request) => page(formPage(request, deps, viewOf(deps))),
    }),
    route({
      id: 'verification.page',
      method: 'POST',
      path: '/',
      summary: 'Verify a document and see the result',
      audience: 'page',
      body: z.strictObject({}),
      upload,
      responses: { 200: 'The result', ...uploadResponses },
      handle: (request) => answerPerson(request, deps),
    }),
    route({
      id: 'verification.verify',
      method: 'POST',
      path: '/verify',
      formPage: '/',
      summary:
        'Verify a document: as the body, or as the file `document` of a form with, as `detached`, what it signs and does not hold; the answer is the report',
      audience: 'api',
      query: z.strictObject({ face: z.enum(faces).default('report') }),
      body: z.strictObject({}),
      upload: { ...upload, mediaTypes: documentTypes },
      responses: {
        200: 'The report: JSON, with `face=sealed` as the payload of a JAdES seal, with `face=etsi` in the form of ETSI TS 119 102-2',
        ...uploadResponses,
        404: 'There is no such face of this report',
      },
      handle: (request) => answerProgram(request, deps),
    }),
  ];
}

function viewOf({ maxBytes, origin }: RoutesDeps): FormView {
  return { maxBytes, address: `${origin}/verify` };
}

async function answerPerson(request: Request, deps: RoutesDeps): Promise<Reply> {
  const again = (status: number, trouble: NonNullable<FormView['trouble']>) =>
    page(formPage(request, deps, { ...viewOf(deps), trouble }), { status });
  const admission = await deps.service.admit(request.address);
  if (admission.kind === 'busy') return again(503, { kind: 'busy' });
  if (admission.kind === 'blocked') {
    const until = formatDateTime(new Date(admission.until), request.language);
    return again(429, { kind: 'blocked', until });
  }
  const made = await verifyFiles(request, deps, admission).catch(orBusy);
  if (made === 'busy') return again(503, { kind: 'busy' });
  return made ? page(resultPage(request, deps, made)) : again(400, { kind: 'no-file' });
}

/** There was no room for the document. */
function orBusy(error: unknown): 'busy' {
  if (error instanceof RequestError && error.status === 503) return 'busy';
  throw error;
}

async function answerProgram(
  request: Request<{ readonly face: (typeof faces)[number] }>,
  deps: RoutesDeps,
): Promise<Reply> {
  const admission = await deps.service.admit(request.address);
  if (admission.kind === 'busy') throw new RequestError(503, 'http.unavailable');
  if (admission.kind === 'blocked') {
    const retryAfterSeconds = Math.max(1, Math.ceil((admission.until - deps.now()) / 1000));
    throw new RequestError(429, 'http.too_busy', { retryAfterSeconds });
  }
  const made = await verifyFiles(request, deps, admission);
  if (!made) throw new RequestError(400, 'http.bad_request', 'no document');
  switch (request.query.face) {
    case 'report':
      return textReply(made.json, 'application/json');
    case 'sealed':
      return textReply(made.sealed, 'application/jose+json');
    case 'etsi':
      return textReply(made.xml, 'application/xml');
  }
}

function textReply(content: Uint8Array | string | undefined, type: string): Reply {
  if (content === undefined) throw new RequestError(404, 'http.not_found');
  const body = typeof content === 'string' ? content : Buffer.from(content).toString('utf8');
  return { kind: 'text', status: 200, body, type };
}

/** Undefined where no document came. Whatever happens, nothing of the files stays. */
async function verifyFiles(
  { files }: Request,
  { service, room }: RoutesDeps,
  admission: Extract<Admission, { readonly kind: 'admitted' }>,
): Promise<MadeReport | undefined> {
  try {
    const received = await receive(files, room);
    try {
      return received.files && (await service.verify(received.files));
    } finally {
      await received.close();
    }
  } finally {
    admission.leave();
  }
}
