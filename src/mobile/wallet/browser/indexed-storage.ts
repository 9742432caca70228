import type { StoredPhone, WalletStorage } from './storage.ts';

const databaseName = 'acar-wallet';
const storeName = 'phone';
const onlyKey = 'this';

/** The phone in IndexedDB, where keys that cannot be exported can lie. */
export function openStorage(): WalletStorage {
  return {
    async load() {
      const value: unknown = await run('readonly', (store) => store.get(onlyKey));
      return value === undefined ? undefined : (value as StoredPhone);
    },
    async save(phone) {
      await run('readwrite', (store) => store.put(phone, onlyKey));
    },
    async clear() {
      await run('readwrite', (store) => store.clear());
    },
  };
}

/** Resolves when the transaction is durable. */
async function run<T>(mode: IDBTransactionMode, work: (store: IDBObjectStore) => IDBRequest<T>): Promise<T> {
  const database = await open();
  try {
    return await new Promise<T>((done, fail) => {
      const transaction = database.transaction(storeName, mode, { durability: 'strict' });
      const request = work(transaction.objectStore(storeName));
      transaction.addEventListener('complete', () => done(request.result));
      transaction.addEventListener('abort', () => fail(transaction.error ?? new Error('aborted')));
    });
  } finally {
    database.close();
  }
}

function open(): Promise<IDBDatabase> {
  return new Promise((done, fail) => {
    const request = indexedDB.open(databaseName, 1);
    request.addEventListener('upgradeneeded', () => request.result.createObjectStore(storeName));
    request.addEventListener('success', () => done(request.result));
    request.addEventListener('error', () => fail(request.error ?? new Error('no storage')));
  });
}
