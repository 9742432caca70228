import type { CrlSource } from '../../certs/index.ts';
import type { Published } from '../pki/lists/index.ts';
import { crlAddressesOf } from '../signature-sources/index.ts';
import { readListPath } from './handler.ts';

/** Our own lists without HTTP between: those at the addresses that a certificate names, whatever their host is called. */
export function createOwnCrlSource(published: Published): CrlSource {
  return {
    async fetch({ certificate }) {
      const wanted = crlAddressesOf(certificate).flatMap((url) => readListPath(new URL(url).pathname) ?? []);
      const found = await Promise.all(
        wanted.map(({ name, partition }) => published.findList(name, partition, 'full')),
      );
      return found.flatMap((list) => (list ? [list.crl] : []));
    },
  };
}
