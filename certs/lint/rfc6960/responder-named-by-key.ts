import { type Certificate, responderKeyHash } from '../../validation/index.ts';
import type { OcspRule } from './subject.ts';

export const responderNamedByKey: OcspRule = {
  id: 'rfc6960.responder_named_by_key',
  clause: 'RFC 5019 2.2.2',
  severity: 'error',
  check({ data, responder }) {
    const { responderId } = data;
    return responderId.kind === 'byKey' && Buffer.compare(responderId.keyHash, hashOf(responder)) === 0
      ? undefined
      : 'the responder is not named by the hash of its key';
  },
};

const hashes = new WeakMap<Certificate, Uint8Array>();

function hashOf(responder: Certificate): Uint8Array {
  const hash = hashes.get(responder) ?? responderKeyHash(responder);
  hashes.set(responder, hash);
  return hash;
}
