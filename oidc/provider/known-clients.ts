import type { Provider } from 'oidc-provider';
import type { ClientDirectory, ClientMetadata } from '../ports.ts';

type LibraryClient = InstanceType<Provider['Client']>;

/**
 * The library finds the client that it made of the same metadata before by a digest over all of them, at every look.
 * The directory gives the same object as long as nothing changed, and the object is name enough.
 */
export function rememberClients(provider: Provider, clients: ClientDirectory): void {
  const model = provider.Client as unknown as { find(id: unknown): Promise<LibraryClient | undefined> };
  const known = new WeakMap<ClientMetadata, LibraryClient>();
  const find = model.find.bind(model);
  model.find = async (id) => {
    const metadata = typeof id === 'string' && id !== '' ? await clients.find(id) : undefined;
    const client = (metadata && known.get(metadata)) ?? (await find(id));
    if (metadata && client) known.set(metadata, client);
    return client;
  };
}
