import type { IncomingMessage } from 'node:http';
import type { Clock } from '../../../oidc/ports.ts';
import { clientCertificate } from '../../http/index.ts';
import type { Database } from '../../db/index.ts';
import {
  type Authorities,
  type ClientErrorCode,
  type OrderRefusal,
  type OrderService,
  recogniseClient,
  type StatusService,
} from '../../pki/index.ts';

/** What systems act on: only in a process with the role `pki`. */
export interface ApiDeps {
  /** As `acar_pki`. */
  readonly db: Database;
  readonly clock: Clock;
  readonly authorities: Authorities;
  readonly orders: OrderService;
  readonly statuses: StatusService;
  readonly onError: (error: unknown) => void;
}

/** The system that calls, by the certificate of the TLS handshake. */
export function recognise(deps: ApiDeps, req: IncomingMessage) {
  return recogniseClient(deps, clientCertificate(req));
}

/** 401 where there is no good certificate, 403 where its holder may not. */
export const recognitionStatus: Readonly<Record<ClientErrorCode, 401 | 403 | 422>> = {
  'client.certificate_missing': 401,
  'client.certificate_refused': 401,
  'client.unknown_system': 403,
  'client.switched_off': 403,
  'client.not_allowed': 403,
  'client.form': 422,
};

/** What the refusal of an order is over HTTP. */
export const orderStatus: Readonly<Record<OrderRefusal['code'], 400 | 403 | 409 | 422 | 500 | 503>> = {
  'order.unknown_authority': 422,
  'order.profile_not_allowed': 422,
  'order.key_reused': 409,
  'order.host_name': 403,
  'order.linter': 422,
  'order.form': 422,
  'order.not_renewable': 403,
  // Somebody else is making it: ask again.
  'order.unfinished': 503,
  'ca.host_name': 422,
  'ca.key_not_allowed': 422,
  'ca.key_weak': 422,
  'ca.partition': 500,
  'ca.proof_of_possession': 400,
  'ca.request_content': 422,
  'ca.request_malformed': 400,
  'ca.serial': 500,
  'ca.signature_wrong': 500,
  'ca.subject_field': 422,
  'ca.subject_kind': 422,
  'ca.validity': 422,
};
