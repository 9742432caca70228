import { X509Certificate } from 'node:crypto';
import { z } from 'zod';
import { page, redirect, type Route, RequestError, route } from '../../http/index.ts';
import type { SimulatedAuthority } from './authority.ts';
import type { Simulator } from './backend.ts';
import { behaviours } from './model.ts';
import { operatorPage } from './pages.ts';

const results = behaviours.filter((one) => one !== 'wait');

/** The control page, and the certificates of the simulator's own authority. */
export function operatorRoutes(simulator: Simulator, authority: SimulatedAuthority): readonly Route[] {
  return [
    route({
      id: 'operator.list',
      method: 'GET',
      path: '/',
      summary: 'What relying parties asked, and how the simulated phones behave',
      audience: 'page',
      responses: { 200: 'The page' },
      handle: (request) =>
        page(operatorPage(request, { sessions: simulator.sessions(), chosen: simulator.chosen() })),
    }),
    route({
      id: 'operator.behaviour',
      method: 'POST',
      path: '/behaviour',
      summary: 'Chooses how one number behaves from now on',
      audience: 'page',
      body: z.strictObject({
        number: z.string().regex(/^\s*\+?[\d\s()-]{7,25}$/),
        behaviour: z.union([z.literal('').transform(() => undefined), z.enum(behaviours)]),
      }),
      responses: { 303: 'Back to the page' },
      handle({ body }) {
        simulator.choose(`+${body.number.replace(/\D/g, '')}`, body.behaviour);
        return redirect('/');
      },
    }),
    route({
      id: 'operator.decide',
      method: 'POST',
      path: '/decide',
      summary: 'Decides in the place of the person with the phone',
      audience: 'page',
      body: z.strictObject({ session: z.uuid(), result: z.enum(results) }),
      responses: { 303: 'Back to the page' },
      handle({ body }) {
        simulator.decide(body.session, body.result);
        return redirect('/');
      },
    }),
    route({
      id: 'operator.certificate',
      method: 'GET',
      path: '/ca/:file',
      summary: 'Certificates of the simulated authority, as PEM or DER',
      audience: 'page',
      responses: { 200: 'The certificate', 404: 'No such one' },
      handle({ params: { file = '' } }) {
        const [name, form] = file.split('.');
        const bytes = name === 'root' ? authority.root : name === 'phones' ? authority.issuing : undefined;
        if (!bytes || (form !== 'pem' && form !== 'cer')) throw new RequestError(404, 'http.not_found');
        const type = form === 'pem' ? 'application/x-pem-file' : 'application/pkix-cert';
        const body = form === 'pem' ? Buffer.from(new X509Certificate(bytes).toString()) : bytes;
        return { kind: 'file', status: 200, body, type, name: file };
      },
    }),
  ];
}
