import { lookup } from 'node:dns';
import type { LookupFunction } from 'node:net';

/** True for the names that never leave this computer (RFC 6761 6.3). */
export function isLoopbackName(host: string): boolean {
  return host === 'localhost' || host.endsWith('.localhost') || host === '127.0.0.1';
}

/** The system's resolver, except that `*.localhost` is this computer, as in browsers: Node asks DNS and fails. */
export const lookupWithLoopback: LookupFunction = (host, options, done) => {
  if (!isLoopbackName(host)) {
    lookup(host, options, done);
    return;
  }
  const address = { address: '127.0.0.1', family: 4 };
  if (options.all) done(null, [address]);
  else done(null, address.address, address.family);
};
