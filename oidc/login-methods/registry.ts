import type { LoginMethod } from './login-method.ts';

/** The methods in the order in which they are offered. A further method is one folder and one entry at the caller. */
export interface MethodRegistry {
  readonly all: readonly LoginMethod[];
  find(id: string | undefined): LoginMethod | undefined;
}

export function createRegistry(methods: readonly LoginMethod[]): MethodRegistry {
  const byId = new Map(methods.map((method) => [method.id, method]));
  if (byId.size !== methods.length) throw new Error('two login methods have the same id');
  return { all: methods, find: (id) => (id === undefined ? undefined : byId.get(id)) };
}
