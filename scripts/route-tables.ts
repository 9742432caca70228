import type { Route } from '../src/http/index.ts';

/** The routes of one origin, as the application assembles them. */
export interface RouteTable {
  /** The first label of the origin's host name, such as `portal`. */
  readonly site: string;
  readonly title: string;
  readonly routes: readonly Route[];
}

/** The sites whose API description is generated; their factories get dependencies that are never called. */
export const routeTables: readonly RouteTable[] = [];
