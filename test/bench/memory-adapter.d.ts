/** The library's own storage for development, which it does not export; it brings no types. */
declare module 'oidc-provider/lib/adapters/memory_adapter.js' {
  import type { Adapter } from 'oidc-provider';

  const MemoryAdapter: new (model: string, store: unknown) => Adapter;
  export default MemoryAdapter;
}

declare module 'oidc-provider/lib/helpers/lru.js' {
  const LRU: new (options: { readonly maxSize: number }) => object;
  export default LRU;
}
